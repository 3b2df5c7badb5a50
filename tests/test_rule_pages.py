"""The rules as a whole: each can be fired, each explains itself, and the manual is what the rules say.

A new rule needs one case here: what is done to a good submission, so that the rule speaks.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from disclosure_batch.cli import main
from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.documents.unreadable import BeyondLimits, Damaged, Encrypted, NotReadable
from disclosure_batch.findings import Finding, Severity, Trouble
from disclosure_batch.form.layout import Area
from disclosure_batch.intake.filing import Slip
from disclosure_batch.intake.troubles import (
    ActiveContent,
    CellWords,
    Clutter,
    ConsolidatedWorkbook,
    DetailNotBeside,
    FarAway,
    FiguresInComments,
    FiguresNotFound,
    ForeignFigures,
    FoundByLabels,
    FoundTwice,
    HiddenFigures,
    MergedCells,
    Mislabelled,
    Moved,
    NearlyAnIndicator,
    NotThisForm,
    OtherEdition,
    OverPrinted,
    PrintedOver,
    RunOn,
    TextOutside,
    WordsAround,
    WrongExtension,
)
from disclosure_batch.locating.captions import Caption
from disclosure_batch.locating.footnotes import Footnote
from disclosure_batch.locating.located import Was
from disclosure_batch.roster import Category, Roster, as_tree
from disclosure_batch.rules.rule import Who
from disclosure_batch.rules.rulebook import check as check_rules
from disclosure_batch.rules.rulebook import rules_of
from disclosure_batch.rules.texts.paper import TextRule
from docs.write_rules import manual
from tests.casework import CODE, FORM, GOOD, NAME, check, handed_in, last_year, reading, unit

MANUAL = Path(__file__).resolve().parents[1] / "docs" / "rules.md"
RULES = rules_of(FORM)

PERSON = "requests.new.natural_person"
LICENCES = "proactive.licensing.decisions"
DOCUMENTS = "proactive.normative_documents.{}".format
OTHER = {"code": "410802", "name": "示例区教育局"}


def noticed(trouble: Trouble, filing=None, *more: Trouble) -> Callable[[], list[Finding]]:
    """The intake noticed something about a file."""
    return lambda: check(readings=[reading(filing, "收件/a.xlsx", trouble, *more)])


def slip(slip: Slip, field: str = LICENCES) -> Callable[[], list[Finding]]:
    return lambda: check(handed_in(slips={field: slip}))


def said(*filings, **case) -> Callable[[], list[Finding]]:
    return lambda: check(*filings, **case)


# One way to fire each rule. That a near miss does not fire it is shown in the test of its family.
CASES: dict[str, Callable[[], list[Finding]]] = {
    "F001": noticed(NotReadable("是空文件（0 字节）")),
    "F002": noticed(Encrypted()),
    "F003": noticed(WrongExtension(".xls", FileKind.XLSX), handed_in()),
    "F004": lambda: check(readings=[reading(None, "收件/~$a.xlsx", Clutter("是临时锁文件"), ignored=True)]),
    "F005": noticed(BeyondLimits("超过 50 MB 的上限")),
    "F006": noticed(Damaged()),
    "F007": noticed(ActiveContent(("宏",)), handed_in()),
    "F008": lambda: check(readings=[reading(handed_in(), "收件/a.xlsx"),
        copy_of(reading(handed_in(), "收件/a.xlsx"), "收件/b.xlsx")]),
    "F009": said(handed_in(), handed_in({LICENCES: 9}, texts={"unit.date": "2025-01-15"})),
    "F010": noticed(FarAway(("“三、依申请公开”XFD1048576",)), handed_in()),
    "L001": noticed(NotThisForm(speaks=False)),
    "L002": noticed(OtherEdition("2019")),
    "L003": said(handed_in(texts={"unit.year": "2023"})),
    "L004": noticed(FoundByLabels((Moved("三、依申请公开", "Sheet3", "“Sheet3”A1"),), template=True), handed_in()),
    "L005": noticed(FiguresNotFound((PERSON, LICENCES), 8, 10, (Mislabelled("表", "C9", "涉密", "1.属于国家秘密"),)),
        handed_in()),
    "L006": noticed(FoundTwice({PERSON: ["“三、依申请公开”D7", "“Sheet4”D7"]}), handed_in()),
    "L007": noticed(HiddenFigures((PERSON, LICENCES)), handed_in()),
    "L008": noticed(ConsolidatedWorkbook(), handed_in()),
    "L019": noticed(DetailNotBeside("明细/全部.csv", changed=False), handed_in()),
    "L010": noticed(ForeignFigures((CellWords("二、主动公开", "B8", "5"),)), handed_in()),
    "L011": noticed(MergedCells("表", Area(3, 2, 3, 6), "12", (PERSON,)), handed_in()),
    "L012": noticed(
        NearlyAnIndicator(CellWords("表", "B4", "12"), "收到群众来信", "indicators.letters_received"), handed_in()
    ),
    "L013": noticed(TextOutside((("文字材料", "C5"),), ()), handed_in(), RunOn("text.proactive", "text.on_request")),
    "L014": noticed(FiguresInComments((CellWords("三、依申请公开", "D7", "应为 12"),)), handed_in()),
    "L015": said(handed_in(captions=(Caption("四、复议诉讼", "2023年", "", "2023年", (2023,)),))),
    "L016": noticed(WordsAround((CellWords("三、依申请公开", "B40", "实际为 99 件"),)), handed_in()),
    "L017": said(handed_in(footnotes=(Footnote("四、复议诉讼", "第3张表", "", "注：数量含上年度结转"),))),
    "L018": noticed(PrintedOver((OverPrinted("工作指标", "C5", "999", Was.WORDS, "条"),)), handed_in()),
    "L009": said(handed_in(stamp={"lacking": "示例区水利局"})),
    "V001": said(handed_in({LICENCES: None})),
    "V002": slip(Slip.NOTHING),
    "V003": slip(Slip.CLEANED),
    "V004": slip(Slip.NOT_A_NUMBER),
    "V005": slip(Slip.NEGATIVE),
    "V006": slip(Slip.FRACTION),
    "V007": slip(Slip.ERROR_VALUE),
    "V008": slip(Slip.NOT_STORED),
    "V009": slip(Slip.FORMULA),
    "V010": slip(Slip.UNTHINKABLE),
    "V011": slip(Slip.CONVERTED, "proactive.fees.amount"),
    "V012": said(handed_in({"proactive.fees.amount": 10_000_000})),
    "V013": said(handed_in(cleaned=frozenset({"text.problems"}))),
    "V014": slip(Slip.ZERO_IN_ALL),
    "R101": said(handed_in({DOCUMENTS("issued"): 50})),
    "R301": said(handed_in(totals={"requests.new.total": 99})),
    "R302": said(handed_in(totals={"requests.outcome_total.natural_person": 99})),
    "R303": said(handed_in({PERSON: 99})),
    "R401": said(handed_in(totals={"remedies.reconsideration.total": 99})),
    "R501": said(handed_in({"indicators.published_on_website": 999})),
    "R502": said(handed_in({"indicators.letters_handled": 999})),
    "R601": said(handed_in(stale={"requests.new.total": 99})),
    "R701": said(handed_in({"proactive.regulations.in_force": 1})),
    "U001": said(handed_in(code="", name="")),
    "U002": said(handed_in(name="示例区教育局"), roster=[unit(CODE, NAME), unit("410802", "示例区教育局")]),
    "U003": said(handed_in(), roster=[unit(CODE, NAME), unit("410802", "示例区教育局")]),
    "U004": said(handed_in(), handed_in({LICENCES: 9})),
    "U005": said(handed_in(), handed_in(**OTHER)),
    "U006": said(handed_in(name="区财政局"), roster=[unit(CODE, NAME, aliases=("区财政局",))]),
    "U007": said(handed_in(), handed_in(**OTHER, parts=[handed_in()])),
    "U008": said(handed_in(texts={"unit.phone": ""})),
    "U009": said(handed_in(), body_named=False),
    "U010": lambda: check(readings=[reading(handed_in(code="", name=""), f"收件/{CODE}_{NAME}.xlsx")],
        roster=[unit(CODE, NAME)]),
    "U011": lambda: check(readings=[reading(handed_in(), "收件/示例区教育局.xlsx")],
        roster=[unit(CODE, NAME), unit("410802", "示例区教育局")]),
    "U013": said(handed_in(texts={"unit.date": "1月20日"})),
    "U012": lambda: check(handed_in({PERSON: 2}, code="1", name="甲"), handed_in({PERSON: 3}, code="2", name="乙"),
        handed_in({n: v * 2 for n, v in GOOD.items()} | {PERSON: 5}, code="3", name="丙")),
    "U014": said(handed_in(), handed_in(code="4107", name="示例县", parts=[handed_in()]),
        roster=as_tree(Roster((unit("4107", "示例县"), replace(unit(CODE, NAME), parent="4107")))).units),
    "Y001": said(handed_in(), last=last_year({"410899": GOOD})),
    "Y002": said(handed_in(), last=last_year({CODE: GOOD}, 2020)),
    "Y003": said(handed_in(), last=replace(last_year({CODE: GOOD}), lacking=("示例区水利局",))),
    "Y101": said(handed_in(), last=GOOD | {DOCUMENTS("in_force"): 99}),
    "Y102": said(handed_in({DOCUMENTS("repealed"): 99}), last=GOOD),
    "Y301": said(handed_in(), last=GOOD | {"requests.carried_out.enterprise": 9}),
    "Y302": said(handed_in(), last=GOOD),
    "Y401": said(handed_in(), last=GOOD | {LICENCES: 9, "remedies.litigation_direct.pending": 2}),
    "Y402": said(handed_in({"remedies.reconsideration.upheld": 0,
        "remedies.litigation_after_reconsideration.upheld": 1}), last=GOOD | {LICENCES: 9}),
    "Y501": said(handed_in(), last=GOOD | {LICENCES: 5}),
}  # fmt: skip


def copy_of(original, path: str):
    return type(original)(path, original.sha256, original.size, (), original.filing)


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if not isinstance(rule, TextRule)])
def test_every_rule_can_be_fired(code: str):
    """Those about texts are fired in test_rules_text.py."""
    assert code in CASES, f"{code} has no case: put one into CASES, and its near miss into the test of its family"
    found = [finding for finding in CASES[code]() if finding.rule == code]
    assert found, f"{code} said nothing"
    for finding in found:
        assert finding.severity in Severity
        assert finding.message.endswith(("。", "”")) and "None" not in finding.message, finding.message
        assert (finding.sheet is None) == (finding.cell is None), finding


def test_every_case_has_its_rule():
    """Whoever deletes a rule is told here; a code never changes its meaning once released."""
    assert set(CASES) <= set(RULES)


def test_a_good_submission_fires_none():
    assert check(handed_in(), roster=[unit(CODE, NAME, Category.DEPARTMENT)]) == []


@pytest.mark.parametrize("code", RULES)
def test_a_page_says_what_why_an_example_and_what_to_do(code: str):
    what, blank, *lines = RULES[code].page.splitlines()
    assert what.endswith("。") and len(what) <= 40 and blank == ""
    assert [line.partition("：")[0] for line in lines] == ["检查什么", "依据", "示例", "如何修改"]
    assert all(line.partition("：")[2] for line in lines)


def test_the_manual_is_what_the_rules_say():
    message = "docs/rules.md is stale; write it again: python -m docs.write_rules"
    assert MANUAL.read_text(encoding="utf-8") == manual(FORM), message
    assert all(f"### {code} " in manual(FORM) for code in RULES)


# ---------------------------------------------------------------- the command


def rules(*arguments: str):
    return CliRunner().invoke(main, ["rules", *arguments])


def test_the_command_lists_all_rules():
    listed = rules().output.splitlines()
    assert [line.split()[0] for line in listed] == list(RULES)


def test_the_command_explains_one():
    said = rules("r303")
    assert said.exit_code == 0
    assert said.output.startswith("R303（错误）三表某列")
    assert "表三表头所印的勾稽关系" in said.output and "如何修改：请先核对" in said.output
    assert "Y301（错误，写明原因的为警告）" in rules("Y301").output


def test_an_unknown_code_is_wrong_usage():
    said = rules("Z999")
    assert said.exit_code == 2 and "没有 Z999 这条规则" in said.output


# ---------------------------------------------------------------- order


def test_findings_stand_in_the_order_of_units_severity_and_the_form():
    finance = handed_in({PERSON: 99, LICENCES: None}, texts={"unit.phone": ""})
    schools = handed_in({PERSON: 98}, **OTHER)
    found = check(schools, finance, roster=[unit(CODE, NAME), unit("410802", "示例区教育局")])
    assert [(f.unit, f.rule) for f in found] == [(CODE, "R303"), (CODE, "U008"), (CODE, "V001"), ("410802", "R303")]
    assert check_rules.__doc__


# ---------------------------------------------------------------- who can act


def test_a_page_says_who_can_act():
    for code, who in (("R303", "报送单位"), ("U009", "汇总单位"), ("R601", "不必处理，只作记录")):
        assert rules(code).output.rstrip().endswith(f"\n由谁处理：{who}。")


@pytest.mark.parametrize("code", ["F009", "L009", "U005", "U009", "U011", "Y002", "R601", "V011"])
def test_what_an_office_can_not_act_on_is_not_put_to_it(code: str):
    assert RULES[code].who is not Who.OFFICE


def test_of_what_may_be_explained_the_office_can_act_on_all():
    assert {rule.who for code, rule in RULES.items() if FORM.explanation_of(code)} == {Who.OFFICE}
