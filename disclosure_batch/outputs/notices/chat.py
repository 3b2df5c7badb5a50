"""What is told by chat: to the group names alone (Overview.chat), to each unit its own matters in its private chat."""

from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.names import shown
from disclosure_batch.outputs.notices.reply import Reply, opening, to_do
from disclosure_batch.outputs.notices.words import FOLLOW, contact, numbered_lines, opening_of_correction, what_to_do
from disclosure_batch.outputs.overview import PERHAPS, Group, Overview
from disclosure_batch.outputs.standing import is_blank
from disclosure_batch.papers import UNCLEAR


def of_group(group: Group, reply: Reply, result: Consolidation) -> str:
    """What a unit has to mend and to verify: first what to do, then where."""
    findings = [*group.to_tell, *group.asks]
    said = len(findings) == 1 and is_blank(group.state, result.form)  # by the opening
    lines = [] if said else numbered_lines([what_to_do(finding, group, result) for finding in findings])
    opened = f"{shown(group.state.unit.name)}：{opening(group, reply, result)}"
    return _text(opened, to_do(group, reply, result), *lines, contact(result))


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
