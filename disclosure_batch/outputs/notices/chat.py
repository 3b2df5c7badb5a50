"""群发文字.txt: a text for the group chat, and a few lines for each unit that has to do or to know something."""

from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.names import shown
from disclosure_batch.outputs.notices.words import (
    FOLLOW,
    closing,
    office_of,
    opening,
    opening_of_correction,
    what_to_do,
)
from disclosure_batch.outputs.overview import Group, Overview
from disclosure_batch.outputs.standing import is_blank


def messages(seen: Overview) -> str:
    """All of them, a blank line between any two."""
    to_mend = [_to_mend(group, seen.result) for group in seen.to_mend if group.state]
    corrected = [_corrected(state, seen) for state in seen.only_corrected]
    return "\n\n".join(filter(None, (seen.chat, *to_mend, *corrected))) + "\n"


def _to_mend(group: Group, result: Consolidation) -> str:
    lines = [f"{shown(group.state.unit.name)}：{opening(group, result)}"]
    if len(group.errors) > 1 or not is_blank(group.state, result.form):  # else the opening has said it
        office = office_of(group, result)
        lines += [f"{number}. {what_to_do(finding, office)}" for number, finding in enumerate(group.errors, 1)]
    if group.warnings:
        lines.append(f"另有 {len(group.warnings)} 处请核实，见退改通知。")
    return "\n".join([*lines, closing(group, result)])


def _corrected(state: UnitState, seen: Overview) -> str:
    lines = [f"{n}. {shown(decision.said)}。" for n, decision in enumerate(seen.corrections[state.unit.key], 1)]
    return "\n".join([f"{shown(state.unit.name)}：{opening_of_correction(state, seen)}", *lines, FOLLOW])
