"""How well figures in sentences are bound and mistakes are found: the parts of tests/reports, apart.

    python -m benchmarks.proof                       the sums of each, the misses of known by case
    python -m benchmarks.proof --write proof.md      the same as a page, with each kind switched off once

Of all but known the page has the sums: no word and no rule may be for one of their sentences.
"""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from disclosure_batch.rules.rulebook import proofread
from disclosure_batch.rules.texts.paper import Paper, Remark
from disclosure_batch.sentences.bind import KINDS, Statements
from disclosure_batch.sentences.figures import WrittenFigure
from disclosure_batch.sentences.passages import text_of
from disclosure_batch.sentences.relation import RelationKind, StatedRelation
from tests.proofing import OF_FIELDS, Report, paper_of, reports

READ = (
    *("known", "held_out", "fresh", "later", "last", "published", "unseen", "websites", "provinces", "counties"),
    "turns",
)
NEVER_TUNED = ("first_sight", "second_sight")  # measured only: what they miss stays missed
PARTS = (*READ, *NEVER_TUNED)
OF_FIGURES = ("T001", "T002", "T003", "T011", "T016", "T017", "T018")
ELSEWHERE = ("R", "Y", "V", "L")  # families of rules that look at tables, which these reports have as figures only


@dataclass
class Score:
    """found, missed: relations by kind. wrong: bound to something else. misjudged: found, but not its truth."""

    found: Counter = field(default_factory=Counter)
    missed: Counter = field(default_factory=Counter)
    wrong: Counter = field(default_factory=Counter)
    misjudged: Counter = field(default_factory=Counter)
    right_sentences: int = 0
    sentences: int = 0
    expected: int = 0  # mistakes and other findings that have to be told
    told: int = 0
    false: Counter = field(default_factory=Counter)  # told and wrong, by rule and severity
    cases: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        right = self.found.total()
        return right / (right + self.wrong.total() or 1)

    @property
    def recall(self) -> float:
        return self.found.total() / ((self.found + self.missed).total() or 1)


def bound(report: Report, kinds: Sequence[str] = KINDS) -> Statements:
    text = text_of(report.lines, report.form, report.data["year"], report.data["body"])
    return Statements(text, report.known, kinds)


def score(which: str, kinds: Sequence[str] = KINDS, findings: bool = True) -> Score:
    total = Score()
    for report in reports(which):
        _relations(report, bound(report, kinds).relations, total)
        if findings:
            _findings(report, proofread(paper_of(report)), total)
    return total


# ---------------------------------------------------------------- relations


def _relations(report: Report, relations: Sequence[StatedRelation], total: Score) -> None:
    touched: set[int] = set()
    bad: set[int] = set()
    for entry in report.data.get("relation", ()):
        for place, found in _judged(report, entry, relations) if entry["kind"] != "outside" else ():
            sentence = _sentence(report, place)
            touched.add(sentence)
            (total.found if found else total.missed)[entry["kind"]] += 1
            if found is None or found.holds != entry["holds"]:
                bad.add(sentence)
                total.misjudged[entry["kind"]] += found is not None
                what = "missed" if found is None else "taken to hold" if found.holds else "taken to fail"
                total.cases.append(f"{report.name}: {what}: {entry['kind']} “{entry['quote']}”")
    for relation, why in _wrong(report, relations):
        total.wrong[relation.kind.value] += 1
        bad.add(_sentence(report, _place(relation)))
        written = "、".join(figure.written for figure in relation.figures)
        total.cases.append(f"{report.name}: {why}: {relation.kind} {written}")
    total.right_sentences += len(touched - bad)
    total.sentences += len(touched | bad)


def _sentence(report: Report, place: int) -> int:
    """The sentence in which something stands, by where it begins."""
    return max(report.text.rfind(mark, 0, place) for mark in "。\n！？")


def _place(relation: StatedRelation) -> int:
    figures = [*relation.figures, *relation.beside]
    return figures[0].start if figures else relation.span[0]


def _judged(
    report: Report, entry: dict, relations: Sequence[StatedRelation]
) -> Iterator[tuple[int, StatedRelation | None]]:
    """Where a relation of the corpus stands (of a list each figure), and the one found that is the same."""
    kind, starts, place = entry["kind"], report.starts(entry), report.place(entry["quote"])
    if kind == "list":
        yield from _of_list(report, entry, starts, relations)
    elif kind in OF_FIELDS:
        yield starts[0], _same_fields(report, starts[0], entry["of"], relations)
    elif kind == "all_words":
        yield place, _same_words(report, entry, relations)
    elif kind == "sum_in_sentence":
        yield place, _same_sum(entry, starts, relations)
    elif kind == "same_subject":
        wanted = {starts[0], *(report.place(of) for of in entry["of"][:1] if of in report.text)}
        same = (r for r in relations if r.kind is RelationKind.SAME_SUBJECT)
        yield starts[0], next((r for r in same if wanted & {f.start for f in (*r.figures, *r.beside)}), None)
    else:
        same = (r for r in relations if r.kind.value == kind)
        yield place, next((r for r in same if _stands_at(report, r, entry, starts)), None)


def _stands_at(report: Report, relation: StatedRelation, entry: dict, starts: Sequence[int]) -> bool:
    if starts:
        return bool(relation.figures) and relation.figures[0].start == starts[0]
    return _overlap(relation.span, report.place(entry["quote"]), len(entry["quote"]))


def _of_list(report: Report, entry: dict, starts: Sequence[int], relations: Sequence[StatedRelation]):
    for start, of, figure in zip(starts, entry["of"], entry["figures"], strict=True):
        found = _same_fields(report, start, [of], relations)
        right = entry["holds"] or figure not in entry.get("wrong", ())
        yield start, found and replace(found, holds=entry["holds"] == (found.holds == right))


def _same_fields(
    report: Report, start: int, of: Sequence[str], relations: Sequence[StatedRelation]
) -> StatedRelation | None:
    wanted = report.canonical(report.terms(of))
    here = (r for r in relations if r.kind.value in OF_FIELDS and r.figures[0].start == start)
    return next((r for r in here if report.canonical(r.terms) == wanted), None)


def _same_words(report: Report, entry: dict, relations: Sequence[StatedRelation]) -> StatedRelation | None:
    place, size = report.place(entry["quote"]), len(entry["quote"])
    wanted = report.canonical(report.terms(entry["of"]))
    if entry.get("compare") == "equal":
        wanted = report.canonical(report.terms(entry["of"][:1]))
        wanted.subtract(report.canonical(report.terms(entry["of"][1:])))
        wanted = Counter({name: count for name, count in wanted.items() if count})
    here = [r for r in relations if r.kind is RelationKind.ALL_WORDS and _overlap(r.span, place, size)]
    exact = next((r for r in here if report.canonical(r.terms) == wanted), None)
    of_the_same = (r for r in here if r.holds == entry["holds"] and set(report.canonical(r.terms)) & set(wanted))
    return exact or next(of_the_same, None)


def _same_sum(entry: dict, starts: Sequence[int], relations: Sequence[StatedRelation]) -> StatedRelation | None:
    """The same figures; or each of them held against its field, which is as good where the sum is right."""
    sums = (r for r in relations if r.kind is RelationKind.SUM_IN_SENTENCE)
    same = next((r for r in sums if {f.start for f in r.figures} == set(starts)), None)
    alone = {r.figures[0].start: r for r in relations if r.terms and len(r.figures) == 1 and r.kind.value in OF_FIELDS}
    each = [alone[start] for start in starts if start in alone]
    as_good = entry["holds"] and len(each) == len(starts) and all(r.holds for r in each)
    return same or (each[0] if as_good else None)


def _overlap(span: tuple[int, int] | None, place: int, size: int) -> bool:
    return span is not None and span[0] < place + size and place < span[1]


def _wrong(report: Report, relations: Sequence[StatedRelation]) -> Iterator[tuple[StatedRelation, str]]:
    """What was bound to another field than the corpus says, or to one where it says that there is none."""
    of, outside = _fields_of(report)
    mistakes = list(_mistakes(report))
    for relation in relations:
        if relation.kind.value in OF_FIELDS:
            place = relation.figures[0].start
            if of[place] and report.canonical(relation.terms) not in of[place]:
                yield relation, "bound to another field"
            elif not of[place] and (place in outside or not relation.holds):
                yield relation, "bound to a field"
        elif not relation.holds and not _is_about(relation, mistakes):
            yield relation, "taken to fail"


def _fields_of(report: Report) -> tuple[dict[int, list[Counter]], set[int]]:
    of: dict[int, list[Counter]] = defaultdict(list)
    outside: set[int] = set()
    for entry in report.data.get("relation", ()):
        starts = report.starts(entry)
        if entry["kind"] == "outside":
            outside.update(starts)
        elif entry["kind"] in OF_FIELDS:
            said = [[one] for one in entry["of"]] if entry["kind"] == "list" else [entry["of"]]
            for start, terms in zip(starts, said, strict=False):
                of[start].append(report.canonical(report.terms(terms)))
    return of, outside


def _mistakes(report: Report) -> Iterator[tuple[int, int]]:
    """Where something is wrong: place and length of the words."""
    wrong = (entry for entry in report.data.get("relation", ()) if not entry.get("holds", True))
    for entry in (*wrong, *report.data.get("finding", ())):
        if entry["quote"] in report.text:
            yield report.text.index(entry["quote"]), len(entry["quote"])


def _is_about(relation: StatedRelation, mistakes: Iterable[tuple[int, int]]) -> bool:
    figures = [*relation.figures, *relation.beside]
    spans = [(figure.start, figure.end) for figure in figures] + ([relation.span] if relation.span else [])
    return any(_overlap(span, *mistake) for mistake in mistakes for span in spans)


# ---------------------------------------------------------------- findings


def _findings(report: Report, remarks: Sequence[Remark], total: Score) -> None:
    """Each mistake has to be told once; what is told besides is false, unless it is allowed."""
    used: set[int] = set()
    for codes, quotes in _to_tell(report):
        total.expected += 1
        near = {i for i, remark in enumerate(remarks) if any(_tells(report, remark, quote) for quote in quotes)}
        told = [i for i in near if remarks[i].rule in codes]
        total.told += bool(told)
        used |= near
        if not told:
            total.cases.append(f"{report.name}: not told: {'、'.join(sorted(codes))} “{quotes[0]}”")
    for i, remark in enumerate(remarks):
        allowed = any(_allows(report, entry, remark) for entry in report.data.get("allowed", ()))
        if i not in used and not allowed:
            total.false[f"{remark.rule} {remark.severity}"] += 1
            total.cases.append(f"{report.name}: told and wrong: {remark.rule} {remark.finding.message}")


def _to_tell(report: Report) -> Iterator[tuple[set[str], list[str]]]:
    """The codes that would be right, and the words: of each mistake, which may break several relations."""
    causes: dict[object, list[dict]] = {}
    for i, entry in enumerate(report.data.get("relation", ())):
        if not entry.get("holds", True):
            causes.setdefault(entry.get("cause", i), []).append(entry)
    for entries in (*causes.values(), *([entry] for entry in report.data.get("finding", ()))):
        codes = {code for entry in entries for code in (entry["rule"], *entry.get("also", ()))}
        if not all(code.startswith(ELSEWHERE) for code in codes):
            yield codes, [entry["quote"] for entry in entries]


def _tells(report: Report, remark: Remark, quote: str) -> bool:
    if remark.start is None:
        return remark.quote == quote or (not remark.quote and quote not in report.text)
    return quote in report.text and _overlap((remark.start, remark.end), report.text.index(quote), len(quote))


def _allows(report: Report, entry: dict, remark: Remark) -> bool:
    return entry["rule"] == remark.rule and ("quote" not in entry or _tells(report, remark, entry["quote"]))


# ---------------------------------------------------------------- a slip made on purpose


def slips(part: str) -> tuple[int, int]:
    """Of the reports of a part that are right: how many figures that are held against the tables, each changed by
    one with all else left as it is, are told, and how many there are."""
    told = made = 0
    for report in reports(part):
        paper = paper_of(report)
        figures = [r.figures[0] for r in paper.bound.relations if r.kind is RelationKind.FIELD and r.holds]
        for figure in figures if report.data["case"] == "balanced" else ():
            if figure.written.isdigit():
                made += 1
                told += _is_told(paper, figure)
    return told, made


def _is_told(paper: Paper, figure: WrittenFigure) -> bool:
    """Whether something is told of it or of the sums that it is in."""
    digits = str(int(figure.written) + 1)
    lines = (paper.whole[: figure.start] + digits + paper.whole[figure.end :]).split("\n")
    before = Counter(remark.rule for remark in proofread(paper))
    after = Counter(remark.rule for remark in proofread(replace(paper, lines=lines)))
    return any(after[rule] > before[rule] for rule in OF_FIGURES)


# ---------------------------------------------------------------- what is printed


def _summary(part: str, result: Score) -> str:
    return (
        f"| {part} | {result.precision:.1%} | {result.recall:.1%} | {result.right_sentences} / {result.sentences} "
        f"| {result.told} / {result.expected} | {result.false.total()} |"
    )


def _by_kind(result: Score) -> Iterator[str]:
    yield "| kind | found | missed | wrong | its truth mistaken |\n| --- | ---: | ---: | ---: | ---: |"
    for kind in sorted(result.found | result.missed | result.wrong):
        counts = (result.found[kind], result.missed[kind], result.wrong[kind], result.misjudged[kind])
        yield f"| {kind} | {' | '.join(map(str, counts))} |"


def _without(part: str, kind: str) -> str:
    """What a kind finds alone."""
    with_all, rest = score(part, findings=False), score(part, [k for k in KINDS if k != kind], findings=False)
    return f"{with_all.found.total() - rest.found.total()}"


def page() -> str:
    scores = {part: score(part) for part in PARTS}
    head = "| part | precision by relation | recall by relation | sentences wholly right | mistakes told | false |"
    lines = [head, "| --- | ---: | ---: | ---: | ---: | ---: |", *(_summary(*pair) for pair in scores.items())]
    for part, result in scores.items():
        lines += ["", f"`{part}`:", "", *_by_kind(result)]
    lines += [
        "",
        "Relations that a kind finds alone:",
        "",
        f"| kind | {' | '.join(PARTS)} |",
        "| --- |" + " ---: |" * len(PARTS),
    ]
    lines += [f"| {kind} | {' | '.join(_without(part, kind) for part in PARTS)} |" for kind in KINDS]
    lines += [
        "",
        "Of figures that were right, each changed by one:",
        "",
        "| part | told | of |",
        "| --- | ---: | ---: |",
    ]
    lines += [f"| {part} | {' | '.join(map(str, slips(part)))} |" for part in PARTS]
    lines += ["", "`known`, case by case:", "", *(f"- {case}" for case in scores["known"].cases)]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> None:
    began = time.perf_counter()
    text = page()
    if "--write" in arguments:
        path = Path(arguments[arguments.index("--write") + 1])
        words = path.read_text(encoding="utf-8").partition("<!-- measured -->")[0]
        path.write_text(f"{words}<!-- measured -->\n\n{text}", encoding="utf-8", newline="\n")
    print(text)
    print(f"{time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
