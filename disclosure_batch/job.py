"""The whole run, step under step. A filled cell takes four hops: intake, rules, merge, outputs."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_batch.decisions import file as decisions
from disclosure_batch.decisions.decision import DecisionOutcome, Entry, ListedFinding
from disclosure_batch.decisions.settle import settle
from disclosure_batch.documents import kept
from disclosure_batch.documents.confined import NotStarted, nothing
from disclosure_batch.documents.guard import read_file
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.figures.data_file import year_before
from disclosure_batch.figures.last_year import LastYear, last_year_of
from disclosure_batch.findings import OFFICE, Finding, Severity, has_error
from disclosure_batch.form.edition import editions
from disclosure_batch.form.model import Form
from disclosure_batch.intake.beside import with_detail_beside
from disclosure_batch.intake.cluster import NoCluster, read_all_at
from disclosure_batch.intake.collect import Source, collect
from disclosure_batch.intake.filing import Reading
from disclosure_batch.intake.identify import identify, stated_years
from disclosure_batch.intake.pool import WhileReading, read_all
from disclosure_batch.intake.submission import NOTHING_SAID, Submission
from disclosure_batch.merge import Body, Consolidation, Status, consolidate, with_nodes
from disclosure_batch.outputs.folder import Published, recover, replacing
from disclosure_batch.papers import CONSOLIDATED, MANIFEST
from disclosure_batch.report.report import Report
from disclosure_batch.roster import Roster, RosterMistakes, Unit, read_roster_apart
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rulebook import check as check_rules
from disclosure_batch.settings import Settings, SettingsMistakes, out_of_time, read_settings
from disclosure_batch.storing import real, store

if TYPE_CHECKING:
    from disclosure_batch.fill.entries import Entries
    from disclosure_batch.keeping.contents import Contents
    from disclosure_batch.keeping.packing import Packed
    from disclosure_batch.keeping.verifying import Verified
    from disclosure_batch.official.own import OwnTemplate
    from disclosure_batch.outputs.decisions_file import AddedLines
    from disclosure_batch.outputs.own_reports import OwnReport
    from disclosure_batch.proof.proof import Proof

NEEDS_A_PERSON, WRONG_USAGE, NOTHING_DONE = 1, 2, 3
NO_YEAR = 0
DETAIL_LIMIT = 10_000  # units whose figures the 汇总表 holds itself
FAULTS = "FLVR"  # the families of rules that speak of a submission by itself
MANY_MISTAKES = 100  # of so many in a roster each is said
MANY_FILES = 20  # of so many it is said one by one why they can't be read
ShowProgress = Callable[[int, str], AbstractContextManager[Callable[..., None]]]


class Stopped(Exception):
    """Nothing could be done and nothing was written: the exit code, and what to say, a line each."""

    def __init__(self, exit_code: int, *lines: str) -> None:
        super().__init__(*lines)
        self.exit_code = exit_code
        self.lines = lines


@dataclass(frozen=True)
class Request:
    """What a run was asked to do; the fields are called like the options of the commands."""

    paths: Sequence[Path]
    roster: Path | None = None
    previous: Path | None = None
    year: int | None = None
    name: str | None = None
    settings: Path | None = None
    report_template: Path | None = None
    output: Path | None = None
    on_error: str = "exclude"
    detail_limit: int = DETAIL_LIMIT
    text_templates: str | None = None
    jobs: int | None = None
    scheduler: str | None = None
    decisions: Path | None = None
    by_parent: bool = False


@dataclass(frozen=True)
class Result:
    """What came of it. report and published are None where nothing was written. remarks: on what the options gave.

    waiting: errors and warnings that the decisions file does not list yet; listed: where they were added.
    """

    consolidation: Consolidation
    report: Report | None = None
    published: Published | None = None
    stopped: bool = False
    waiting: Sequence[ListedFinding] = ()
    listed: "AddedLines | None" = None
    remarks: Sequence[str] = ()

    @property
    def exit_code(self) -> int:
        """0 where nothing is wrong, 1 where something needs a person."""
        found = self.consolidation
        to_see_to = (
            has_error(found.findings),
            found.draft,
            any(file.status is Status.REJECTED for file in found.files),
            any(decision.outcome is DecisionOutcome.FAULTY for decision in found.decisions),
            self.stopped,
            self.published is not None and bool(self.published.held_open),
            self.listed is not None and self.listed.path is None,
        )
        return int(any(to_see_to))


def check(request: Request, progress: ShowProgress, publishes: bool = False) -> Result:
    """Reads, checks and adds up; writes nothing. publishes: it matters under whose name. Raises Stopped."""
    settings = settings_of(request)
    roster = _with_name(roster_of(request.roster, request.by_parent), settings.publisher)
    entries = _entries(request.decisions)
    sources = _sources(request)  # every file, none opened
    meanwhile = _bring_what_writes if publishes else nothing
    form, readings = _in_its_edition(sources, request, progress, meanwhile)  # in processes of their own
    year = _year(request, readings, form, publishes)
    _hold_against_the_year(settings, year, request)
    body = _body(request, roster, settings)
    listed = roster.body.name if roster and roster.body else body.name
    identified = partial(identify, readings, roster, form, year, listed)
    submissions = identified(NOTHING_SAID)  # whose, and which of several
    units = [s.unit for s in submissions if s.unit]
    last_year = last_year_for(replace(request, year=year), roster, units, form, progress, asked=bool(request.year))
    if not publishes and _single(request.paths):
        roster = _of_those(roster, submissions)
    case = Case(form, year, submissions, roster, last_year, body.name is not None or not publishes)
    settled = settle(case, entries, identified)  # the rules are asked, and what the coordinator decided applies
    files = {source.path: str(source.file) for source in sources}  # a Path is six times as large
    include = request.on_error == "include"
    consolidation = consolidate(settled.case, settled.findings, body, include, settled.decisions, files)
    consolidation = replace(consolidation, settings=settings, detail_limit=request.detail_limit)
    if request.by_parent:
        consolidation = with_nodes(consolidation, roster)
    return Result(consolidation, waiting=settled.waiting, remarks=of_last_year(last_year))


def merge(request: Request, progress: ShowProgress) -> Result:
    """The main job: everything that `check` does, then all outputs, or none. Raises Stopped and OutputError."""
    output = request.output
    if request.by_parent and request.roster is None:
        raise Stopped(WRONG_USAGE, "逐级汇总要用 --roster 给名册，其中“上级单位代码”一栏写明谁归谁汇总。")
    if output:
        _not_among_the_submissions(output, request.paths)
        recover(output)  # a swap that was interrupted is finished or undone first
    template = template_of(request.report_template)
    result = check(request, progress, publishes=True)
    consolidation = result.consolidation
    if request.on_error == "stop" and _stops(consolidation):
        return replace(result, stopped=True)
    output = output or Path("output") / str(consolidation.year)
    _not_over_another_year(output, consolidation.year)
    from disclosure_batch.outputs import decisions_file, products
    from disclosure_batch.outputs.writing import Writing, write_nodes

    write = Writing(request.text_templates, template.data)
    folders = 1 + len(consolidation.nodes)
    with replacing(output) as staging, progress(folders * len(products.PRODUCTS), "写出结果") as tick, _writers():
        write_nodes(consolidation, write, output, staging.path, tick)
        written = write(consolidation, output, staging.path, tick)
    remarks = () if written.report.edited else template.told
    done = replace(
        result,
        consolidation=written.result,
        report=written.report,
        published=staging.published,
        remarks=(*result.remarks, *remarks, *filter(None, [written.not_compared])),
    )
    if request.decisions is None:
        return done
    title = f"处理决定：{consolidation.title}"
    listed = decisions_file.write(request.decisions, result.waiting, title)
    return replace(done, listed=listed, remarks=(*done.remarks, *_decided_elsewhere(request.decisions)))


def _decided_elsewhere(path: Path) -> list[str]:
    """What somebody may have typed where no decision is read."""
    names = [file.name for file in decisions.saved_otherwise(path)]
    return [f"旁边的“{name}”没有读：决定只从“{path.name}”读取。写在那里的，请另存为 .xlsx，换下“{path.name}”。" for name in names]


def report(request: Request, progress: ShowProgress) -> "tuple[Result, Sequence[OwnReport]]":
    """Each unit's own annual report, from its own form: all outputs, or none. Raises Stopped and OutputError."""
    from disclosure_batch.outputs import own_reports  # and the libraries that write

    _not_among_the_submissions(request.output, request.paths)
    recover(request.output)
    template = template_of(request.report_template)
    result = check(request, progress)
    _not_over_another_year(request.output, result.consolidation.year)
    reports = own_reports.own_reports(result.consolidation, template.data)
    if not reports:
        raise Stopped(NOTHING_DONE, "没有一份表可以写成年度报告，什么都没有写：", *_errors(result.consolidation.findings))
    with replacing(request.output) as staging, progress(1, "写出年度报告") as tick:
        with _readers():
            reports = own_reports.reports_taken_on(reports, result.consolidation, request.output)
        own_reports.write(reports, result.consolidation, staging.path)
        tick()
    remarks = () if all(own.report.edited for own in reports) else template.told
    return replace(result, published=staging.published, remarks=(*result.remarks, *remarks)), reports


def _errors(findings: Sequence[Finding]) -> list[str]:
    """In words for the office whose form it is: for its own report nobody else is there."""
    return [finding.told(OFFICE).message for finding in findings if finding.severity is Severity.ERROR][:MANY_FILES]


@dataclass(frozen=True)
class FormFilled:
    """What was written into somebody else's form, and the result from which it was."""

    form: Form
    entries: "Entries"
    result: LastYear

    @property
    def exit_code(self) -> int:
        return int(bool(self.entries.left) or self.of_another_year)

    @property
    def of_another_year(self) -> bool:
        """Whether the form says that it is of another year than the figures."""
        return bool(self.result.year and self.entries.year) and self.entries.year != str(self.result.year)


def fill(blank: Path, source: Path, output: Path, progress: ShowProgress) -> FormFilled:
    """Writes a copy of somebody else's form with the totals of a result. Raises Stopped; then nothing is written."""
    from disclosure_batch.documents.confined import Apart
    from disclosure_batch.fill.entries import ResultFigures
    from disclosure_batch.fill.fill import FORM_UNREADABLE, NOT_DONE, filled_form

    if os.path.lexists(output):
        raise Stopped(NOTHING_DONE, f"已有“{output.name}”，没有覆盖，什么都没有写。请换一个名称，或先移走它。")
    form, result = _result_at(source, progress)
    try:
        data = read_file(blank)
    except Unreadable:
        raise Stopped(NOTHING_DONE, f"“{blank.name}”{FORM_UNREADABLE}什么都没有写。") from None
    with Apart() as apart:
        known = ResultFigures(result.totals, year_before(source, result.totals), result.year)
        made = apart.call(filled_form, blank.name, data, known, form, size=len(data)) or NOT_DONE
    if isinstance(made, str):
        raise Stopped(NOTHING_DONE, f"“{blank.name}”{made}什么都没有写。")
    if output.suffix.lower() != blank.suffix.lower():
        end = blank.suffix
        raise Stopped(WRONG_USAGE, f"填好的表和“{blank.name}”是同一种文件，请给 -o 一个以 {end} 结尾的名称。什么都没有写。")
    output.parent.mkdir(parents=True, exist_ok=True)
    store(output, made.data)
    return FormFilled(form, made.entries, result)


def proof_of(report: Path, against: Path | None, previous: Path | None, roster: Path | None) -> "Proof":
    """A finished report, proofread; writes nothing. Raises Stopped."""
    from disclosure_batch.proof.proof import proof
    from disclosure_batch.proof.reading import NoReport

    try:
        return proof(report, against, previous, roster_of(roster))
    except NoReport as why:
        raise Stopped(NOTHING_DONE, f"{why}没有往下做。") from why


def mark(done: "Proof", path: Path, given: Sequence[Path]) -> Path:
    """The report with what was found at its words; returns where it was written. given: never written over.

    Raises Stopped.
    """
    from disclosure_batch.proof import marked

    file = marked.written_to(done, path)
    if real(file) in map(real, given):
        raise Stopped(WRONG_USAGE, f"带标记的报告不能写到“{file.name}”：这是给出的原件，没有覆盖。请换一个名称。")
    return marked.write(done, path)


@dataclass(frozen=True)
class Archived:
    """An archive as it was written. beside: what was packed with the result and no run has written."""

    packed: "Packed"
    beside: Sequence[str]


def archive(result: Path, paths: Sequence[Path], output: Path, progress: ShowProgress) -> Archived:
    """A result and what it was made from, in one file. Raises Stopped and OSError; then nothing is written."""
    from disclosure_batch.keeping import packing
    from disclosure_batch.keeping.contents import NoResult, contents_of
    from disclosure_batch.keeping.timeline import timeline_of

    _not_among_what_it_holds(output, (result, *paths))
    try:
        contents = contents_of(result, paths)
    except NoResult:
        raise Stopped(NOTHING_DONE, f"“{result.name}”不是结果文件夹：里面没有 {MANIFEST}，什么都没有写。请给 merge 写出的那个文件夹。") from None
    if contents.differences:
        raise Stopped(NEEDS_A_PERSON, *_not_as_recorded(contents))
    form, *_ = editions(contents.account["year"])
    readings = _read(contents.handed_in, form, Request(paths), progress, "读取收件")
    try:
        packed = packing.pack(contents, timeline_of(contents.account, readings), output)
    except packing.Unsteady as file:
        raise Stopped(NEEDS_A_PERSON, f"归档时“{file}”正被改动，什么都没有写。请等改完后再运行一次。") from None
    return Archived(packed, contents.beside)


def verify(path: Path) -> "Verified":
    """An archive held against what was recorded when it was written; writes nothing."""
    from disclosure_batch.keeping.verifying import verify_archive

    return verify_archive(path)


def _not_among_what_it_holds(output: Path, given: Sequence[Path]) -> None:
    if os.path.lexists(output):
        raise Stopped(NOTHING_DONE, f"已有“{output.name}”，没有覆盖，什么都没有写。请换一个名称，或先移走它。")
    for path in given:
        if path.is_dir() and real(path) in real(output).parents:
            raise Stopped(WRONG_USAGE, f"档案不能写到要归档的文件夹“{path}”里。请用 -o 另给一个位置，例如 -o 档案.zip。")


def _not_as_recorded(contents: "Contents") -> list[str]:
    """What differs from the account, and what to do about it."""
    from disclosure_batch.keeping.said import difference_told

    lines = [difference_told(difference) for difference in contents.differences]
    head = f"没有归档：有 {len(lines)} 处和 {MANIFEST} 记的不一致，什么都没有写："
    mend = "请换回汇总时的那一份，或再运行一次 merge（改过的年度报告会接着用），然后归档。缺少收件的，请把汇总时用的文件夹都写上。"
    return [head, *_first(lines, MANY_MISTAKES, "处"), mend]


# ---------------------------------------------------------------- steps


@contextmanager
def _writers() -> Iterator[None]:
    """What stops the writing without being a mistake of ours."""
    from disclosure_batch.report.narrative import TextTemplateError

    try:
        with _readers():
            yield
    except TextTemplateError as mistake:
        raise Stopped(WRONG_USAGE, str(mistake)) from mistake


def _not_among_the_submissions(output: Path, paths: Sequence[Path]) -> None:
    """Results among the submissions would pass for some, or take the whole folder for results at the next run."""
    for path in paths:
        if real(output) in (real(path), *real(path).parents):
            raise Stopped(WRONG_USAGE, f"结果不能写到放收件的文件夹“{output}”里，会和报送的表混在一起。请用 -o 另给一个文件夹，例如 -o 结果。")


def _not_over_another_year(output: Path, year: int) -> None:
    """What last year's run has written is nowhere else."""
    from disclosure_batch.outputs.last_run import year_of_result

    if (there := year_of_result(output)) not in (None, year):
        what = f"“{output}”里是 {there} 年度的结果，这次是 {year} 年度的，没有往下做，原有的结果没有动。"
        raise Stopped(NOTHING_DONE, f"{what}请用 -o 另给一个文件夹（{year} 年度的一般是 output/{year}），或先移走原有的。")


def _stops(consolidation: Consolidation) -> bool:
    """With --on-error stop: a unit with an error or a rejected file stops the run; a missing unit alone does not."""
    return any(state.status is Status.REJECTED for state in (*consolidation.units, *consolidation.files))


def roster_of(path: Path | None, by_parent: bool = False) -> Roster | None:
    """The roster, if there is one; every mistake in it stops the run. by_parent: it has to make a tree."""
    try:
        with _readers():
            return read_roster_apart(path, by_parent) if path else None
    except RosterMistakes as mistakes:
        head = f"名册“{path.name}”有 {len(mistakes.lines)} 处要改，没有往下做："
        raise Stopped(NOTHING_DONE, head, *_first(mistakes.lines, MANY_MISTAKES, "处")) from mistakes


def settings_of(request: Request) -> Settings:
    """What the settings say; a name given on the command line comes before theirs."""
    try:
        settings = read_settings(request.settings) if request.settings else Settings()
    except SettingsMistakes as mistakes:
        raise _wrong_settings(request, mistakes.lines) from mistakes
    return replace(settings, publisher=request.name) if request.name else settings


def _hold_against_the_year(settings: Settings, year: int, request: Request) -> None:
    if mistakes := [*out_of_time(settings, year)] if year != NO_YEAR else []:
        raise _wrong_settings(request, mistakes)


def _wrong_settings(request: Request, mistakes: Sequence[str]) -> Stopped:
    return Stopped(WRONG_USAGE, *SettingsMistakes(*mistakes).told(f"设置文件“{request.settings.name}”"))


def template_of(path: Path | None) -> "OwnTemplate":
    """Somebody's own document, ready to take the report; without one there is none."""
    from disclosure_batch.documents.confined import Apart
    from disclosure_batch.official.own import TEMPLATE_UNREADABLE, OwnTemplate, own_template
    from disclosure_batch.report.as_docx import WRITTEN_IN

    if path is None:
        return OwnTemplate(None)
    try:
        data = read_file(path)
    except Unreadable:
        raise Stopped(WRONG_USAGE, f"报告样式“{path.name}”{TEMPLATE_UNREADABLE}没有往下做。") from None
    with _readers(), Apart() as apart:
        made = apart.call(own_template, path.name, data, WRITTEN_IN, size=len(data)) or TEMPLATE_UNREADABLE
    if isinstance(made, str):
        raise Stopped(WRONG_USAGE, f"报告样式“{path.name}”{made}没有往下做。")
    return made


def _with_name(roster: Roster | None, publisher: str) -> Roster | None:
    """In whose name the 汇总机关 publishes is another name of it, where it is no other unit's: its report bears it."""
    body = roster.body if roster else None
    if body is None or not publisher or roster.by_name(publisher):
        return roster
    known = replace(body, aliases=(*body.aliases, publisher))
    return Roster(tuple(known if unit is body else unit for unit in roster.units))


def _single(paths: Sequence[Path]) -> bool:
    """Whether single submissions were named, so that nobody asks for the others."""
    return all(path.is_file() and path.suffix.lower() != ".zip" for path in paths)


def _of_those(roster: Roster | None, submissions: Sequence[Submission]) -> Roster | None:
    """The roster without the units that nothing is asked about."""
    asked = {unit.key for s in submissions for unit in (s.unit, *s.hints) if unit}
    return roster and Roster(tuple(unit for unit in roster.units if unit.key in asked))


def _entries(path: Path | None) -> list[Entry] | None:
    """What the coordinator decided; a file that can't be read as one of decisions stops the run."""
    try:
        with _readers():
            return decisions.read_decisions_apart(path) if path else None
    except decisions.DecisionsFileError as mistake:
        raise Stopped(NOTHING_DONE, f"{mistake}没有往下做。") from mistake


def _sources(request: Request) -> list[Source]:
    """Every file to be accounted for; what the options name is no submission, wherever it lies."""
    own = _named_by_options(request)
    with _readers():
        sources = [_unless_own(source, own) for source in collect(request.paths)]
    if all(source.ignored for source in sources):
        names = "、".join(real(path).name for path in request.paths)
        raise Stopped(NOTHING_DONE, f"{names}里没有可以读取的文件，什么都没有做。")
    return sources


def _named_by_options(request: Request) -> dict[Path, str]:
    """Files and folders that the options name, and what each is; not those in which the submissions lie."""
    lists = request.decisions and (*decisions.files(request.decisions), *decisions.saved_otherwise(request.decisions))
    own = {real(path): "是处理决定表" for path in lists or ()}
    given = {parent for path in request.paths for parent in (real(path), *real(path).parents)}
    options = {
        "是名册": request.roster,
        "是上年的结果": request.previous,
        "是设置文件": request.settings,
        "是报告样式": request.report_template,
    }
    return own | {real(path): word for word, path in options.items() if path and real(path) not in given}


def _unless_own(source: Source, own: Mapping[Path, str]) -> Source:
    file = real(source.file)
    word = next((own[path] for path in (file, *file.parents) if path in own), None)
    return replace(source, ignored=f"{word}，不是报送的表") if word else source


def _read(
    sources: Sequence[Source],
    form: Form,
    request: Request,
    progress: ShowProgress,
    what: str,
    meanwhile: Callable[[], None] = nothing,
) -> list[Reading]:
    """On other machines where the request names a scheduler. meanwhile: what is done here. Raises Stopped."""
    jobs, scheduler = request.jobs or os.cpu_count() or 1, request.scheduler
    with progress(len(sources), what) as tick, _readers():

        def done(count: int) -> None:
            for _ in range(count):
                tick()

        here = WhileReading(done, tick, lambda path: tick(doing=path.rpartition("/")[2]), meanwhile)
        if scheduler is None:
            return with_detail_beside(read_all(sources, form, jobs, here), sources, form)
        try:
            return with_detail_beside(read_all_at(scheduler, sources, form, jobs, here), sources, form)
        except NoCluster as why:
            raise Stopped(NOTHING_DONE, f"--scheduler 给的 {scheduler}：{why}。什么都没有写；不用 --scheduler 就在本机读取。") from why


@contextmanager
def _readers() -> Iterator[None]:
    """Where the processes that read can't be started, nothing is done."""
    try:
        yield
    except NotStarted as error:
        raise Stopped(NOTHING_DONE, "读取报表的程序启动不了，可能内存不足，或被安全软件拦住。请关掉一些程序，加上 --jobs 1 再试。") from error


def _bring_what_writes() -> None:
    """The libraries that write take a moment to come."""
    from disclosure_batch.outputs import decisions_file, products  # noqa: F401


def _in_its_edition(
    sources: Sequence[Source], request: Request, progress: ShowProgress, meanwhile: Callable[[], None] = nothing
) -> tuple[Form, list[Reading]]:
    """What was read, in the edition of the year asked for, else in the newest in which something can be read."""
    tried: list[tuple[Form, list[Reading]]] = []
    for form in editions(request.year):
        readings = _read(sources, form, request, progress, "读取报表", meanwhile)
        tried.append((form, readings))
        if any(reading.filing for reading in readings):
            return form, readings
    return tried[0]


def _year(request: Request, readings: Sequence[Reading], form: Form, publishes: bool) -> int:
    """The year asked for, else the one that most submissions state; NO_YEAR where nothing is read that has one."""
    if request.year:
        return request.year
    if all(reading.filing is None for reading in readings):
        if publishes:
            raise Stopped(NOTHING_DONE, "没有一个文件读得出年报的表，什么都没有做：", *_why_not(readings, form))
        return NO_YEAR
    years = stated_years(readings)
    if len(years) == 1:
        return years[0]
    if years:
        raise Stopped(WRONG_USAGE, f"各表写的报告年度不一，{'、'.join(map(str, years))}一样多。请用 --year 写明汇总哪一年。")
    blank = [f"“{r.path}”还是空表，没有填数字。" for r in readings if r.filing and r.filing.untouched(form)]
    raise Stopped(WRONG_USAGE, "各表都没有写报告年度。请用 --year 写明汇总哪一年，例如 --year 2024。", *blank)


def _why_not(readings: Sequence[Reading], form: Form) -> list[str]:
    """Why each file is none that can be read, the first of them."""
    found = check_rules(Case(form, NO_YEAR, identify(readings, None, form), None))
    told = [finding.message for finding in found if _says_why(finding)]
    return _first(told, MANY_FILES, "个文件")


def _first(lines: Sequence[str], most: int, what: str) -> list[str]:
    """The first lines, and how many more there are."""
    more = [f"还有 {len(lines) - most} {what}。"] if len(lines) > most else []
    return [*lines[:most], *more]


def _says_why(finding: Finding) -> bool:
    return (bool(finding.file) and finding.severity is not Severity.NOTICE) or finding.rule == "F004"


def _result_at(path: Path, progress: ShowProgress) -> tuple[Form, LastYear]:
    """A result whose totals are wanted, in its edition: a 汇总表, or any files that can be read. Raises Stopped."""
    _sound(path)
    own = path / CONSOLIDATED
    sources = collect([own if own.is_file() else path])
    form, readings = _in_its_edition(sources, Request((path,)), progress)
    result = last_year_of(readings, (), None, form)
    if result is None:
        raise Stopped(NOTHING_DONE, f"“{path.name}”里读不出年报数字，什么都没有写：", *_why_not(readings, form))
    if not result.published and (faulty := _faults(readings, result.year or NO_YEAR, form)):
        head = f"“{path.name}”里的表有错误，什么都没有写："
        mend = "请改好，或先用 merge 汇总，把 汇总表.xlsx 给 --from。"
        raise Stopped(NOTHING_DONE, head, *_first(faulty, MANY_FILES, "处"), mend)
    return form, result


def _sound(path: Path) -> None:
    """Of an archive the 汇总表 in it has to be the one that was packed."""
    try:
        if kept.is_kept(path):
            kept.result_in(path)
    except Unreadable as damage:
        raise Stopped(NOTHING_DONE, f"“{path.name}”{damage.reason}。没有往下做。") from damage


def _faults(readings: Sequence[Reading], year: int, form: Form) -> list[str]:
    """What is wrong with submissions of which totals are wanted, whoever they are of."""
    found = check_rules(Case(form, year, identify(readings, None, form), None))
    return [f.message for f in found if f.severity is Severity.ERROR and f.rule[0] in FAULTS]


def last_year_for(
    request: Request,
    roster: Roster | None,
    units: Sequence[Unit],
    form: Form,
    progress: ShowProgress,
    asked: bool = True,
) -> LastYear | None:
    """Last year's result, if it was given, by this year's units (the roster's, or those found).

    The request says its year; asked: whether a person said it, or only the submissions. Raises Stopped where nothing
    can be read of it, and where it is of another year: all that would be said of last year would be untrue.
    """
    if request.previous is None:
        return None
    _sound(request.previous)
    own = request.previous / CONSOLIDATED  # of a folder that this tool wrote it is this one
    with _readers():
        sources = collect([own if os.path.isfile(own) else request.previous])
    readings = _read(sources, form, replace(request, scheduler=None), progress, "读取上年结果")
    last_year = last_year_of(readings, units, roster, form, request.name)
    if last_year is None:
        raise Stopped(NOTHING_DONE, f"上年的结果“{request.previous.name}”里读不出年报数字。请给上年的 汇总表.xlsx，或上年各单位的表。")
    if request.year and last_year.year not in (None, request.year - 1):
        raise Stopped(WRONG_USAGE, _not_the_year_before(last_year.year, request, asked))
    return last_year


def of_last_year(last_year: LastYear | None) -> Sequence[str]:
    """What has to be said of last year's result where only its totals are known."""
    if last_year is None or not last_year.without_detail:
        return ()
    return (f"上年汇总表的明细文件“{last_year.without_detail}”不在它旁边，或改动过：与上年只比较合计，不能逐家比较。请把上年的“明细”文件夹原样放到上年汇总表旁边，再运行一次。",)


def _not_the_year_before(given: int, request: Request, asked: bool) -> str:
    name, before = request.previous.name, request.year - 1
    if asked:
        return f"上年的结果“{name}”是 {given} 年的，本次是 {request.year} 年，应给 {before} 年的，没有往下做。没有 {before} 年的，不写 --previous。"
    return (
        f"报来的表大多写着 {request.year} 年，给的上年结果“{name}”却是 {given} 年的，没有往下做。"
        f"汇总 {given + 1} 年的，请写 --year {given + 1}；汇总 {request.year} 年的，请给 {before} 年的结果。"
    )


def _body(request: Request, roster: Roster | None, settings: Settings) -> Body:
    """The roster's 汇总机关; a name given on the command line is its name, whoever publishes."""
    unit = roster.body if roster else None
    if unit is None:
        return Body(None, settings.publisher or settings.name or None)
    return Body(unit.code or None, request.name or unit.name, unit.key)
