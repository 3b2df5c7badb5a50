"""T on submissions: what an editor finds in the words that an office sent, as warnings: a text keeps nothing out."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from disclosure_batch.findings import Finding, Reader, Severity, Spot, Words, say, words
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.intake.submission import Submission
from disclosure_batch.names import shortened
from disclosure_batch.roster import Unit
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.texts.paper import Paper, Remark, TextRule, mended
from disclosure_batch.rules.texts.structure import ALIKE, NEARLY_ALL, WORTH
from disclosure_batch.sentences.passages import SUBHEAD, headings
from disclosure_batch.sentences.terms import Known

MOST = 5  # findings of one rule about one office; how many there are besides is said in the last
MOST_OWNERS = 50  # of a sentence that so many offices have no more are compared
LONGEST = 60  # characters of a sentence that is shown
TOTALS = "各单位合计"
TITLE = "{name}{year}年政府信息公开工作年度报告"


@dataclass(frozen=True, slots=True)
class InWords:
    """A remark on the words of a submission. others: how many more there are of the kind."""

    about: object
    spot: Spot
    sentence: str
    others: int = 0


@words(InWords)
def _(about: InWords, finding: Finding, reader: Reader) -> Words:
    told = say(about.about, finding, reader)
    sentence = f"原句：“{about.sentence}”" if about.sentence else ""
    others = f"这样的还有 {about.others} 处。" if about.others else ""
    return replace(told, wrong=f"{about.spot}：{told.wrong}", more=f"{told.more}{sentence}{others}", suggestion=None)


def said_of_submissions(case: Case, rules: Sequence[TextRule]) -> Iterator[Finding]:
    """What the rules about texts say of the words of each submission that counts."""
    asked = [rule for rule in rules if rule.of_submissions]
    for i, submission in enumerate(case.current):
        sent = sent_by(submission, case)
        if sent and case.comparable[i] and not submission.filing.parts:
            paper = _paper(case, i, submission.unit, sent)
            whole = _of_all(case, submission.unit, paper) if case.speaks_for_all(submission) else paper
            for rule in asked:
                remarks = _remarks(rule, whole, paper)
                yield from _some([_finding(case, submission, sent, whole, one) for one in remarks])
    yield from like_others(case)


def _some(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The first few; the last of them says how many there are besides."""
    others = len(findings) - MOST
    shown = list(findings[:MOST])
    if others > 0:
        shown[-1] = replace(shown[-1], about=replace(shown[-1].about, others=others))
    yield from shown


def _finding(case: Case, submission: Submission, sent: "Sent", paper: Paper, remark: Remark) -> Finding:
    start = remark.start or 0
    field, sentence = sent.field_at(start), paper.sentence_at(start)
    said = "" if sentence in headings(case.form) else shortened(sentence, LONGEST)
    about = InWords(remark.about, case.spot(submission, field), said)
    severity = Severity.WARNING if remark.severity is Severity.ERROR else remark.severity
    more = {"value": remark.value, "expected": remark.expected, "severity": severity, "rule": remark.rule}
    return case.finding(submission, about, field, **more)


def _paper(case: Case, i: int, unit: Unit, sent: "Sent") -> Paper:
    last_year = case.last_year.of_unit(unit.key) if case.last_year else {}
    return Paper(
        sent.lines,
        case.form,
        case.year,
        Known(case.form, _figures(case, i), last_year),
        names=(unit.name, *unit.aliases),
        indicators_in="表",
    )


def _of_all(case: Case, unit: Unit, paper: Paper) -> Paper:
    """The words of a unit that adds up others, which are the report's, held against its totals."""
    totals = {name: None if n is None else Decimal(str(n)) for name, n in case.totals_of(unit).items()}
    return replace(paper, known=Known(case.form, totals), tables_in=TOTALS, indicators_in=TOTALS)


def _remarks(rule: TextRule, whole: Paper, own: Paper) -> Sequence[Remark]:
    """What a rule says; of words that speak for all what it says however they are meant, of all or of the office."""
    remarks = list(rule.remarks(whole))
    if whole is own:
        return remarks
    either = {remark.start for remark in rule.remarks(own)}
    return [remark for remark in remarks if remark.start in either]


def _figures(case: Case, i: int) -> Mapping[str, Figure | None]:
    """What the submission states; a blank is 0 where it is one, an indicator that is not stated is not known."""
    readable, stated, now = case.readable.row(i), case.figures.stated.row(i), case.now.row(i)
    required = {name: case.form.fields[name].required for name in now}
    sure = {name: readable[name] and (required[name] or stated[name]) for name in now}
    return {name: Decimal(str(figure)) if sure[name] else None for name, figure in now.items()}


# ---------------------------------------------------------------- the same words as another office's


@dataclass(frozen=True, slots=True)
class LikeAnother:
    """The share of a section's words that another office has, too."""

    heading: str
    share: float
    other: str


@words(LikeAnother)
def _(about: LikeAnother, finding: Finding, reader: Reader) -> Words:
    wrong = f"“{about.heading}”有 {about.share:.0%} 的文字与{about.other}的相同。"
    return mended(wrong, "请按本单位的情况重写。")


def like_others(case: Case) -> Iterator[Finding]:
    """T009 among submissions: sections that another office has nearly word for word, with other figures."""
    said = [list(_sentences(submission, case.form)) for submission in case.current]
    owners: dict[tuple[str, str], list[int]] = {}
    for i, sections in enumerate(said):
        for heading, sentences in sections:
            for sentence in set(sentences):
                owners.setdefault((heading, sentence), []).append(i)
    for i, sections in enumerate(said):
        for heading, sentences in sections:
            other, share = _likest(case, i, heading, sentences, owners)
            if other is not None and share > ALIKE:
                yield _like(case, case.current[i], LikeAnother(heading, share, case.current[other].unit.name))


def _like(case: Case, submission: Submission, about: LikeAnother) -> Finding:
    severity = Severity.WARNING if about.share >= NEARLY_ALL else Severity.NOTICE
    field = next(name for name in case.form.texts_of_sections[about.heading] if name in submission.filing.texts)
    said = InWords(about, case.spot(submission, field), "")
    return case.finding(submission, said, field, rule="T009", severity=severity)


def _sentences(submission: Submission, form: Form) -> Iterator[tuple[str, Sequence[str]]]:
    """The sentences of each section that is long enough, without figures and the office's own name."""
    names = "|".join(map(re.escape, (submission.unit.name, *submission.unit.aliases)))
    for heading, fields in form.texts_of_sections.items():
        text = "。".join(submission.filing.texts.get(name, "") for name in fields)
        if len(text) < WORTH:
            continue
        sentences = [re.sub(rf"\d|\s|{names}", "", sentence) for sentence in re.split(r"[。；;！？\n]", text)]
        if sum(map(len, sentences)) >= WORTH:
            yield heading, [sentence for sentence in sentences if sentence]


def _likest(
    case: Case, i: int, heading: str, sentences: Sequence[str], owners: Mapping[tuple[str, str], Sequence[int]]
) -> tuple[int | None, float]:
    """The office that has most of these sentences, and their share; U005 speaks of one with the same figures."""
    counts: Counter[int] = Counter()
    for sentence in sentences:
        for other in owners[heading, sentence][:MOST_OWNERS]:
            if other != i and case.current[other].filing.values != case.current[i].filing.values:
                counts[other] += len(sentence)
    other, same = max(counts.items(), key=lambda one: (one[1], -one[0]), default=(None, 0))
    return other, same / (sum(map(len, sentences)) or 1)


# ---------------------------------------------------------------- the words as a report


@dataclass(frozen=True, slots=True)
class Sent:
    """The words of a submission under the headings of a report. fields: of which text field each line is."""

    lines: Sequence[str]
    fields: Sequence[str]

    def field_at(self, place: int) -> str:
        """The text field whose words stand at a place of the whole."""
        starts = list(accumulate((len(line) + 1 for line in self.lines), initial=0))
        return self.fields[min(bisect_right(starts, place) - 1, len(self.fields) - 1)]


def sent_by(submission: Submission, case: Case) -> Sent | None:
    """None where nothing is said."""
    texts, form = submission.filing.texts, case.form
    said = [name for name in form.texts if texts.get(name, "").strip()]
    if not said:
        return None
    lines = [(TITLE.format(name=submission.unit.name, year=case.year), said[0])]
    for heading, names in form.texts_of_sections.items():
        lines.append((heading, names[0]))
        for name in names:
            label = form.fields[name].row_label
            lines += [(label, name)] if name in said and SUBHEAD.match(label) else []
            lines += [(line, name) for line in texts.get(name, "").split("\n") if line.strip()]
    return Sent(*map(tuple, zip(*lines, strict=True)))
