"""What a coordinator asks first, answered from the result: who is in, what is to be mended, does it balance.

The terminal, the review page and the notices all say it with these words and in this order.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter

from disclosure_batch.dates import day_in_words
from disclosure_batch.decisions.decision import Decision, DecisionOutcome, answered, settled
from disclosure_batch.diagnosis.causes import SameCause
from disclosure_batch.findings import Finding, Severity, has_error
from disclosure_batch.form.formulas import NO_TOTALS, balance
from disclosure_batch.merge import Consolidation, Node, Status, UnitState
from disclosure_batch.names import shown
from disclosure_batch.outputs.as_subject import lacking_of
from disclosure_batch.outputs.balance import TotalCheck, checks_of
from disclosure_batch.outputs.places import in_reading_order
from disclosure_batch.outputs.standing import ONLY_SCAN, Anew, asked_anew, is_blank, standing
from disclosure_batch.papers import CHAT, MISSING, SCANS, UNCLEAR
from disclosure_batch.report.report import Report
from disclosure_batch.report.subject import Lacking
from disclosure_batch.rules.rule import Who
from disclosure_batch.rules.rulebook import rules_of
from disclosure_batch.rules.versions import SeveralVersions

NOBODYS = "认不出是哪家的表"
SHUT = "收件的文件夹里打不开的"
PERHAPS = f"{NOBODYS}，可能是这几家报来的"
URGED = "所属单位还没有报齐、改好"
NAMED = 5  # so many changes are named in a sentence
MANY = 20  # and so many in lines of their own
UNDONE = (DecisionOutcome.FAULTY, DecisionOutcome.CHANGED, DecisionOutcome.ABSENT)


def _by_archive(names: Iterable[str]) -> Iterator[str]:
    """Names, of many files in one archive only how many there are."""
    for (archive, inside), some in groupby(names, key=lambda name: name.partition("!/")[:2]):
        files = list(some)
        yield from [f"{archive} 里的 {len(files)} 份"] if inside and len(files) > NAMED else files


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one unit, or of one file whose unit can't be told, in reading order."""

    title: str
    findings: Sequence[Finding]
    state: UnitState | None = None
    for_office: frozenset[str] = frozenset()  # the codes of the rules on which an office can act

    def of(self, severity: Severity) -> list[Finding]:
        """Those that are open."""
        return [finding for finding in self.open if finding.severity is severity]

    @property
    def open(self) -> list[Finding]:
        """What the coordinator has not settled."""
        return [finding for finding in self.findings if not settled(finding)]

    def told_of(self, moved: Callable[[Finding], Iterable[Finding]]) -> "Group":
        """The same with those that this makes of each finding."""
        return replace(self, findings=tuple(chain.from_iterable(map(moved, self.findings))))

    @property
    def errors(self) -> list[Finding]:
        return self.of(Severity.ERROR)

    @property
    def to_tell(self) -> list[Finding]:
        """The errors, without the sums that fail by a figure that was carried over and is one of them itself.

        That there are several versions is found in each of them, and told once.
        """
        cells = {(finding.sheet, finding.cell) for finding in self.errors}
        same = (f.about.spot.cell if isinstance(f.about, SameCause) else None for f in self.errors)
        told = [f for f, cell in zip(self.errors, same, strict=True) if not cell or (f.sheet, cell) not in cells]
        versions = [finding for finding in told if isinstance(finding.about, SeveralVersions)]
        return [finding for finding in told if finding not in versions[1:]]

    @property
    def warnings(self) -> list[Finding]:
        return self.of(Severity.WARNING)

    @property
    def asks(self) -> list[Finding]:
        """The warnings that are put to the office: it can act on them, and nobody has answered them yet."""
        return [f for f in self.warnings if f.rule in self.for_office and not answered(f)]

    @property
    def answered(self) -> list[Finding]:
        """What the office has explained, or the coordinator has decided."""
        decided = [finding for finding in self.settled if finding.decision.decisions]
        return [*decided, *(finding for finding in self.warnings if answered(finding))]

    @property
    def notices(self) -> list[Finding]:
        return self.of(Severity.NOTICE)

    @property
    def settled(self) -> list[Finding]:
        """What the coordinator has accepted, or corrected away."""
        return [finding for finding in self.findings if settled(finding)]

    @property
    def file(self) -> str | None:
        """The file to be mended: the one that counts, else the first that something is said of."""
        own = self.state.file if self.state else None
        return own or next((finding.file for finding in self.findings if finding.file), None)

    @property
    def by_file(self) -> list[tuple[str | None, list[Finding]]]:
        """What is open, by the file in which it was found; the file that counts first."""
        files = dict.fromkeys((self.file, *(finding.file for finding in self.open)))
        found = ((file, [f for f in self.open if (f.file or self.file) == file]) for file in files)
        return [(file, findings) for file, findings in found if findings]

    @property
    def to_mend(self) -> bool:
        """A unit whose file has errors, and whose figures are not in the totals by another's file."""
        if self.state is None or self.state.within:
            return False
        sent = bool(self.state.file) or any(finding.file for finding in self.errors)
        return sent and bool(self.errors)

    @property
    def to_verify(self) -> bool:
        """A unit whose file has no error, but warnings that are put to it."""
        sent = self.state is not None and bool(self.state.file) and not self.state.within
        return sent and not self.errors and bool(self.asks)


@dataclass(frozen=True, slots=True)
class Standings:
    """Those that stand alike: why, in words, and their names, each with the title under which their findings stand.

    fine: nothing is asked of them. measure: units are counted in 家, files in 份.
    """

    why: str
    names: Sequence[tuple[str, str]]
    fine: bool = False
    measure: str = "家"

    @property
    def count(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class Overview:
    """A result, grouped once for everything that speaks of it."""

    result: Consolidation
    groups: Sequence[Group]
    checks: Sequence[TotalCheck]
    unwritten: Sequence[str] = ()  # what the report lacks before it could be published as it stands
    doubted: bool = False  # whether it has totals that are marked to be verified
    edited: str = ""  # what has to be seen to in a report that somebody has edited, '' where nothing has

    # ------------------------------------------------------------ who has reported

    @cached_property
    def expected(self) -> list[UnitState]:
        """Who has to report: who did, and who is missing."""
        missing = {state.unit.key for state in self.result.missing}
        return [s for s in self.result.units if s.status is not Status.MISSING or s.unit.key in missing]

    @property
    def came(self) -> list[UnitState]:
        return [state for state in self.expected if state.status is not Status.MISSING]

    @property
    def lacking(self) -> Lacking:
        """Which units the totals lack, here and one level down."""
        return lacking_of(self.result)

    @cached_property
    def to_mend(self) -> list[Group]:
        return [group for group in self.groups if group.to_mend]

    @property
    def warnings(self) -> int:
        """How many are open."""
        return sum(len(group.warnings) for group in self.groups)

    @cached_property
    def to_verify(self) -> list[Group]:
        return [group for group in self.groups if group.to_verify]

    @cached_property
    def blank(self) -> list[Group]:
        """Those to mend that sent the workbook back as it went out."""
        return [group for group in self.to_mend if is_blank(group.state, self.result.form)]

    @cached_property
    def anew(self) -> Mapping[str, Sequence[UnitState]]:
        """Those to mend that are asked for something in the place of what they sent, by what that is, in words."""
        blank = [group.state for group in self.blank]
        states = [group.state for group in self.to_mend if group.state not in blank]
        asked = [(state, asked_anew(state, self.result)) for state in states]
        by_what = {what: [state for state, own in asked if own is what] for what in Anew}
        return {what.format(year=self.result.year): some for what, some in by_what.items()}

    @property
    def others(self) -> list[str]:
        """Who is asked for something in the place of what it sent, and whose that can't be told, a line each."""
        anew = ((why, "家", [state.unit.name for state in some]) for why, some in self.anew.items())
        lines = (
            *anew,
            (ONLY_SCAN, "家", [state.unit.name for state in self.result.only_scans]),
            *((why, measure, [path for path, _ in files]) for why, measure, files in self._nobodys),
            (PERHAPS, "家", [state.unit.name for state in self.result.unclear]),
        )
        named = ((f"{why}（{len(names)} {unit}）", names) for why, unit, names in lines if names)
        return [f"{who}：{'、'.join(map(shown, _by_archive(names)))}。" for who, names in named]

    @property
    def _nobodys(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Files whose unit can't be told, and what in the folder can't be opened at all: with measure and paths."""
        kinds = ((NOBODYS, "份", False), (SHUT, "处", True))
        files = self.result.nobodys
        return [(why, unit, [(f.path, f.path) for f in files if f.shut is shut]) for why, unit, shut in kinds]

    @property
    def standings(self) -> list[Standings]:
        """Where those that have to report stand, in the words of the list of units: who is in the totals first."""
        alike: dict[str, list[UnitState]] = {}
        for state in sorted(self.expected, key=lambda state: list(Status).index(state.status)):
            alike.setdefault(standing(state, self.result).partition("；")[0], []).append(state)
        rows = [
            Standings(why, [(s.unit.name, title_of(s)) for s in states], states[0].status is Status.ACCEPTED)
            for why, states in alike.items()
        ]
        return [*rows, *(Standings(why, files, measure=measure) for why, measure, files in self._nobodys if files)]

    @property
    def strays(self) -> list[Group]:
        """What is wrong with files whose unit can't be told, or is none of those expected."""
        return [group for group in self.groups if group.state is None and group.errors]

    @property
    def not_added(self) -> list[UnitState]:
        """Units that sent something which is not in the totals, rejected or not to be added."""
        return [state for state in self.came if not state.added]

    @property
    def numbers(self) -> str:
        """How the collection stands, in one sentence."""
        kinds = ((len(self.blank), "报来的是空表"), (sum(map(len, self.anew.values())), "要重新报送"))
        among = "、".join(f"{count} 家{what}" for count, what in kinds if count)
        blank = f"（其中 {among}）" if among else ""
        came = [f"应报 {len(self.expected)} 家", f"已报 {len(self.came)} 家", f"未报 {len(self.result.unreported)} 家"]
        if not self.result.by_roster:
            came = [f"没有名册，读到 {len(self.came)} 家"]
        came += [f"{SCANS} {len(self.result.only_scans)} 家"] if self.result.only_scans else []
        came += [f"{UNCLEAR} {len(self.result.unclear)} 家"] if self.result.unclear else []
        shut = sum(file.shut for file in self.result.nobodys)
        rest = len(self.result.nobodys) - shut
        came += [f"{NOBODYS} {rest} 份"] if rest else []
        came += [f"{SHUT} {shut} 处"] if shut else []
        left = [f"已报未计入汇总 {len(self.not_added)} 家"] if self.not_added else []
        return "，".join([*came, f"需修改 {len(self.to_mend)} 家{blank}", *left])

    # ------------------------------------------------------------ how far the result has come

    @property
    def clear(self) -> bool:
        """Nothing is missing, nothing is to be mended, and what was decided could be carried out."""
        faulty = any(decision.outcome is DecisionOutcome.FAULTY for decision in self.result.decisions)
        return not (self.result.draft or has_error(self.result.findings) or faulty)

    @property
    def complete(self) -> bool:
        """Nothing is left to do, nor anything to be written into the report or verified in it."""
        return self.clear and not (self.unwritten or self.doubted or self.edited)

    @property
    def state(self) -> str:
        if self.result.draft:
            return "送审稿"
        if not self.clear:
            return "有待处理"
        if self.unwritten:
            return "待补充文字"
        if self.doubted:
            return "待核实"
        return "待核对文字" if self.edited else "完整"

    @property
    def headline(self) -> str:
        """The state, and how many places of an edited report are to be looked at: it may still hold old figures."""
        return "；".join(filter(None, (self.state, self.edited)))

    @property
    def unfilled(self) -> str:
        """What words the report still lacks, and where; empty where it lacks none."""
        return "。".join(self.unwritten)

    @property
    def scope(self) -> str:
        """How many units the totals have; said wherever a total is shown."""
        added, corrected, lacking = len(self.result.added), len(self.result.corrections_added), self.lacking
        due = added + lacking.number
        more = lacking.number_below + (f"，其中 {corrected} 处按更正后的数" if corrected else "")
        all_in = "" if lacking.nobodys else "，应计入的都已计入"
        lack = f"，应计入 {due} 家，还缺 {lacking.number} 家" if lacking.number else all_in
        return f"汇总数字含 {added} 家单位{lack}{lacking.number_of_files}{more}"

    @property
    def off_balance(self) -> list[TotalCheck]:
        return [check for check in self.checks if check.grave and not check.holds]

    @property
    def doubtful(self) -> list[TotalCheck]:
        return [check for check in self.checks if not check.grave and not check.holds]

    @property
    def balance(self) -> str:
        return balance("汇总数字", len(self.off_balance)) if self.result.added else NO_TOTALS

    # ------------------------------------------------------------ what was decided

    @property
    def decided(self) -> str:
        """What became of the decisions, in one sentence; empty where there are none."""
        numbers = Counter(decision.outcome for decision in self.result.decisions)
        parts = [f"{outcome} {numbers[outcome]} 条" for outcome in DecisionOutcome if numbers[outcome]]
        return f"处理决定：{'，'.join(parts)}" if parts else ""

    @property
    def undone(self) -> list[Decision]:
        """Decisions that were not carried out, so that somebody has to see to them."""
        return [decision for decision in self.result.decisions if decision.outcome in UNDONE]

    @cached_property
    def corrections(self) -> Mapping[str, Sequence[Decision]]:
        """The corrections by the unit's key."""
        by_unit: dict[str, list[Decision]] = {}
        for decision in filter(attrgetter("corrects"), self.result.decisions):
            by_unit.setdefault(decision.unit, []).append(decision)
        return by_unit

    @property
    def only_corrected(self) -> list[UnitState]:
        """Units of which nothing is asked, but that have to know that figures of theirs were corrected."""
        asked = {group.state.unit.key for group in (*self.to_mend, *self.to_verify)}
        return [s for s in self.result.units if s.unit.key in self.corrections and s.unit.key not in asked]

    def corrected_in(self, name: str) -> str:
        """Which corrections a total has in it, a line each; empty where it has none."""
        made = self.result.corrected.get(name, ())
        more = [f"等 {len(made)} 处，见“处理决定”"] if len(made) > MANY else []
        return "\n".join([*(f"{shown(d.name)}：{shown(d.said_beside)}" for d in made[:MANY]), *more])

    def standing(self, state: UnitState) -> str:
        """Where a unit stands, and what was corrected of its figures, in words."""
        stands = standing(state, self.result)
        made = self.corrections.get(state.unit.key, ())
        if not made:
            return stands
        changes = "、".join(decision.change for decision in made[:NAMED]) + ("等" if len(made) > NAMED else "")
        return f"{stands}；更正 {len(made)} 处：{changes}"

    # ------------------------------------------------------------ what units are told

    @property
    def chat(self) -> str:
        """A text for the group chat, empty where nobody has to be asked for anything. In a tree those right below are
        asked for their own, and urged to ask theirs."""
        to_ask = ((why, self.right_below(states), request) for why, states, request in self.addressed)
        addressed = [(why, states, request) for why, states, request in to_ask if states]
        urged = self._urged
        if not (addressed or urged):
            return ""
        lines = [CHAT.format(year=self.result.year, title=self.result.form.title)]
        lines += [f"{why}（{len(states)} 家）：{_names(states)}。{request}" for why, states, request in addressed]
        lines += [f"{URGED}（{len(urged)} 家）：{'、'.join(urged)}。请督促。"] if urged else []
        asked = {state.unit.key for _, states, _ in addressed for state in states}
        lines += ["其他单位已收到，谢谢。"] if self._others_are_in(asked, len(urged)) else []
        return "\n".join(lines)

    def _others_are_in(self, asked: Collection[str], urged: int) -> bool:
        """Whether there are any right below of whom nothing is wanted."""
        wanted = asked | {state.unit.key for state in self.right_below(self.result.missing)}
        return len(wanted) + urged < len(self.right_below(self.expected)) + len(self._heads)

    @property
    def _heads(self) -> list[Node]:
        return [node for node in self.result.nodes if node.level == 1]

    def right_below(self, states: Iterable[UnitState]) -> list[UnitState]:
        """Those of which no unit below asks for what is missing."""
        return [state for state in states if state.unit.key not in self.result.asked_by]

    @property
    def _urged(self) -> list[str]:
        """Which of those right below have still to ask units of theirs for something, and how many."""
        seen = [(node.unit, overview(node.result)) for node in self._heads]
        numbers = ((unit, len(of.result.missing), len(of.to_mend), len(of.to_verify)) for unit, of in seen)
        said = ((unit, _counted(zip(("未报", "需修改", "请核实"), of, strict=True))) for unit, *of in numbers)
        return [f"{shown(unit.name)}（{counted}）" for unit, counted in said if counted]

    @property
    def addressed(self) -> Iterator[tuple[str, list[UnitState], str]]:
        """Why units are spoken to, which, and what they are asked to do."""
        blank = [group.state for group in self.blank]
        others = [*blank, *chain.from_iterable(self.anew.values())]
        mend = [group.state for group in self.to_mend if group.state not in others]
        incomplete = [state for state, _ in self.result.incomplete if state not in mend]
        day = self.result.settings.deadline
        until = f"于{day_in_words(day)}前" if day else ""
        soon = until or "尽快"
        yield MISSING, self.result.unreported, f"请{soon}报送。"
        yield ONLY_SCAN, self.result.only_scans, ""
        for why, states in self.anew.items():
            yield why, states, f"请{until}报送。" if until else ""
        yield PERHAPS, self.result.unclear, "请用本单位的表报送。"
        yield "报来的是空表，没有填写", blank, f"请填好后{until}报回；没有发生的请填 0。"
        yield "需要修改", mend, f"请按退改通知修改，{soon}报回。"
        yield "请核实", [group.state for group in self.to_verify], f"请按核实通知核对，{soon}报回。"
        yield "汇总表还缺单位", incomplete, f"请补齐后重新汇总，{until}再报一次。"
        yield "数字经核实已更正", self.only_corrected, "改了什么、为什么，见更正告知。"


def overview(result: Consolidation, report: Report | None = None) -> Overview:
    """Group and order what a result says; with the report that was made of it also what that one lacks."""
    return Overview(result, tuple(_groups(result)), tuple(checks_of(result)), *_of_report(report))


def _of_report(report: Report | None) -> tuple[Sequence[str], bool, str]:
    return (report.lacking, report.doubted, report.to_see) if report else ((), False, "")


def _groups(result: Consolidation) -> Iterator[Group]:
    """Units in roster order, then names that are on no roster, then files, then what concerns the run."""
    by_unit: dict[str, list[Finding]] = {}
    for finding in result.findings:
        by_unit.setdefault(finding.unit or "", []).append(finding)
    loose = by_unit.pop("", [])
    for_office = frozenset(code for code, rule in rules_of(result.form).items() if rule.who is Who.OFFICE)
    for state in result.units:
        if found := by_unit.pop(state.unit.key, None):
            yield Group(title_of(state), in_reading_order(found, result.form), state, for_office)
    for name, found in sorted(by_unit.items()):
        yield Group(name, in_reading_order(found, result.form))
    loose.sort(key=lambda finding: (finding.file is None, finding.file or ""))
    for file, found in groupby(loose, key=lambda finding: finding.file):
        yield Group(file or "整体情况", in_reading_order(found, result.form))


def title_of(state: UnitState) -> str:
    """What stands above the findings of a unit."""
    return " ".join(filter(None, (state.unit.code, state.unit.name)))


def _counted(numbers: Iterable[tuple[str, int]]) -> str:
    return "，".join(f"{what} {number} 家" for what, number in numbers if number)


def _names(states: Iterable[UnitState]) -> str:
    return "、".join(shown(state.unit.name) for state in states)
