"""更正告知: to a unit that has nothing to send again, which of its figures were corrected, and why."""

from disclosure_batch.decisions.decision import Decision
from disclosure_batch.form.model import Form
from disclosure_batch.merge import UnitState
from disclosure_batch.outputs.notices.letter import Letter
from disclosure_batch.outputs.notices.words import FOLLOW, opening_of_correction
from disclosure_batch.outputs.overview import Overview
from disclosure_batch.text import plain

HEADS = ("序号", "在哪里", "单位填的", "更正为", "理由和决定人")
WIDTHS = (13, 52, 21, 21, 49)  # millimetres


def correction(state: UnitState, seen: Overview) -> Letter:
    letter, result = Letter(), seen.result
    letter.add_paragraph("更正告知", "Title")
    letter.add_paragraph(f"{state.unit.name}：", "Body Text")
    letter.add_paragraph(opening_of_correction(state, seen), "Body Text First Indent")
    made = enumerate(seen.corrections[state.unit.key], 1)
    letter.add_table(HEADS, WIDTHS, [_row(number, decision, result.form) for number, decision in made])
    letter.add_paragraph(FOLLOW, "Closing")
    if result.body.name:
        letter.add_paragraph(result.body.name, "Signature")
    return letter


def _row(number: int, decision: Decision, form: Form) -> tuple[str, ...]:
    """Where, from what to what, why, and who says so."""
    entry = decision.entry
    where = decision.does or f"“{decision.sheet}”\n{decision.cell} {form.fields[decision.field].name}"
    why = f"{entry.reason}\n{entry.by} {entry.date}".strip()
    return str(number), where, decision.stood.strip("“” "), plain(decision.corrected), why
