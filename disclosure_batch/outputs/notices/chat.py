"""What is told by chat: to the group names alone (Overview.chat), to each unit its own matters in its private chat."""

from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.names import shown
from disclosure_batch.outputs.notices.words import (
    FOLLOW,
    closing,
    contact,
    could_not_be_read,
    numbered_lines,
    opening,
    opening_of_correction,
    to_fill_anew,
    what_to_do,
)
from disclosure_batch.outputs.overview import PERHAPS, Group, Overview
from disclosure_batch.outputs.standing import is_blank
from disclosure_batch.papers import UNCLEAR


def of_group(group: Group, result: Consolidation, copy: str) -> str:
    """What a unit has to mend and to verify; copy: the name of the workbook that goes with it."""
    lines = [f"{shown(group.state.unit.name)}：{opening(group, result)}"]
    findings = [*group.to_tell, *group.asks]
    if len(findings) > 1 or not is_blank(group.state, result.form):  # else the opening has said it
        lines += numbered_lines([what_to_do(finding, group, result) for finding in findings])
    if copy:
        lines.append(_which_copy(group, copy))
    return _text(*lines, closing(group, result), contact(result))


def _which_copy(group: Group, name: str) -> str:
    if could_not_be_read(group):
        return f"也可以直接填随附的空白表“{name}”。"
    return f"请直接{'填' if to_fill_anew(group) else '改'}随附的“{name}”。"


def of_correction(state: UnitState, seen: Overview) -> str:
    made = numbered_lines([f"{shown(decision.said)}。" for decision in seen.corrections[state.unit.key]])
    opened = f"{shown(state.unit.name)}：{opening_of_correction(state, seen)}"
    return _text(opened, *made, FOLLOW, contact(seen.result))


def of_missing(state: UnitState, asked: tuple[str, str], result: Consolidation) -> str:
    """What a unit is asked that has sent nothing to be mended; asked: why, and what it is asked to do."""
    why, request = asked
    stands = why if why != PERHAPS else UNCLEAR
    return _text(f"{shown(state.unit.name)}：{result.year}年{result.form.title}{stands}。{request}", contact(result))


def _text(*lines: str) -> str:
    return "\n".join(filter(None, lines)) + "\n"
