"""In what two submissions of a unit differ, and what one of them states that the other can't.

Every department sends its workbook and the report that it publishes: one submission in two shapes. In a document there
is no place for indicators and explanations, and its words are a report's, so only the figures that both can hold are
compared there.
"""

from collections.abc import Iterable, Iterator, Mapping

from disclosure_batch.form.model import Figure, Form
from disclosure_batch.intake.filing import UNREADABLE, Filing, Origin, Slip


def is_report(filing: Filing) -> bool:
    """Whether it is a document that has no place for all of the form; a workbook made after ours has."""
    return filing.origin is Origin.LABELS and bool(filing.absent)


def in_two_shapes(one: Filing, other: Filing) -> bool:
    """Whether one of them is a workbook with all of the form, and the other a report."""
    return is_report(one) is not is_report(other)


def differing(one: Filing, other: Filing, form: Form) -> tuple[str, ...]:
    """The fields in which two submissions differ, dates and signatures aside."""
    if in_two_shapes(one, other):
        unheard = without_place(one) | without_place(other)
        return tuple(n for n in form.inputs if n not in unheard and not _same(one, other, n, form))
    words = *form.texts, *form.explanations
    differ = {name for name, a, b in zip(form.inputs, one.values, other.values, strict=True) if a != b}
    differ |= _unlike(one.slips, other.slips, one.slips.keys() | other.slips.keys())
    differ |= _unlike(one.texts, other.texts, words)
    return tuple(name for name in form.fields if name in differ)


def _unlike(one: Mapping[str, object], other: Mapping[str, object], names: Iterable[str]) -> set[str]:
    return {name for name in names if one.get(name) != other.get(name)}


def _same(one: Filing, other: Filing, name: str, form: Form) -> bool:
    """Whether two documents state the same of a figure; what one leaves blank is the 0 of the other."""
    return (_read(one, name, form) or 0) == (_read(other, name, form) or 0)


def _read(filing: Filing, name: str, form: Form) -> Figure | str | None:
    """The figure; what stands in its place where it can't be read."""
    typed = filing.slips.get(name)
    return typed.raw if typed and typed.slip in UNREADABLE else filing.value(form, name)


def without_place(filing: Filing) -> set[str]:
    """Of these nothing is known: the document has no cell for them, or one for several."""
    return {*filing.absent, *(name for name, typed in filing.slips.items() if typed.slip is Slip.UNCERTAIN)}


def holds_all(one: Filing, other: Filing, form: Form) -> bool:
    """Whether the one is the same submission in another shape, and states every figure of the other."""
    if not in_two_shapes(one, other) or differing(one, other, form):
        return False
    return not any(only_in(other, one, form))


def only_in(one: Filing, other: Filing, form: Form) -> Iterator[str]:
    """The figures that the one states, and for which the other has no place; a 0 is none."""
    lacking = without_place(other)
    return (name for name, value in zip(form.inputs, one.values, strict=True) if value and name in lacking)


def loses(later: Filing, earlier: Filing, form: Form) -> bool:
    """Whether figures that no rule asks for were lost on the way to the later one: those that no table has to have."""
    return any(not form.fields[name].required for name in only_in(earlier, later, form))
