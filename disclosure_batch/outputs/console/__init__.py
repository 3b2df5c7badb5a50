"""What the terminal says: a few lines on a terminal, the same lines plain where they are piped.

First what is otherwise than at the last run, then what is wrong, unit by unit, and at the end, where the eye stays, who
stands where and what is to be done next; nothing twice. Only characters that code page 936 has. `progress` says how far
a run has come, `voice` prints a line.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_batch.decisions.decision import DecisionOutcome, answered
from disclosure_batch.findings import COORDINATOR, OFFICE, Finding, Reader, Severity
from disclosure_batch.form.model import Form
from disclosure_batch.merge import Consolidation, Status
from disclosure_batch.names import shown
from disclosure_batch.outputs import review
from disclosure_batch.outputs.console.voice import Voice
from disclosure_batch.outputs.folder import Published
from disclosure_batch.outputs.nodes import nodes_in_words
from disclosure_batch.outputs.overview import MANY, Group, Overview, Standings, overview
from disclosure_batch.outputs.places import place
from disclosure_batch.outputs.since_in_words import since_lines
from disclosure_batch.outputs.standing import partly_read
from disclosure_batch.papers import ANNUAL_REPORT, GROUP_TEXT, PICTURE, SIGN_OFF
from disclosure_batch.references import a1
from disclosure_batch.report.report import Polished, Report
from disclosure_batch.rules.lacking import still_lacking
from disclosure_batch.text import listed, plain

if TYPE_CHECKING:
    from rich.console import Console

    from disclosure_batch.figures.last_year import LastYear
    from disclosure_batch.fill.entries import Entries, NotFilled
    from disclosure_batch.outputs.decisions_file import AddedLines
    from disclosure_batch.outputs.own_reports import OwnReport

LONG = 300  # characters of what is said of one finding
FEW = 5  # so many names of fields are listed
FEW_NOTICES = 20
MOST_TOLD = {"问题": 20, "警告": 10}  # so many units with errors, and with warnings alone; the page has all of them
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "dim"}

NOT_OF_ALL = "设置文件里的名义、地址、电话、日期等，各单位的报告不同，没有用；只用了网站和栏目的标签。"
NOT_ITS_NAME = "设置文件里的名义是“{}”，不是这家单位的，名义、地址、电话、日期等没有用；只用了网站和栏目的标签。"
OF_A_DRAFT = f"送审用 {SIGN_OFF}.docx；还是送审稿，年度报告和 {PICTURE}.html 先不要公布。"
OF_AN_UNFINISHED = f"定稿改 {ANNUAL_REPORT}，送审用 {SIGN_OFF}.docx；还有待补充的文字或待核实的数，先补充、核实再公布。"
OF_THE_REPORT = f"定稿改 {ANNUAL_REPORT}，送审用 {SIGN_OFF}.docx，公布用 年度报告.html 和 {PICTURE}.html。"
OF_AN_EDITED = f"送审用 {SIGN_OFF}.docx，公布用改好的 {ANNUAL_REPORT} 和 {PICTURE}.html。"
NOT_ON_THE_PAGE = "年度报告.html 里没有您改的话。"  # of an edited one


def report(
    result: Consolidation,
    written: Report | None,
    published: Published | None,
    quiet: bool,
    console: "Console",
    listed: "AddedLines | None" = None,
) -> None:
    """Say what was found. Without `published` nothing was written, so everything is told here.

    written: the report that was made of it.
    quiet: only what is otherwise than at the last run, how the collection stands, and what somebody has to know about
    the outputs.
    listed: where the findings were listed for the coordinator to decide.
    """
    seen, say, page = overview(result, written), Voice(console), published is not None
    single = not page and len(result.files) == 1
    _title(seen, page, say)
    if single:
        say(_of_one_form(seen))
    _since(result, say)
    if not quiet:
        _problems(seen, page, say)
    _decisions(seen, say)
    if not single:
        _standing(seen, quiet, say)
    _not_written(seen, written.gaps if written and not quiet else (), say)
    if published:
        _places(published, f"请先看 {review.NAME}", say, {ANNUAL_REPORT: written.polished} if written else {})
    if published and not quiet:
        _what_next(seen, written, say)
    if listed:
        _listed(listed, say)


def _what_next(seen: Overview, written: Report | None, say: Voice) -> None:
    say(_for_whom(seen, written))
    if seen.chat:
        say(f"发到工作群的文字在 {GROUP_TEXT}。")


def _for_whom(seen: Overview, written: Report | None) -> str:
    """Which output is for what."""
    if seen.result.draft:
        return OF_A_DRAFT
    edited = written is not None and written.edited
    said = OF_AN_UNFINISHED if seen.unwritten or seen.doubted else OF_AN_EDITED if edited else OF_THE_REPORT
    return said + (NOT_ON_THE_PAGE if edited else "")


def say_own_reports(
    result: Consolidation, reports: "Sequence[OwnReport]", published: Published, console: "Console"
) -> None:
    """Say of whom a report was written, what it lacks, and of what none was."""
    say = Voice(console)
    say(f"{result.year}年{result.form.title}：写出 {len(reports)} 家单位的年度报告。", "bold")
    if any(own.settings != result.settings for own in reports):
        say(NOT_OF_ALL if len(reports) > 1 else NOT_ITS_NAME.format(result.settings.publisher), "yellow")
    for own in reports:
        _own_report(own, say)
    for finding in result.findings:
        if finding.severity is Severity.ERROR and not any(finding in own.errors for own in reports):
            _error(finding, say)
    polished = {f"{own.folder}/{ANNUAL_REPORT}": own.report.polished for own in reports}
    _places(published, "每个单位一个文件夹", say, polished)


def say_filled(entries: "Entries", form: Form, result: "LastYear", output: Path, console: "Console") -> None:
    """Say what was filled into somebody else's form, what stood there before, and what could not be placed."""
    say = Voice(console)
    say(f"已填 {len(entries.written)} 个数，写到 {output}。", "bold")
    for sentence in _beside_the_figures(entries, form, result):
        say(sentence, "yellow")
    changed = [entry for entry in entries.written if entry.before is not None]
    for entry in changed:
        where = f"“{entry.grid}”{a1(*entry.corner)}（{entry.row or form.fields[entry.field].name}）"
        say(f"{where}原来是 {plain(entry.before)}，改成了 {plain(entry.figure)}。", mark="  ")
    if entries.left:
        _not_filled(entries.left, form, say)


# ---------------------------------------------------------------- parts of the report


def _beside_the_figures(entries: "Entries", form: Form, result: "LastYear") -> Iterator[str]:
    """What has to be known of a filled form, be its figures in their places."""
    if result.lacking:
        yield f"汇总表{still_lacking(result.lacking)}，填的不是全部单位的合计。"
    if result.year and entries.year and entries.year != str(result.year):
        yield f"表上写的年度是 {entries.year}，填的是 {result.year}年的数，请核对。"
    if entries.unasked:
        names = _by_sheet([(form.fields[name].sheet, form.fields[name].name) for name in entries.unasked], few=0)
        yield f"表里没有这 {len(entries.unasked)} 项的格，没有填：{names}。"
    if entries.others:
        yield f"表里自己加的行、列没有填：{listed([shown(said) for said in entries.others], FEW)}。"


def _not_filled(left: "Sequence[NotFilled]", form: Form, say: Voice) -> None:
    """All of them, those with the same reason in a line."""
    say(f"有 {len(left)} 个数没有填，请对照汇总表补填：", STYLES[Severity.ERROR])
    for why, some in groupby(sorted(left, key=attrgetter("why")), attrgetter("why")):
        say(f"{_by_sheet([_sheet_and_name(one, form) for one in some])}：{why}。", mark="  ")


def _sheet_and_name(one: "NotFilled", form: Form) -> tuple[str, str]:
    return ("", one.row) if one.row else (form.fields[one.field].sheet, form.fields[one.field].name)


def _by_sheet(named: Sequence[tuple[str, str]], few: int = FEW) -> str:
    """Names by the sheet of the form, of many how many they are and the first few."""
    by_sheet: dict[str, list[str]] = {}
    for sheet, name in named:
        by_sheet.setdefault(sheet, []).append(shown(name))
    several = len(named) > FEW
    told = (
        f"{sheet} {len(names)} 个{f'（{listed(names, few)}）' if few else ''}" if sheet and several else "、".join(names)
        for sheet, names in by_sheet.items()
    )
    return "；".join(told)


def _title(seen: Overview, page: bool, say: Voice) -> None:
    year = f"{seen.result.year}年" if seen.result.year else ""
    files = f"{year}{seen.result.form.title}：读了 {len(seen.result.files)} 个文件"
    say(f"{seen.result.title}：{seen.headline}" if page else files, "bold")


def _standing(seen: Overview, quiet: bool, say: Voice) -> None:
    """Who stands where, and whether the totals balance."""
    say()
    if seen.result.by_roster:
        say(f"应报 {len(seen.expected)} 家：")
    above = set() if quiet else {group.title for group in seen.groups if _worth_telling(group, (Severity.ERROR,))}
    for row in seen.standings:
        _alike(row, above, say)
    say(f"{seen.balance}。{seen.scope}。", "" if not seen.off_balance else STYLES[Severity.ERROR])
    for check in seen.off_balance:
        say(f"{check.relation.code} {check.relation.says}，{check.words}。", mark="  ")
    if seen.result.incomplete:
        say(f"报来的汇总表还缺单位：{seen.lacking.names_below}。")
    for number, line in enumerate(nodes_in_words(seen.result, MANY)):
        say(line, mark="  " if number else "")


def _alike(row: Standings, above: Collection[str], say: Voice) -> None:
    """How many stand so, and who, unless that was told above with what is wrong, or nothing is asked of them."""
    names = [] if row.fine else [shown(name) for name, title in row.names if title not in above]
    say(f"{row.why}{f'：{listed(names, MANY)}' if names else ''}", mark=f"{row.count:>5} {row.measure}  ")


def _since(result: Consolidation, say: Voice) -> None:
    """What is otherwise than at the last run."""
    for number, line in enumerate(since_lines(result)):
        say(line, "" if number else "bold", mark="  " if number else "")


def _of_one_form(seen: Overview) -> str:
    """Whoever checks one form asks whether it can be handed in; nothing is added up."""
    errors, asks = sum(len(group.to_tell) for group in seen.groups), sum(len(group.asks) for group in seen.groups)
    warnings = sum(not answered(finding) for group in seen.groups for finding in group.warnings) - asks
    counted = ("要改的", errors, "处"), ("请核实的", asks, "处"), ("另有警告", warnings, "条")
    parts = [f"{what} {count} {measure}" for what, count, measure in counted if count]
    return f"{'，'.join(parts)}。" if parts else "没有发现要改的地方。"


def _problems(seen: Overview, page: bool, say: Voice) -> None:
    """Errors in full, by unit, then the warnings of the others; the rest as far as it doesn't drown them."""
    wanted = _wanted(seen, page)
    told = [group for group in seen.groups if _worth_telling(group, wanted)]
    for what, some in (("问题", [g for g in told if g.errors]), ("警告", [g for g in told if not g.errors])):
        most = MOST_TOLD[what] if page else len(some)
        for group in some[:most]:
            _group(group, seen, wanted, page, say)
        if some[most:]:
            say()
            say(f"另有 {len(some) - most} 家也有{what}，见 {review.NAME}。")
    _counted(seen, wanted, page, say)


def _wanted(seen: Overview, page: bool) -> Sequence[Severity]:
    """What is told in full; more of it where no page tells it."""
    numbers = Counter(finding.severity for group in seen.groups for finding in group.open)
    wanted = [Severity.ERROR, Severity.WARNING]
    if not page and numbers[Severity.NOTICE] <= FEW_NOTICES:
        wanted.append(Severity.NOTICE)
    return wanted


def _worth_telling(group: Group, wanted: Sequence[Severity]) -> bool:
    """A unit that merely hasn't reported is named above."""
    missing = group.state is not None and group.state.status is Status.MISSING and not group.file
    return not missing and any(_is_told(finding, wanted) for finding in group.open)


def _is_told(finding: Finding, wanted: Sequence[Severity]) -> bool:
    return finding.severity in wanted and not _is_idle(finding)


def _is_idle(finding: Finding) -> bool:
    """Whether it is a notice on which there is nothing to do."""
    return finding.severity is Severity.NOTICE and not finding.told(COORDINATOR).mend


def _group(group: Group, seen: Overview, wanted: Sequence[Severity], page: bool, say: Voice) -> None:
    say()
    say(group.title, "bold")
    once = group.to_tell  # what is found in several files, or fails by one figure, is one thing
    for file, findings in group.by_file:
        told = [f for f in findings if _is_told(f, wanted) and (f.severity is not Severity.ERROR or f in once)]
        if told and file and group.state:
            partly = partly_read(group.state, seen.result.form) if file == group.file else ""
            say(f"{file}（{partly}）" if partly else file, "dim", mark="  ")
        _findings(told, page, say)


def _findings(told: Sequence[Finding], page: bool, say: Voice) -> None:
    """page: it has them whole, so of a warning only what is wrong is said here."""
    same = Counter((f.severity, f.rule, _told(f, page and f.severity is Severity.WARNING)) for f in told)
    for (severity, rule, text), times in same.items():
        again = f"（共 {times} 处）" if times > 1 else ""
        say(f"{rule} {_cut(text, page)}{again}", mark=f"  {severity.word} ", mark_style=STYLES[severity])


def _cut(text: str, page: bool) -> str:
    """Not more of one finding than anybody reads on a screen."""
    where = f"见 {review.NAME}" if page else "加上 --format json 可以看到"
    return text if len(text) <= LONG else f"{text[:LONG]}……（全文{where}）"


def _told(finding: Finding, brief: bool = False, reader: Reader = COORDINATOR) -> str:
    """The message, with what it doesn't say of the place before it, and whether the office has explained it."""
    told = finding.told(reader)
    text = told.wrong if brief else told.message
    text += f"（{answered(finding)}）" if finding.severity is Severity.WARNING and answered(finding) else ""
    if finding.cell and finding.cell not in text:
        where = finding.cell if finding.sheet and finding.sheet in text else place(finding)
        text = f"{where}：{text}"
    return text


def _counted(seen: Overview, told: Sequence[Severity], page: bool, say: Voice) -> None:
    """What was not told in full."""
    left = [finding for group in seen.groups for finding in group.open if not _is_told(finding, told)]
    numbers = Counter(finding.severity for finding in left)
    words = [f"{severity.word} {numbers[severity]} 条" for severity in Severity if numbers[severity]]
    if words:
        say()
        idle = "不用处理，" if all(map(_is_idle, left)) else ""
        where = f"见 {review.NAME}" if page else f"{idle}加上 --format json 可以全部列出"
        say(f"另有{'、'.join(words)}，{where}。")


def _not_written(seen: Overview, gaps: Sequence[str], say: Voice) -> None:
    """What the report lacks."""
    if seen.unfilled or gaps:
        say(f"{seen.unfilled}。" if seen.unfilled else "年度报告里还缺的内容：")
    for sentence in gaps:
        say(sentence, mark="  ")


def _decisions(seen: Overview, say: Voice) -> None:
    """What was decided, what is taken otherwise by it, each decision that was not carried out; also when quiet."""
    if not seen.decided:
        return
    say()
    say(f"{seen.decided}。", "bold")
    acting = [decision for decision in seen.result.decisions if decision.acts]
    for decision in acting[:MANY]:
        line = decision.entry.line
        where = "" if decision.change else f"（{' '.join(filter(None, (line.rule, line.cell)))}）"
        colon = "：" if decision.change or decision.entry.reason else ""
        say(f"{decision.name}{where}{colon}{decision.said}。", mark=f"  {decision.word} ")
    if len(acting) > MANY:
        say(f"共 {len(acting)} 条，其余见 {review.NAME}。", mark="  ")
    for decision in seen.undone:
        line = decision.entry.line
        who = " ".join(filter(None, (line.name, line.rule, line.cell)))
        style = STYLES[Severity.ERROR if decision.outcome is DecisionOutcome.FAULTY else Severity.WARNING]
        say(f"{decision.entry.at}（{who}）：{decision.remark}。", mark=f"  {decision.outcome} ", mark_style=style)


def _listed(listed: "AddedLines", say: Voice) -> None:
    if listed.why:
        say(f"处理决定表没有写成，新问题 {listed.words}没有列出：{listed.why}", "yellow")
    elif listed.path is None:
        say(f"处理决定表正被其他程序打开，新问题 {listed.words}没有写进去，请关闭后重新运行。", "yellow")
    elif listed.held:
        say(
            f"处理决定表正被其他程序打开，没有改动；新问题 {listed.words}，写在旁边的 {listed.path}，在那里填写也有效。",
            "yellow",
        )
    elif listed.count:
        say(f"可以决定怎样处理的问题新列出 {listed.words}，在 {listed.path}。")


def _places(published: Published, first: str, say: Voice, polished: "Mapping[str, Polished | None]") -> None:
    """polished: by the path of its document, what became of one that somebody has edited."""
    for path, document in polished.items():
        if document:
            folder = f"{path.rpartition('/')[0]}：" if "/" in path else ""
            say(f"{folder}{document.said}", "yellow")
    if published.held_open:
        names = "、".join(published.held_open)
        say(f"以下文件正被其他程序打开，没有替换：{names}。", "yellow")
        say("完整结果放在下面的新文件夹，请关闭文件后重新运行。", "yellow")
    for path, kept in published.kept.items():
        taken_on = polished.get(path) and polished[path].data
        said = f"{path} 改之前的移到 {kept} 保留。" if taken_on else f"{path} 上次运行后有人改过，已移到 {kept} 保留。"
        say(said, "yellow")
    if published.stale_new:
        say(f"{published.stale_new} 是以前留下的结果，已经过时，可以删除。", "yellow")
    say(f"结果在 {published.folder}，{first}。", "bold")


def _error(finding: Finding, say: Voice) -> None:
    """An error, to the office whose form it is."""
    told, style = _told(finding, brief=False, reader=OFFICE), STYLES[finding.severity]
    say(f"{finding.rule} {told}", mark=f"  {finding.severity.word} ", mark_style=style)


def _own_report(own: "OwnReport", say: Voice) -> None:
    """What is wrong with its form, and what the report lacks."""
    lacking = [*own.report.lacking, *(["还有待核实的数（文中已标色）"] if own.report.doubted else [])]
    state = "送审稿" if own.errors else "；".join(filter(None, (*lacking, own.report.to_see))) or "完整"
    say()
    say(f"{own.unit.unit.name}：{state}", "bold")
    for finding in own.errors:
        _error(finding, say)
    for sentence in own.report.gaps:
        say(sentence, mark="  ")
