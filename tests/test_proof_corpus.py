"""The half of tests/reports that was written beside the binder: each entry is true itself, and nearly all is found.

How the other half fares, which nothing is tuned to, stands in benchmarks/proof.md.
"""

import time
from collections.abc import Iterator
from decimal import Decimal

import pytest

from benchmarks.proof import NEVER_TUNED, PARTS, score
from disclosure_batch.rules.rulebook import proofread
from disclosure_batch.rules.texts.paper import Paper
from disclosure_batch.sentences.figures import TextLine, quantities_in
from disclosure_batch.sentences.relation import agrees
from disclosure_batch.sentences.terms import terms_of
from tests.proofing import OF_FIELDS, Report, paper_of, reports

KNOWN = list(reports("known"))
PAGE = 22 * 28  # characters


def figure_at(report: Report, start: int):
    """The figure of the text whose digits begin there."""
    line = report.text.rfind("\n", 0, start) + 1
    end = report.text.find("\n", start)
    said = TextLine(report.text[line : end if end >= 0 else None], line)
    return next(figure for _, _, figure in quantities_in(said) if figure.start == start)


def value(report: Report, said: str) -> Decimal:
    """What a term of the corpus comes to: a field, a number as written, or several with signs between them."""
    if said.replace(" ", "").replace("+", "").replace("-", "").replace(".", "").isdigit():
        return sum((Decimal(word) for word in said.replace("- ", "-").replace("+ ", "").split()), Decimal(0))
    return report.known.value(terms_of(said, report.form))


def really(report: Report, entry: dict) -> Iterator[bool]:
    """Whether a relation of the corpus holds, derived from its fields."""
    kind, of = entry["kind"], entry.get("of", ())
    figures = [figure_at(report, start) for start in report.starts(entry)] if kind != "all_words" else []
    if kind in OF_FIELDS:
        unit = report.form.fields[report.terms(of)[0].field].unit
        yield agrees(figures[0], sum(value(report, one) for one in of), unit)
    elif kind == "sum_in_sentence":
        whole, *parts = (figure.value for figure in figures)
        yield whole == sum(parts) or (len(parts) == 1 and parts[0] <= whole)
    elif kind == "remainder":
        yield figures[0].value == value(report, of[0]) - sum(value(report, one) for one in of[1:])
    elif kind == "share":
        part, whole = (value(report, one) for one in of)
        yield abs(part / whole * 100 - figures[0].value) <= figures[0].step / 2
    elif kind == "year_on_year":
        now, before = (value(report, one) for one in of)
        yield change(entry, now, before, figures[0].value)
    elif kind == "all_words":
        values = [value(report, one) for one in of]
        yield len(set(values)) == 1 if entry.get("compare") == "equal" else not any(values)


def change(entry: dict, now: Decimal, before: Decimal, said: Decimal) -> bool:
    compare = entry.get("compare")
    if compare in ("difference", "percentage points"):
        up = not any(word in entry["quote"] for word in ("减少", "下降", "少", "回落"))
        return said == now - before if up else said == before - now
    if compare == "ratio":
        return said == now / before
    if compare == "times":
        return said == (now - before) / before
    return abs(abs(now - before) / before * 100 - said) < Decimal("0.06")


@pytest.mark.parametrize("report", KNOWN, ids=lambda report: report.name)
def test_what_the_corpus_says_is_so(report: Report):
    """Each relation holds or fails as it says, by its own fields; each quote stands once in the text."""
    for entry in report.data.get("relation", ()):
        assert entry["quote"] in report.text
        for holds in really(report, entry):
            assert holds == entry["holds"], entry
    for entry in (*report.data.get("silent", ()), *report.data.get("relation", ())):
        report.starts(entry)


def test_half_are_contradictions_and_half_are_traps():
    cases = [report.data["case"] for report in KNOWN]
    assert len(cases) >= 60 and min(cases.count(case) for case in set(cases)) >= len(cases) * 0.45


def test_nearly_all_is_found_and_nothing_false_is_told():
    result = score("known")
    assert result.precision >= 0.995 and result.recall >= 0.97, result.cases
    assert result.false.total() == 0 and result.told >= result.expected - 1, result.cases


@pytest.mark.parametrize("part", NEVER_TUNED)
def test_a_part_never_tuned_to_is_half_traps_and_can_be_scored(part: str):
    """How it fares is measured in benchmarks/proof.md: to ask for more here would be to tune to it."""
    parts = list(reports(part))
    cases = [report.data["case"] for report in parts]
    assert cases.count("contradiction") == cases.count("balanced") == len(cases) / 2
    for report in parts:
        findings, relations = report.data.get("finding", []), report.data["relation"]
        for entry in (*relations, *report.data.get("silent", ())):
            report.starts(entry)
        if report.data["case"] == "contradiction":
            assert findings or not all(entry.get("holds", True) for entry in relations), report.name


@pytest.mark.parametrize("part", [part for part in PARTS if part not in ("known", "held_out", "second_sight")])
def test_no_figure_is_accused_falsely(part: str):
    """A proofreader that cries wolf is switched off; what of these parts is found stands in benchmarks/proof.md."""
    result = score(part)
    assert not [told for told in result.false if told.endswith("error")], result.cases


def test_a_report_of_twenty_pages_takes_less_than_a_second():
    """Of processor time, after start-up: a machine may be busy with something else."""
    report = next(report for report in KNOWN if "county-full" in report.name)
    sections = [line for line in report.lines if not line.startswith(report.data["title"])]
    lines = [report.data["title"], sections[0]]
    while sum(map(len, lines)) < 20 * PAGE:
        lines += report.data["sections"]["one"].strip("\n").split("\n")
    known = paper_of(report)
    began = time.process_time()
    proofread(Paper([*lines, *sections[-6:]], report.form, known.year, known.known, known.names))
    assert time.process_time() - began < 1
