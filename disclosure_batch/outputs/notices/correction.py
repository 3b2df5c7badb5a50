"""更正告知: to a unit that has nothing to send again, which of its figures were corrected, and why."""

from typing import TYPE_CHECKING

from disclosure_batch.decisions.decision import Decision
from disclosure_batch.form.model import Form
from disclosure_batch.merge import UnitState
from disclosure_batch.outputs.notices.letter import add_paragraph, add_table, new_letter
from disclosure_batch.outputs.notices.words import FOLLOW, opening_of_correction
from disclosure_batch.outputs.overview import Overview
from disclosure_batch.text import plain

if TYPE_CHECKING:
    from docx.document import Document

HEADS = ("序号", "在哪里", "单位填的", "更正为", "理由和决定人")
WIDTHS = (13, 52, 21, 21, 49)  # millimetres


def correction(state: UnitState, seen: Overview) -> "Document":
    letter, result = new_letter(), seen.result
    add_paragraph(letter, "更正告知", "Title")
    add_paragraph(letter, f"{state.unit.name}：", "Body Text")
    add_paragraph(letter, opening_of_correction(state, seen), "Body Text First Indent")
    made = enumerate(seen.corrections[state.unit.key], 1)
    add_table(letter, HEADS, WIDTHS, [_row(number, decision, result.form) for number, decision in made])
    add_paragraph(letter, FOLLOW, "Closing")
    if result.body.name:
        add_paragraph(letter, result.body.name, "Signature")
    return letter


def _row(number: int, decision: Decision, form: Form) -> tuple[str, ...]:
    """Where, from what to what, why, and who says so."""
    entry = decision.entry
    where = decision.does or f"“{decision.sheet}”\n{decision.cell} {form.fields[decision.field].name}"
    why = f"{entry.reason}\n{entry.by} {entry.date}".strip()
    return str(number), where, decision.stood.strip("“” "), plain(decision.corrected), why
