"""What a coordinator asks first, answered from the result: who is in, what is to be mended, does it balance.

The terminal, the review page and the notices all say it with these words and in this order.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

from disclosure_batch.decisions.decision import Decision, Outcome, settled
from disclosure_batch.findings import Finding, Severity, has_error
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Figure, Form, Relation
from disclosure_batch.merge import Consolidation, Status, UnitState
from disclosure_batch.names import shown
from disclosure_batch.outputs.as_subject import lacking_of
from disclosure_batch.papers import CHAT
from disclosure_batch.references import runs
from disclosure_batch.report.report import Report
from disclosure_batch.report.subject import Lacking
from disclosure_batch.text import plain

_A1 = re.compile(r"([A-Z]{1,3})(\d+)")
NAMED = 5  # so many are named in a sentence
MANY = 20  # and so many in lines of their own
_NOWHERE = (-1, 0, 0)  # what is said of a whole file comes before what is said of a cell


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one unit, or of one file whose unit can't be told, in reading order."""

    title: str
    findings: Sequence[Finding]
    state: UnitState | None = None

    def of(self, severity: Severity) -> list[Finding]:
        """Those that are open."""
        return [finding for finding in self.open if finding.severity is severity]

    @property
    def open(self) -> list[Finding]:
        """What the coordinator has not settled."""
        return [finding for finding in self.findings if not settled(finding)]

    @property
    def errors(self) -> list[Finding]:
        return self.of(Severity.ERROR)

    @property
    def warnings(self) -> list[Finding]:
        return self.of(Severity.WARNING)

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
    def to_mend(self) -> bool:
        """A unit whose file has errors; one that sent nothing has nothing to mend, nor one whose figures are in already."""
        if self.state is None or self.state.within:
            return False
        sent = bool(self.state.file) or any(finding.file for finding in self.errors)
        return sent and bool(self.errors)


@dataclass(frozen=True, slots=True)
class Check:
    """A relation held against the totals; where it fails, the units in which it does and by how much."""

    relation: Relation
    left: Figure
    right: Figure
    units: Sequence[tuple[UnitState, Figure]] = ()

    @property
    def holds(self) -> bool:
        return self.relation.holds(self.left, self.right)

    @property
    def grave(self) -> bool:
        """It has to hold; the others are possible, and only need a look."""
        return self.relation.severity is Severity.ERROR

    @property
    def words(self) -> str:
        """Where, both sides, the difference, and whose it is."""
        where = f"{self.relation.scope}：" if self.relation.scope else ""
        left, right, difference = (plain(n) for n in (self.left, self.right, abs(self.left - self.right)))
        named = [f"{shown(state.unit.name)}（相差 {plain(abs(gap))}）" for state, gap in self.units[:NAMED]]
        more = f"等 {len(self.units)} 家" if len(self.units) > NAMED else ""
        return f"{where}左边 {left}，右边 {right}，相差 {difference}" + (f"，来自{'、'.join(named)}{more}" if named else "")


@dataclass(frozen=True)
class Overview:
    """A result, grouped once for everything that speaks of it."""

    result: Consolidation
    groups: Sequence[Group]
    checks: Sequence[Check]
    to_fill: Mapping[str, int] = field(default_factory=dict)  # part of the report -> how many words it lacks

    @property
    def lacking(self) -> Lacking:
        """Which units the totals lack, here and one level down."""
        return lacking_of(self.result)

    @property
    def expected(self) -> list[UnitState]:
        """Who has to report: the publishing body's own workbook may be absent, and what another unit has added up."""
        return [s for s in self.result.units if s.status is not Status.MISSING or (s.unit.code != self.result.body.code and not s.within)]

    @property
    def came(self) -> list[UnitState]:
        return [state for state in self.expected if state.status is not Status.MISSING]

    @property
    def to_mend(self) -> list[Group]:
        return [group for group in self.groups if group.to_mend]

    @property
    def blank(self) -> list[Group]:
        """Those to mend that sent the workbook back as it went out."""
        return [group for group in self.to_mend if is_blank(group.state, self.result.form)]

    @property
    def strays(self) -> list[Group]:
        """What is wrong with files whose unit can't be told, or is none of those expected."""
        return [group for group in self.groups if group.state is None and group.errors]

    @property
    def not_added(self) -> list[UnitState]:
        """Units that sent something which is not in the totals, rejected or not to be added."""
        return [state for state in self.came if not state.added]

    @property
    def off_balance(self) -> list[Check]:
        return [check for check in self.checks if check.grave and not check.holds]

    @property
    def doubtful(self) -> list[Check]:
        return [check for check in self.checks if not check.grave and not check.holds]

    @property
    def undone(self) -> list[Decision]:
        """Decisions that were not carried out, so that somebody has to see to them."""
        return [d for d in self.result.decisions if d.outcome in (Outcome.FAULTY, Outcome.CHANGED, Outcome.ABSENT)]

    @property
    def decided(self) -> str:
        """What became of the decisions, in one sentence; empty where there are none."""
        numbers = Counter(decision.outcome for decision in self.result.decisions)
        return "处理决定：" + "，".join(f"{outcome} {numbers[outcome]} 条" for outcome in Outcome if numbers[outcome]) if numbers else ""

    @property
    def clear(self) -> bool:
        """Nothing is missing, nothing is to be mended, and what was decided could be carried out."""
        faulty = any(decision.outcome is Outcome.FAULTY for decision in self.result.decisions)
        return not (self.result.draft or has_error(self.result.findings) or faulty)

    @property
    def state(self) -> str:
        if self.result.draft:
            return "送审稿"
        if not self.clear:
            return "有待处理"
        return "待补充文字" if self.to_fill else "完整"

    @property
    def complete(self) -> bool:
        """Nothing is left to do, nor anything to be written into the report."""
        return self.clear and not self.to_fill

    @property
    def unfilled(self) -> str:
        """How many words the report still lacks, and where; empty where it lacks none."""
        where = "、".join(f"“{part}”{number} 处" for part, number in self.to_fill.items())
        return f"年度报告里还有 {sum(self.to_fill.values())} 处文字待补充（文中已标色）：{where}" if where else ""

    @property
    def numbers(self) -> str:
        """How the collection stands, in one sentence."""
        parts = [
            f"应报 {len(self.expected)} 家",
            f"已报 {len(self.came)} 家",
            f"未报 {len(self.result.missing)} 家",
            f"需修改 {len(self.to_mend)} 家" + (f"（其中 {len(self.blank)} 家报来的是空表）" if self.blank else ""),
        ]
        if not self.result.by_roster:
            parts[:3] = [f"没有名册，读到 {len(self.came)} 家"]
        if self.not_added:
            parts.append(f"已报未计入汇总 {len(self.not_added)} 家")
        return "，".join(parts)

    @property
    def scope(self) -> str:
        """How many units the totals have; said wherever a total is shown."""
        added, corrected = len(self.result.added), len(self.result.corrections_added)
        due = added + len(self.result.left_out) + len(self.result.lacking)
        more = self.lacking.number_below + (f"，其中 {corrected} 处按更正后的数" if corrected else "")
        if due == added:
            return f"汇总数字含 {added} 家单位，应计入的都已计入{more}"
        return f"汇总数字含 {added} 家单位，应计入 {due} 家，还缺 {due - added} 家{more}"

    @property
    def balance(self) -> str:
        if self.off_balance:
            return f"汇总数字有 {len(self.off_balance)} 处不平衡"
        return "汇总数字平衡" if self.result.added else "还没有可以汇总的数字"

    @property
    def chat(self) -> str:
        """A text for the group chat, empty where nobody has to be asked for anything."""
        missing, blank = self.result.missing, [group.state for group in self.blank]
        mend = [group.state for group in self.to_mend if group.state and group.state not in blank]
        incomplete = [state for state, _ in self.result.incomplete if state not in mend]
        if not (missing or blank or mend or incomplete or self.only_corrected):
            return ""
        lines = [CHAT.format(year=self.result.year, title=self.result.form.title)]
        if missing:
            lines.append(f"尚未报送（{len(missing)} 家）：{_names(missing)}。请尽快报送。")
        if blank:
            lines.append(f"报来的是空表，没有填写（{len(blank)} 家）：{_names(blank)}。请填好后报回；没有发生的请填 0。")
        if mend:
            lines.append(f"需要修改（{len(mend)} 家）：{_names(mend)}。请按退改通知修改后，用同一份表报回。")
        if incomplete:
            lines.append(f"汇总表还缺单位（{len(incomplete)} 家）：{_names(incomplete)}。请补齐后重新汇总，再报一次。")
        if corrected := self.only_corrected:
            lines.append(f"数字经核实已更正（{len(corrected)} 家）：{_names(corrected)}。改了什么、为什么，见更正告知。")
        if len(missing) + len(blank) + len(mend) + len(incomplete) + len(corrected) < len(self.expected):
            lines.append("其他单位已收到，谢谢。")
        return "\n".join(lines)

    @property
    def only_corrected(self) -> list[UnitState]:
        """Units that have nothing to mend, but have to know that figures of theirs were corrected."""
        mend = {group.state.unit.key for group in self.to_mend if group.state}
        return [s for s in self.result.units if s.unit.key in self.corrections and s.unit.key not in mend]

    @cached_property
    def corrections(self) -> Mapping[str, Sequence[Decision]]:
        """The corrections by the unit's key."""
        by_unit: dict[str, list[Decision]] = {}
        for (unit, _), decision in self.result.corrections.items():
            by_unit.setdefault(unit, []).append(decision)
        return by_unit

    def corrected_in(self, name: str) -> str:
        """Which corrections a total has in it, a line each; empty where it has none."""
        made = self.result.corrected.get(name, ())
        more = [f"等 {len(made)} 处，见“处理决定”"] if len(made) > MANY else []
        return "\n".join([*(f"{shown(d.entry.line.name)}：{shown(d.said)}" for d in made[:MANY]), *more])

    def standing(self, state: UnitState) -> str:
        """Where a unit stands, and what was corrected of its figures, in words."""
        made = self.corrections.get(state.unit.key, ())
        changes = "、".join(decision.change for decision in made[:NAMED]) + ("等" if len(made) > NAMED else "")
        return f"{self._standing(state)}；更正 {len(made)} 处：{changes}" if made else self._standing(state)

    def _standing(self, state: UnitState) -> str:
        if state.within:
            return f"数字已包含在“{state.within}”里"
        if state.status is Status.MISSING:
            own = state.unit.code == self.result.body.code
            return "没有单独报送（可以没有）" if own else "未报"
        if state.status is Status.ACCEPTED:
            return "已报，已计入汇总" if state.counted else "已报，按名册不计入汇总"
        if is_blank(state, self.result.form):
            return "报来的是空表，没有填写" + ("，暂未计入汇总" if state.counted and not state.added else "")
        words = "有错误，按现有数字计入汇总" if state.status is Status.INCLUDED else "需修改，暂未计入汇总"
        words = words if state.counted else "需修改（按名册不计入汇总）"
        return f"{words}；{read}" if (read := self.read(state)) else words

    def read(self, state: UnitState) -> str:
        """How much of a unit's file is figures: what there would be to add. Empty where its file is no form."""
        if state.filing is None:
            return ""
        number, of = state.filing.figures_read(self.result.form)
        return f"{of} 个数字读到 {number} 个"

    def partly_read(self, state: UnitState) -> bool:
        """Whether some of its figures are blank or could not be read; of a blank workbook it is said otherwise."""
        if is_blank(state, self.result.form):
            return False
        number, of = state.filing.figures_read(self.result.form) if state.filing else (0, 0)
        return number < of


def is_blank(state: UnitState, form: Form) -> bool:
    """Whether what a unit sent is the workbook as it went out."""
    return state.filing is not None and state.filing.untouched(form)


def overview(result: Consolidation, report: Report | None = None) -> Overview:
    """Group and order what a result says; with the report that was made of it also what that one lacks."""
    return Overview(result, tuple(_groups(result)), tuple(_checks(result)), report.to_fill if report else {})


def in_reading_order(findings: Iterable[Finding], form: Form) -> list[Finding]:
    """The gravest first, then as one reads the form: sheet, row, column."""
    return sorted(findings, key=lambda f: (f.severity.rank, *_position(f, form), f.rule, f.message))


def place(finding: Finding) -> str:
    """Sheet and cell as they are found on the screen; empty for what is said of a whole file."""
    return " ".join(filter(None, (finding.sheet and f"“{finding.sheet}”", finding.cell)))


def related(finding: Finding) -> str:
    """The other cells, neighbours gathered."""
    whole = all(_A1.fullmatch(cell) for cell in finding.also)
    return runs(finding.also) if whole else "、".join(finding.also)


def _position(finding: Finding, form: Form) -> tuple[int, int, int]:
    """Where in the form; a field knows its place also where it was found in another document."""
    layout = layout_of(form)
    sheets = [sheet.name for sheet in layout.sheets]
    if finding.field in form.fields:
        sheet = layout.sheet_of(finding.field)
        return sheets.index(sheet.name), *sheet.cells[finding.field].corner
    if not finding.sheet:
        return _NOWHERE
    number = sheets.index(finding.sheet) if finding.sheet in sheets else len(sheets)
    cell = _A1.match(finding.cell or "")
    return (number, int(cell[2]), _column(cell[1])) if cell else (number, 0, 0)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _groups(result: Consolidation) -> Iterable[Group]:
    """Units in roster order, then names that are on no roster, then files, then what concerns the run."""
    by_unit: dict[str, list[Finding]] = {}
    loose: list[Finding] = []
    for finding in result.findings:
        (by_unit.setdefault(finding.unit, []) if finding.unit else loose).append(finding)
    for state in result.units:
        if found := by_unit.pop(state.unit.key, None):
            title = " ".join(filter(None, (state.unit.code, state.unit.name)))
            yield Group(title, in_reading_order(found, result.form), state)
    for name, found in sorted(by_unit.items()):
        yield Group(name, in_reading_order(found, result.form))
    loose.sort(key=lambda finding: (finding.file is None, finding.file or ""))
    for file, found in groupby(loose, key=lambda finding: finding.file):
        yield Group(file or "整体情况", in_reading_order(found, result.form))


def _checks(result: Consolidation) -> Iterable[Check]:
    """This year's relations over the totals, where what they need is known."""
    if not result.added:
        return
    for relation in result.form.relations:
        if relation.compares_years or not all(result.stated(term.field) for term in relation.larger):
            continue
        check = Check(relation, *relation.sides(lambda term: result.totals[term.field]))
        yield check if check.holds else replace(check, units=tuple(_failing(result, relation)))


def _failing(result: Consolidation, relation: Relation) -> Iterable[tuple[UnitState, Figure]]:
    """The added units in which a relation fails: accepted or added in spite of it."""
    left, right = relation.sides(lambda term: result.detail[term.field].fillna(0))
    for state in result.added:
        sides = left.get(state.unit.key, 0), right.get(state.unit.key, 0)
        if not relation.holds(*sides):
            yield state, sides[0] - sides[1]


def _names(states: Iterable[UnitState]) -> str:
    return "、".join(shown(state.unit.name) for state in states)
