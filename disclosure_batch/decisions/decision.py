"""What the coordinator decided of the findings, and what follows from it.

    同意  accepted as it stands: an error is a warning from then on, and the unit is added
    退回  sent back: the unit is not added, a warning is an error from then on
    更正  a figure is taken as another: all rules are asked again, and what is mended by it is a notice from then on;
          a total is what its parts add up to, so that it is only said to be a slip, and nothing else moves
    按 0 计      what is blank counts as 0, as if each cell were corrected to it
    以这份为准  of several versions of a unit this file counts, and the others are set aside
    是这个单位  the file is that unit's, whose code or name is typed as 更正值

A decision holds for a finding and the figures it speaks of; where these have changed it applies no longer and says so.
The office's own figure stays beside the corrected one: in its submission, in the decision, in the finding that is kept.
"""

from dataclasses import dataclass
from enum import StrEnum

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.intake.filing import Figure
from disclosure_batch.roster import Unit
from disclosure_batch.text import plain, tidy

# They are not added as they are: in doubt whose, which year's or which version's figures they are.
NEVER_ADDED = frozenset({"L001", "L002", "L003", "U001", "U002", "U004", "U007"})
VERIFIED, EXPLAINED = "已核实", "已说明"  # how a warning was answered: by the coordinator, by the office
MENDED = "其他数字更正后，这一问题不再存在"  # what is said of a finding that goes with another's correction
Identity = tuple[str, str, str]
NO_CHOICE = "不能在这里决定，请单位改好重报"
FINGERPRINT = "文件 "  # in the place of a figure: the decision is made of a whole file
SEPARATOR = "、"  # between the words of which one can be chosen


class Word(StrEnum):
    """What can be decided."""

    ACCEPT = "同意"
    RETURN = "退回"
    CORRECT = "更正"
    ZERO = "按 0 计"
    COUNTS = "以这份为准"
    WHOSE = "是这个单位"


_BY_LETTERS = {tidy(word): word.value for word in Word}


def word_in(typed: str) -> str:
    """What was typed as a decision; a Word, however it is spaced."""
    return _BY_LETTERS.get(tidy(typed), tidy(typed))


class DecisionOutcome(StrEnum):
    """What became of a decision."""

    APPLIED = "已生效"
    CHANGED = "情况已变，没有执行"  # it was made of other figures, or of another file
    ABSENT = "没有可用的表，没有执行"  # of the unit; the decision waits for one
    GONE = "不再需要"
    FAULTY = "不能执行"


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """A finding as the decisions file lists it. stands, other: the figures that a decision is made of, in words.

    choices: which decisions can be carried out of it.
    """

    key: str
    code: str
    name: str
    rule: str
    severity: str
    sheet: str
    cell: str
    stands: str
    other: str
    message: str = ""
    choices: str = ""

    @property
    def identity(self) -> Identity:
        return self.key, self.stands, self.other

    @property
    def unit(self) -> str | None:
        return self.code or self.name or None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the decisions file and what somebody typed beside it; `at` says where it stands.

    figure is the raw value of 更正值; fault says why the line can't be read at all.
    """

    line: ListedFinding
    at: str
    word: str = ""
    target: str = ""
    figure: object = ""
    reason: str = ""
    by: str = ""
    date: str = ""
    fault: str = ""

    @property
    def typed(self) -> bool:
        """Something was decided, or begun to be."""
        return bool(self.word or self.target or self.figure != "" or self.reason or self.fault)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision and what became of it.

    sheet, cell, field and value are those of the finding; where a figure is corrected, of the corrected cell: value is
    what the office has there (as typed, where that is no figure), corrected what is taken instead; also: further fields
    of which that is taken. whose: the unit that a file was said to be of. does: what the decision does, in words, where
    that is not one figure for another.
    """

    entry: Entry
    outcome: DecisionOutcome
    remark: str = ""
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None
    value: Figure | str | None = None
    expected: Figure | str | None = None
    corrected: Figure | None = None
    also: tuple[str, ...] = ()
    whose: Unit | None = None
    does: str = ""

    @property
    def unit(self) -> str | None:
        return self.whose.key if self.whose else self.entry.line.unit

    @property
    def code(self) -> str:
        return (self.whose or self.entry.line).code

    @property
    def name(self) -> str:
        return (self.whose or self.entry.line).name

    @property
    def word(self) -> Word:
        """Of one that applies."""
        return Word(self.entry.word)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields whose figures it has changed."""
        return (self.field, *self.also) if self.corrects else ()

    @property
    def applied(self) -> bool:
        return self.outcome is DecisionOutcome.APPLIED

    @property
    def corrects(self) -> bool:
        """It has changed what is added up."""
        return self.applied and self.corrected is not None

    @property
    def acts(self) -> bool:
        """Something is otherwise by it, or was given a reason: a warning that was merely seen is not told of."""
        return self.applied and bool(self.change or self.returns or self.entry.reason)

    @property
    def returns(self) -> bool:
        return self.applied and self.entry.word == Word.RETURN

    @property
    def change(self) -> str:
        """“三、依申请公开”D9 由 8 改为 5; empty where nothing is taken otherwise."""
        if self.does or self.corrected is None:
            return self.does
        return f"“{self.sheet}”{self.cell} 由{self.stood}改为 {plain(self.corrected)}"

    @property
    def said(self) -> str:
        """“三、依申请公开”D9 由 8 改为 5，登记簿为 5 件（办公室，2025-01-20）"""
        return self._said(self.change)

    @property
    def said_beside(self) -> str:
        """The same beside a single figure: of many that are taken as 0 by it a cell says nothing of the others."""
        return self._said(self.entry.word if self.entry.word == Word.ZERO else self.change)

    def _said(self, change: str) -> str:
        signed = "，".join(filter(None, (self.entry.by, self.entry.date)))
        return "，".join(filter(None, (change, self.entry.reason))) + (signed and f"（{signed}）")

    @property
    def words(self) -> str:
        """The decision and what is said with it: 更正：…"""
        bare = not (self.change or self.entry.reason)
        return f"{self.entry.word}{'' if bare else '：'}{self.said}"

    @property
    def stood(self) -> str:
        """What the office has in the corrected cell, as part of a sentence."""
        if self.value is None:
            return "空白"
        return f"“{self.value}”" if isinstance(self.value, str) else f" {plain(self.value)} "


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of a finding: the decisions made of it; none where it went with the correction of another."""

    decisions: tuple[Decision, ...] = ()

    @property
    def accepts(self) -> bool:
        return bool(self.decisions) and self.decisions[0].entry.word == Word.ACCEPT

    @property
    def words(self) -> str:
        return "；".join(decision.words for decision in self.decisions) or MENDED


def settled(finding: Finding) -> bool:
    """The coordinator has accepted it, or corrected it away: nobody has to be asked."""
    decided = finding.decision
    return decided is not None and (finding.severity is Severity.NOTICE or decided.accepts)


def answered(finding: Finding) -> str:
    """How a warning was answered, by the coordinator or by the office itself; empty where it is still to be asked."""
    if settled(finding):
        return VERIFIED
    return EXPLAINED if finding.severity is Severity.WARNING and finding.explanation else ""
