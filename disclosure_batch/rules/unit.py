"""U: the unit and the roster."""

from collections.abc import Iterator

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.roster import Category
from disclosure_batch.rules.case import Case, finding
from disclosure_batch.rules.registry import rule


@rule("U001", Severity.ERROR)
def unknown_unit(case: Case) -> Iterator[Finding]:
    """认不出是哪个单位，或不在名册上。

    检查什么：封面的单位代码、单位名称与名册（名称和别名）都对不上，或都没有填。
    依据：不知道是谁的数字，不能汇总。
    示例：封面名称填的是简称，名册“别名”栏没有这个简称。
    如何修改：封面漏填的请补上后重报；名册漏列的单位、简称或原名请补进名册。
    """
    for submission, trouble in case.troubles("U001"):
        code, name = trouble.details["code"], trouble.details["name"]
        typed = "、".join(filter(None, (code and f"代码“{code}”", name and f"名称“{name}”")))
        why = f"封面填的{typed}不在名册上" if typed else "封面没有填单位名称和代码，认不出是哪个单位"
        message = f"“{submission.reading.path}”{why}。请核对封面；名册漏列的单位、简称或原名请补进名册。"
        yield finding(case.form, submission, message, "unit.name", value=name or code or None)


@rule("U002", Severity.ERROR)
def code_and_name_disagree(case: Case) -> Iterator[Finding]:
    """单位代码与单位名称不是同一个单位。

    检查什么：封面的代码和名称在名册上指的不是同一个单位。
    依据：不能确定是谁的数字，不能汇总。
    示例：用财政局的表改填教育局的数字，代码没有改。
    如何修改：请核对封面的代码和名称后重新报送；改过名称的，请在名册“别名”栏写上原名。
    """
    for submission, trouble in case.troubles("U002"):
        details = trouble.details
        message = f"“封面”代码“{details['code']}”与名称“{details['name']}”在名册上不是同一个单位。请核对后重新报送；改过名称的，请在名册“别名”栏写上原名。"
        yield finding(case.form, submission, message, "unit.name", value=details["name"], expected=details["unit"].name)


@rule("U003", Severity.ERROR)
def missing(case: Case) -> Iterator[Finding]:
    """单位还没有报送。

    检查什么：名册上的单位没有收到可用的表；汇总机关自己的表可以没有，只作提示。
    依据：《政府信息公开条例》第四十九条：每年 1 月 31 日前报送上一年度的年度报告。
    示例：名册有 13 个单位，只收到 12 份。
    如何修改：请催报；不再单独报送的单位请从名册删去，或在“计入汇总”栏写“否”。
    """
    if case.roster is None:
        return
    arrived = {submission.key for submission in case.submissions if submission.key}
    for unit in case.roster.units:
        if unit.key not in arrived:
            publisher = unit.category is Category.PUBLISHER
            message = f"“{unit.name}”还没有报送。" if not publisher else f"没有收到汇总机关“{unit.name}”自己的表，报告按其他单位汇总。"
            severity = Severity.NOTICE if publisher else Severity.ERROR
            yield Finding("", severity, message, unit=unit.key, value=None)


@rule("U004", Severity.ERROR)
def no_telling_which_is_later(case: Case) -> Iterator[Finding]:
    """同一单位报了几份不同的表，分不出先后。

    检查什么：填报日期相同或没填，文件里的保存时间也相同或没有。
    依据：下载时间不说明先后；分不出先后就不能取其一。
    示例：两份都没有填填报日期。
    如何修改：请把作废的一份移走，或请该单位写明填报日期后重报。
    """
    for submission, trouble in case.troubles("U004"):
        files = "、".join(f"“{path}”" for path in trouble.details["files"])
        message = f"“{submission.unit.name}”有几份不同的表（{files}），分不出哪份在后。请把作废的一份移走，或写明填报日期后重报。"
        yield finding(case.form, submission, message, "unit.date")


@rule("U006", Severity.NOTICE)
def known_by_alias(case: Case) -> Iterator[Finding]:
    """用的是名册上的别名。

    检查什么：封面的单位名称是名册“别名”栏里的名称。
    依据：简称和原名按名册认作同一单位。
    示例：封面写“区财政局”，名册名称是“示例区财政局”。
    如何修改：不必修改；下次请填全称。
    """
    for submission, trouble in case.troubles("U006"):
        message = f"“封面”名称填的是“{trouble.details['name']}”，按名册认作“{trouble.details['unit'].name}”。"
        yield finding(case.form, submission, message, "unit.name", value=trouble.details["name"], expected=trouble.details["unit"].name)


@rule("U008", Severity.NOTICE)
def cover_incomplete(case: Case) -> Iterator[Finding]:
    """封面没有填全。

    检查什么：填报人、审核人、联系电话、填报日期、报告年度。
    依据：有疑问时要能找到人；几份表要能分出先后。
    示例：没有填审核人。
    如何修改：请下次填全。
    """
    asked = ("unit.year", "unit.prepared_by", "unit.reviewed_by", "unit.phone", "unit.date")
    for submission in case.current:
        if "kind" in submission.filing.stamp and submission.filing.stamp["kind"] == "consolidated":
            continue
        empty = [name for name in asked if not submission.filing.texts.get(name)]
        if empty:
            words = "、".join(case.form.fields[name].row_label for name in empty)
            yield finding(case.form, submission, f"“封面”没有填{words}。请下次填全。", empty[0])


@rule("U009", Severity.WARNING)
def publisher_unknown(case: Case) -> Iterator[Finding]:
    """不知道以哪个机关的名义发布。

    检查什么：名册上没有“汇总机关”一行，命令中也没有写 --name。
    依据：标题应为〈机关全称〉〈年度〉年政府信息公开工作年度报告。
    示例：没有给名册，也没有写 --name。
    如何修改：请在名册加上类别为“汇总机关”的一行，或在命令中写 --name 机关全称。
    """
    if not case.body_named:
        yield Finding("", None, "不知道以哪个机关的名义发布，标题写作“（机关名称）”。请在名册加上类别为“汇总机关”的一行，或在命令中写 --name 机关全称。")
