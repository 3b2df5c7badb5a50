"""What holds for any figures: sums are exact, nothing is lost on the way, every change is noticed."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from disclosure_batch.figures.table import Figures, totals_of
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.checksum import SCALE, checksum
from disclosure_batch.form.edition import load_form
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Comparison, FieldKind, Relation
from disclosure_batch.intake.filing import Figure, Filing, Origin, Reading
from disclosure_batch.intake.identify import identify
from disclosure_batch.merge import Body, consolidate
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rulebook import rules_of
from disclosure_batch.template.filling import Filling
from tests.filled import (
    check_lines,
    check_rows,
    differences,
    figures_of,
    filing_of,
    filled,
    recalculated,
    stored,
    without_stored_values,
    written,
)
from tests.said import Said

FORM = load_form()
COUNTS = [name for name in FORM.inputs if FORM.fields[name].kind is FieldKind.COUNT]
AMOUNTS = [name for name in FORM.inputs if FORM.fields[name].kind is FieldKind.AMOUNT]
COLUMNS = [c.id for c in FORM.sheet("三、依申请公开").tables[0].columns if not c.sum]
OUTCOMES = [part.removesuffix(".natural_person") for part in FORM.fields["requests.outcome_total.natural_person"].parts]
SECTION_THREE = [name for name in FORM.inputs if name.startswith("requests.")]

counts = st.integers(0, 9_999) | st.integers(0, 99_999_999)
amounts = st.decimals(0, 999_999_999, places=6) | st.decimals(0, 9_999, places=2) | st.integers(0, 999_999).map(Decimal)
some_counts = st.dictionaries(st.sampled_from(COUNTS), counts, max_size=12)
some_amounts = st.dictionaries(st.sampled_from(AMOUNTS), amounts)
figures = st.builds(lambda one, other: one | other, some_counts, some_amounts)  # what an office states
ZERO = dict.fromkeys(COUNTS, 0) | dict.fromkeys(AMOUNTS, Decimal(0))


def filing(values: Mapping[str, Figure], code: str = "1") -> Filing:
    return Filing(
        Origin.TEMPLATE,
        tuple(values.get(name) for name in FORM.inputs),
        texts={"unit.code": code, "unit.name": f"{code}局"},
    )


def case_of(units: list[Mapping[str, Figure]]) -> Case:
    """Units that hand in a file each."""
    readings = [Reading(f"{i}.xlsx", f"{i:064x}", 1, (), filing(values, str(i))) for i, values in enumerate(units)]
    return Case(FORM, 2024, identify(readings, None, FORM), None)


# ---------------------------------------------------------------- totals


@settings(max_examples=60)
@given(st.lists(st.tuples(figures, st.booleans()), min_size=1, max_size=8))
@example([({"proactive.fees.amount": Decimal("0.1")}, True), ({"proactive.fees.amount": Decimal("0.2")}, True)])
def test_totals_are_what_the_accepted_units_add_up_to(units):
    wrong = [
        Finding("R303", Severity.ERROR, Said(), file=f"{i}.xlsx")
        for i, (_, accepted) in enumerate(units)
        if not accepted
    ]

    result = consolidate(case_of([values for values, _ in units]), wrong, Body(None, None))

    sums = {name: sum(Fraction(values.get(name, 0)) for values, accepted in units if accepted) for name in FORM.inputs}
    assert {name: Fraction(result.totals[name]) for name in FORM.inputs} == sums
    for name in FORM.derived:
        assert result.totals[name] == sum(sums[typed] for typed in FORM.typed_in(name))
    assert {type(result.totals[name]) for name in COUNTS} == {int}
    for name in FORM.inputs:
        assert result.reported[name] == sum(name in values for values, accepted in units if accepted)


@given(figures, st.data())
def test_however_figures_are_split_they_add_up_to_the_same(whole, data):
    units = data.draw(st.integers(1, 6))
    parts: list[dict[str, Figure]] = [{} for _ in range(units)]
    for name, figure in whole.items():
        step = 1 if name in COUNTS else Decimal("0.000001")
        cuts = sorted(data.draw(st.lists(st.integers(0, int(figure / step)), min_size=units - 1, max_size=units - 1)))
        for part, low, high in zip(parts, [0, *cuts], [*cuts, int(figure / step)], strict=True):
            part[name] = (high - low) * step

    totals = Figures.of(FORM, [[part.get(name) for name in FORM.inputs] for part in parts], range(units)).totals

    assert totals == {**dict.fromkeys(FORM.numeric, 0), **totals_of(FORM, whole)}


# ---------------------------------------------------------------- there and back

# as offices write, with what spreadsheets and XML are touchy about
words = st.text(
    st.sampled_from("政府信息公开条例，。；：“”（）《》、一二三　 \t1230.-+=@'\"<>&/_xr%￥①Ⅱ㎡é😀"), max_size=60
) | st.sampled_from(["=1+1", "123", "TRUE", "<甲>", "1.10", "2024-1-1", "第一条 甲、乙", "http://a.cn", "-5%"])
paragraphs = st.lists(words, max_size=8)


@settings(max_examples=40)
@given(
    figures,
    st.dictionaries(st.sampled_from(FORM.texts), paragraphs),
    st.dictionaries(st.sampled_from(FORM.explanations), words),
)
def test_what_is_filled_in_is_read_back(tmp_path_factory, values, texts, explanations):
    blank = dict.fromkeys(FORM.inputs)
    path = tmp_path_factory.mktemp("there") / "a.xlsx"
    blocks = {name: tuple(lines) for name, lines in texts.items()}

    written(filled(FORM, blank | values | blocks | explanations), path)

    back = filing_of(path, FORM)
    assert figures_of(back, FORM) == blank | values
    assert {name: back.texts.get(name, "") for name in FORM.texts} == {
        name: "\n".join(line.strip() for line in texts.get(name, ()) if line.strip()) for name in FORM.texts
    }
    assert {name: back.texts.get(name, "") for name in FORM.explanations} == {
        name: explanations.get(name, "").strip() for name in FORM.explanations
    }
    assert not back.slips
    assert back.checksum == checksum(FORM, values)


# ---------------------------------------------------------------- 校验码


def test_no_two_figures_weigh_the_same():
    """So that every exchange of two figures shows, of a count with an amount, too."""
    weights = {FORM.weights[name] * SCALE[FORM.fields[name].kind] % FORM.modulus for name in FORM.inputs}
    assert len(weights) == len(FORM.inputs)
    assert 0 not in weights


@given(figures, st.data())
def test_a_single_change_changes_the_code(values, data):
    name = data.draw(st.sampled_from(FORM.inputs))
    other = data.draw(counts if name in COUNTS else amounts)
    assume((Fraction(other) - Fraction(values.get(name, 0))) * SCALE[FORM.fields[name].kind] % FORM.modulus)

    assert checksum(FORM, values | {name: other}) != checksum(FORM, values)


@given(figures, st.sampled_from(COUNTS), st.sampled_from(COUNTS), counts, counts)
def test_an_exchange_of_two_figures_changes_the_code(values, one, other, a, b):
    assume(one != other and (a - b) % FORM.modulus)

    assert checksum(FORM, values | {one: a, other: b}) != checksum(FORM, values | {one: b, other: a})


@given(figures)
def test_a_blank_and_a_zero_have_the_same_code(values):
    assert checksum(FORM, values) == checksum(FORM, ZERO | values) < FORM.modulus


# ---------------------------------------------------------------- what balances

sparse = st.lists(st.tuples(st.sampled_from(OUTCOMES), st.integers(0, 500)), max_size=6)


@st.composite
def balanced(draw) -> dict[str, Figure]:
    """A workbook in which no relation of this year is off."""
    values = dict(ZERO)
    for column in COLUMNS:
        for outcome, number in draw(sparse):
            values[f"{outcome}.{column}"] = number
        outcomes = sum(values[f"{outcome}.{column}"] for outcome in OUTCOMES)
        carried_out = values[f"requests.carried_out.{column}"] = draw(st.integers(0, 50))
        carried_in = values[f"requests.carried_in.{column}"] = draw(st.integers(0, outcomes + carried_out))
        values[f"requests.new.{column}"] = outcomes + carried_out - carried_in
    issued, repealed, more = draw(st.tuples(*[st.integers(0, 99)] * 3))
    values |= {
        "proactive.normative_documents.issued": issued,
        "proactive.normative_documents.repealed": repealed,
        "proactive.normative_documents.in_force": max(0, issued - repealed) + more,
    }
    return values | draw(some_amounts)


def breaches_of(values: Mapping[str, Figure]) -> set[tuple[str, str]]:
    """The relations of this year that the check finds broken: (rule, first field)."""
    case = case_of([values])
    codes = {r.code for r in FORM.relations if not r.compares_years}
    return {(f.rule, f.field) for code in codes for f in rules_of(FORM)[code].look(case)}


def off(values: Mapping[str, Figure]) -> list[Relation]:
    """The relations of this year that the workbook itself says are off."""
    filling = Filling(FORM, values)
    return [r for r in FORM.relations if not r.compares_years and filling.result(r)[3] not in ("平衡", "未填")]


@settings(max_examples=30)
@given(balanced())
def test_a_workbook_in_order_has_no_findings(values):
    assert breaches_of(values) == set()
    assert off(values) == []


@settings(max_examples=40)
@given(balanced(), st.sampled_from(SECTION_THREE), st.integers(0, 999))
def test_a_slip_in_section_three_breaks_the_relations_it_stands_in_and_no_other(values, name, typed):
    assume(typed != values[name])
    wrong = values | {name: typed}
    column = name.rpartition(".")[2]

    assert breaches_of(wrong) == {("R303", f"requests.new.{column}")}
    assert off(wrong) == [r for r in FORM.relations if not r.compares_years and weight(r, name)]


def weight(relation: Relation, name: str) -> int:
    """By how much a relation's difference grows when a typed figure grows by one; 0 where it takes no part."""
    sides = (relation.left, 1), (relation.right, -1)
    return sum(sign * term.sign * FORM.typed_in(term.field).count(name) for side, sign in sides for term in side)


# ---------------------------------------------------------------- the same in LibreOffice


@dataclass
class Batch:
    """Units' figures, last year's, their workbooks as written and as LibreOffice calculates them."""

    values: list[dict[str, Figure | None]]
    last_year: list[dict[str, Figure]]
    product: list[Path]
    saved: list[Path]


def office(chance: random.Random) -> dict[str, Figure | None]:
    """Anything an office might type: much of it 0, some of it blank, some of it huge."""
    scale = chance.choice([3, 50, 99_999_999])
    empty = chance.choice([0, 0, 0.2])
    values: dict[str, Figure | None] = {}
    for name in FORM.inputs:
        figure = 0 if chance.random() < 0.4 else chance.randint(0, scale)
        values[name] = (
            None
            if chance.random() < empty
            else figure
            if name in COUNTS
            else Decimal(chance.randint(0, scale * 10_000)) / 10**6
        )
    for column in COLUMNS if chance.random() < 0.5 else ():  # half of them balance
        outcomes = sum(values[f"{outcome}.{column}"] or 0 for outcome in OUTCOMES)
        values[f"requests.carried_in.{column}"] = 0
        values[f"requests.new.{column}"] = outcomes + (values[f"requests.carried_out.{column}"] or 0)
    return values


@pytest.fixture(scope="module")
def batch(libreoffice, tmp_path_factory) -> Batch:
    folder, chance = tmp_path_factory.mktemp("batch"), random.Random(2021)
    (folder / "stripped").mkdir()
    values = [office(chance) for _ in range(20)]
    known = Figures.of(FORM, [list(office(chance).values()) for _ in values], range(20)).detail
    last_year = [known.loc[i].dropna().to_dict() if i % 3 else {} for i in range(20)]  # as `distribute` takes it
    fillings = [
        filled(FORM, v, last, code=str(410800 + i)) for i, (v, last) in enumerate(zip(values, last_year, strict=True))
    ]
    product = [written(filling, folder / f"{i}.xlsx") for i, filling in enumerate(fillings)]
    stripped = [
        without_stored_values(written(filling, folder / "stripped" / f"{i}.xlsx")) for i, filling in enumerate(fillings)
    ]
    return Batch(values, last_year, product, recalculated(libreoffice, stripped, folder))


def test_libreoffice_calculates_what_was_stored(batch):
    for product, saved in zip(batch.product, batch.saved, strict=True):
        assert differences(stored(product), stored(saved)) == {}


def test_the_code_in_libreoffice_is_the_code_that_is_computed(batch):
    at = "封面", layout_of(FORM).cell("unit.checksum")
    shown = [stored(path)[at] for path in batch.saved]

    assert shown == [checksum(FORM, {k: v for k, v in values.items() if v is not None}) for values in batch.values]
    assert shown == [filing_of(path, FORM).checksum for path in batch.saved]
    assert len(set(shown)) == len(shown)


def test_the_check_lines_in_libreoffice_agree_with_the_check_of_all_units_at_once(batch):
    now = Figures.of(FORM, [[values[name] for name in FORM.inputs] for values in batch.values], range(20))
    before = Figures.of(FORM, [[last.get(name) for name in FORM.inputs] for last in batch.last_year], range(20))
    lines = [check_rows(path, FORM) for path in batch.saved]

    for row, relation in enumerate(layout_of(FORM).sheets[-1].checks.values()):  # the lines in their order
        left, right = relation.sides(lambda term: (before if term.last_year else now).value[term.field])
        holds = relation.holds(left, right)
        for unit in range(20):
            _, _, shown_left, shown_right, _, words, *_ = lines[unit][row]
            if relation.compares_years:
                known = any(before.stated[t.field][unit] for t in relation.terms if t.last_year)
                assert known == (words != "没有上年数据")
                if not known:
                    continue
            assert shown_left == pytest.approx(float(left[unit]), abs=1e-9)
            assert shown_right == pytest.approx(float(right[unit]), abs=1e-9)
            assert words == "未填" or (words == "平衡") == holds[unit]


def test_the_batch_shows_both_what_balances_and_what_does_not(batch):
    """Or the tests above would say little."""
    said = [words for path in batch.saved for words in check_lines(path, FORM).values()]

    for beginning in ("平衡", "不平衡", "请核对", "提示", "没有上年数据", "未填"):
        assert any(words.startswith(beginning) for words in said), beginning
    assert {r.comparison for r in FORM.relations} == set(Comparison)
