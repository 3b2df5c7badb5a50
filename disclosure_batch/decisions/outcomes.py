"""What became of each decision: it applies, is not needed any more, or what keeps it from being carried out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from disclosure_batch.decisions.corrections import DecisionRefused, field_at, figure_of, sum_of
from disclosure_batch.decisions.decision import FINGERPRINT, MENDED, Decision, DecisionOutcome, Entry, Identity, Word
from disclosure_batch.decisions.desk import Desk
from disclosure_batch.decisions.lines import as_cell
from disclosure_batch.text import plain

UNFIT = "这份表不能作准，请先改好它自己的问题"
ANEW = "请在新列出的那一行重新决定"


def outcomes_of(desk: Desk) -> Iterator[Decision]:
    """Every typed line and what became of it, in the order of the file; of lines that say the same one applies."""
    decisions = [_decision(entry, desk) for entry in desk.entries if entry.typed]
    first: dict[tuple, Decision] = {}
    for decision in filter(lambda decision: decision.applied, decisions):
        for content in _contents(decision):
            first.setdefault(content, decision)
    for decision in decisions:
        same = next((first[content] for content in _contents(decision) if content in first), decision)
        if same is not decision:
            decision = _as_listed(decision.entry, DecisionOutcome.GONE, f"与{same.entry.at}相同")
        yield decision


def _contents(decision: Decision) -> Iterator[tuple]:
    """What a line says of its finding, as typed and as understood; a copied one says the same, whatever its reason."""
    entry = decision.entry
    yield entry.line.identity, entry.word, entry.target, entry.figure
    if decision.corrects:
        yield entry.line.identity, entry.word, decision.field, decision.corrected
    if decision.whose:
        yield entry.line.identity, entry.word, decision.whose.key


def _decision(entry: Entry, desk: Desk) -> Decision:
    identity = entry.line.identity
    if identity in desk.seen and (other := desk.contradicted.get(entry)):
        why = f"与{other.at}是同一问题，那里写的是“{other.word}”，两条不一致，都没有执行"
        return _as_listed(entry, DecisionOutcome.FAULTY, why)
    if entry in desk.judged:
        return _with_result(desk.judged[entry], desk)
    return desk.judge(entry, desk.standing[identity]) if identity in desk.standing else _overtaken(entry, desk)


def _with_result(decision: Decision, desk: Desk) -> Decision:
    """What has come of one that was carried out, as far as it is not what was meant."""
    if decision.applied and decision.word is Word.COUNTS:
        return decision if _counts(decision, desk) else replace(decision, outcome=DecisionOutcome.FAULTY, remark=UNFIT)
    if not decision.corrects:
        return decision
    form, filing = desk.case.form, desk.facts.corrected(decision.unit)
    if decision.field in form.derived and (total := sum_of(filing, decision.field, form)) != decision.corrected:
        return replace(decision, corrected=total, remark=f"其他数字更正后，各项之和是 {plain(total)}")
    return replace(decision, remark="更正后这一问题仍在") if decision.entry.line.identity in desk.standing else decision


def _counts(decision: Decision, desk: Desk) -> bool:
    submission, file = desk.facts.current.get(decision.unit), desk.seen[decision.entry.line.identity].file
    return submission is not None and submission.reading.path == file


def _as_listed(entry: Entry, outcome: DecisionOutcome, remark: str) -> Decision:
    """A decision without its finding: what the file says of it."""
    line = entry.line
    listed = {"sheet": line.sheet, "cell": line.cell, "value": line.stands, "expected": line.other}
    return Decision(entry, outcome, remark, **{name: said or None for name, said in listed.items()})


# ---------------------------------------------------------------- of a finding that is not there (any more)


def _overtaken(entry: Entry, desk: Desk) -> Decision:
    line = entry.line
    if entry.fault or not line.key:
        return _as_listed(entry, DecisionOutcome.FAULTY, entry.fault or "没有编号，认不出是哪个问题；请写在工具列出的行里")
    if line.unit and line.unit not in desk.facts.lines.units:
        return _as_listed(entry, DecisionOutcome.GONE, f"名册和收到的表里都没有“{line.unit}”这个单位")
    if now := [identity for identity in desk.standing if identity[0] == line.key]:
        return _of_other_figures(entry, now, desk)
    if line.identity in desk.seen:
        return _as_listed(entry, DecisionOutcome.GONE, MENDED)
    return _of_no_finding(entry, desk)


def _of_other_figures(entry: Entry, now: Sequence[Identity], desk: Desk) -> Decision:
    """What was decided of a finding that now speaks of other figures."""
    if any(identity in desk.typed for identity in now):
        return _as_listed(entry, DecisionOutcome.GONE, "数字已变，已按新的数字另作决定")
    if entry.line.stands.startswith(FINGERPRINT):
        return _as_listed(entry, DecisionOutcome.CHANGED, f"作决定以后，这份表换过，或该单位又报来一份，{ANEW}")
    was, is_ = (_figures_of(identity) for identity in (entry.line.identity, now[0]))
    return _as_listed(entry, DecisionOutcome.CHANGED, f"决定时是 {was}，现在是 {is_}，{ANEW}")


def _figures_of(identity: Identity) -> str:
    _, stands, other = identity
    return f"{stands or '空白'}{f'（{other}）' if other else ''}"


def _of_no_finding(entry: Entry, desk: Desk) -> Decision:
    line = entry.line
    if line.unit and line.unit not in desk.facts.current:
        return _as_listed(entry, DecisionOutcome.ABSENT, f"现在没有“{line.name or line.unit}”可以采用的表，有了以后这条决定仍可生效")
    differs = _reported_otherwise(entry, desk)
    return _as_listed(entry, DecisionOutcome.CHANGED if differs else DecisionOutcome.GONE, differs or "这一问题已不存在")


def _reported_otherwise(entry: Entry, desk: Desk) -> str:
    """Where a figure was to be corrected, the finding is gone, and the office now reports another one than that."""
    submission = desk.facts.current.get(entry.line.unit)
    if entry.word != Word.CORRECT or submission is None:
        return ""
    form, line = desk.case.form, entry.line
    target = entry.target or line.cell
    name = field_at(target, line.sheet, submission.filing, form) if target else None
    try:
        figure = figure_of(entry, form.fields[name], form) if name in form.position else None
    except DecisionRefused:
        return ""
    stands = submission.filing.value(form, name) if figure is not None else None
    if figure in (None, stands):
        return ""
    return f"这一问题已不存在，但单位现在填的是 {as_cell(stands) or '空白'}，不是更正值 {plain(figure)}，按单位填的计入，请核实"
