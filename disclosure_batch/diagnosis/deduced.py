"""What follows from figures in an office's own words: they have a sum and all of its parts but one."""

from collections.abc import Iterator, Mapping

from disclosure_batch.form.model import Figure, Form
from disclosure_batch.intake.filing import Filing


def deduced(filing: Filing, text: Mapping[str, Figure], form: Form) -> dict[str, Figure]:
    """Typed field -> the figure that is left for it, where that is another than the table's; never one below 0."""
    return dict(found for total in form.derived if total in text for found in _left_for(total, filing, text, form))


def _left_for(total: str, filing: Filing, text: Mapping[str, Figure], form: Form) -> Iterator[tuple[str, Figure]]:
    """The one part of which the words say nothing and the table does; of the others it has 0."""
    parts = form.fields[total].parts
    told = [part for part in parts if part in text]
    others = [part for part in parts if part not in text and filing.stands(form, part)]
    left = text[total] - sum(text[part] for part in told)
    if told and len(others) == 1 and others[0] in form.position and 0 <= left != filing.value(form, others[0]):
        yield others[0], left
