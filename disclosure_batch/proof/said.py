"""What a proofread report says of itself: on the screen, grouped, errors first; for programs as JSON."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Form
from disclosure_batch.names import shortened, shown
from disclosure_batch.outputs.manifest import as_json, finding_account
from disclosure_batch.proof.proof import LocatedFinding, Proof
from disclosure_batch.rules.rulebook import rules_of

LONGEST = 90  # characters of a sentence on the screen


def account_as_json(done: Proof) -> str:
    """`--format json`: the findings in the shape of the manifest, with sentence and words; then the figures."""
    return as_json({"findings": [_finding(note) for note in done.notes], "figures": done.figures})


def _finding(note: LocatedFinding) -> dict[str, Any]:
    return {**finding_account(note.finding), "sentence": note.sentence, "quote": note.quote}


def lines(done: Proof, everything: bool) -> Iterator[str]:
    """What the screen says. everything: the figures that were left alone, too."""
    yield head_of(done)
    yield from unread_of(done)
    for severity, notes in groupby(done.notes, key=lambda note: note.finding.severity):
        some = list(notes)
        yield ""
        yield f"{severity.word}（{len(some)} 处）"
        for note in some:
            yield from _note(note, done.report.form)
    yield ""
    yield from _figures(done, everything)


def unread_of(done: Proof) -> list[str]:
    return [f"没有核对：{why}。这不是报告的问题。" for why in done.unread]


def head_of(done: Proof) -> str:
    name = shown(done.report.name) or "（标题没有写明单位）"
    year = f"{done.report.year}年" if done.report.year else "（没有写明年度）"
    counts = [
        f"{severity.word} {number} 处"
        for severity in Severity
        if (number := sum(n.finding.severity is severity for n in done.notes))
    ]
    return f"“{shown(done.report.path.name)}”：{name}{year}年度报告，{'，'.join(counts) or '没有发现问题'}。"


def _note(note: LocatedFinding, form: Form) -> Iterator[str]:
    finding = note.finding
    yield f"  {finding.rule}  {shown(_placed(finding))}"
    if note.sentence:
        yield f"        原句：{_with_mark(note)}"
    yield f"        依据：{source(finding.rule, form)}"


def _placed(finding: Finding) -> str:
    """What is found, with the table and its cell before it, each said once."""
    if not finding.cell or finding.cell in finding.message:
        return finding.message
    sheet = f"“{finding.sheet}”"
    return f"{sheet}{finding.cell}：{finding.message.removeprefix(sheet)}"


def _with_mark(note: LocatedFinding) -> str:
    """The sentence around the words, which stand between brackets."""
    if note.quote not in note.sentence:  # a heading, and all that stands below it
        return f"【{shown(note.sentence)}】"
    before, words, after = note.sentence.partition(note.quote)
    room = max(LONGEST - len(words), 20) // 2
    return shown(
        f"{'…' if len(before) > room else ''}{before[-room:]}【{words}】{after[:room]}{'…' if len(after) > room else ''}"
    )


def source(code: str, form: Form) -> str:
    """What a rule rests on, as its page has it."""
    page = rules_of(form)[code].page
    return next(
        (line.removeprefix("依据：").rstrip("。") for line in page.splitlines() if line.startswith("依据：")), ""
    )


def _figures(done: Proof, everything: bool) -> Iterator[str]:
    counts = done.figures
    differ = counts["bound"] - counts["agreed"]
    bound = f"能核对的 {counts['bound']} 个，其中相符 {counts['agreed']} 个、不符 {differ} 个"
    hint = "" if everything or not counts["left"] else "（加 --all 列出）"
    yield f"正文里的数：共 {counts['found']} 个，{bound}；没有可核对的 {counts['left']} 个{hint}。"
    if everything:
        for mention in done.paper.bound.left:
            figure = mention.figure
            said = done.paper.sentence_at(figure.start)
            yield f"  {done.paper.whole[figure.start : figure.stop]}    {shortened(said, LONGEST)}"
