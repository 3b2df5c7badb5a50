"""From sums that fail to the figure that would mend them: what is named, what is only listed, what is left open."""

import random
from collections.abc import Mapping
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_batch.diagnosis import mistakes
from disclosure_batch.diagnosis.localise import Diagnosis, Shape, localise, shape_of, system_of
from disclosure_batch.figures.table import totals_of
from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.edition import load_form, parse_form
from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Figure, Filing, Slip
from disclosure_batch.intake.identify import identify
from disclosure_batch.rules.case import Case
from tests.casework import CODE, GOOD, codes, handed_in, last_year, of, one, reading
from tests.district import YEAR

FORM = load_form()
PERSON, COMPANY = "requests.{}.natural_person".format, "requests.{}.enterprise".format

# Two rows of outcomes, two columns, as in section three; small enough to try everything.
SMALL = """
edition = "试"
since = 2031
template_version = 1
title = "试"
source = "试"
limits = { digits = 15, count = 99999, amount = 99999 }
checksum = { modulus = 99991, base = 7 }

[[sheet]]
name = "表"
section = "表"
kind = "tables"
[[sheet.table]]
name = "t"
ids = "t.{row}.{column}"
columns = [
  { id = "a", label = ["甲"] }, { id = "b", label = ["乙"] },
  { id = "total", label = ["合计"], sum = "a .. b", rule = "R801" },
]
rows = [
  { id = "come", label = ["收"] },
  { id = "yes", label = ["是"] }, { id = "no", label = ["否"] },
  { id = "done", label = ["办"], sum = "yes .. no", rule = "R802" },
  { id = "open", label = ["余"] },
]

[[relation]]
code = "R803"
table = "t"
for = "column"
terms = "come = done + open"
says = "收＝办＋余"
""" + "".join(
    f'\n[rule.{code}]\nwhat="x"\nseverity="error"\nsource="x"\nexample="x"\nremedy="x"\n'
    for code in ("R801", "R802", "R803")
)


@cache
def tiny() -> Form:
    return parse_form(SMALL)


def typed(values: Mapping[str, Figure | None], form: Form = FORM) -> dict[str, Figure]:
    """Every total, typed and right."""
    sums = totals_of(form, values)
    return {name: sums[name] for name in form.derived}


def diagnose(
    wrong: Mapping[str, Figure | None], truth: Mapping[str, Figure] | None = None, confirmed=None, formulas=False
) -> Diagnosis:
    """What is said of a table that balanced, all totals typed, until some figures (totals among them) were changed."""
    truth = truth or GOOD
    totals = {} if formulas else typed(truth) | {n: v for n, v in wrong.items() if n in FORM.derived}
    inputs = {**truth, **{n: v for n, v in wrong.items() if n in FORM.position}}
    (diagnosis,) = localise(FORM, inputs, totals, confirmed)
    return diagnosis


def named(diagnosis: Diagnosis) -> dict[str, Figure]:
    return {c.field: c.should_be for c in diagnosis.culprits}


def listed(diagnosis: Diagnosis) -> list[dict[str, Figure]]:
    return [{c.field: c.should_be for c in way.repairs} for way in diagnosis.candidates]


# ---------------------------------------------------------------- what is named


def test_a_table_that_balances_has_no_diagnosis():
    assert localise(FORM, GOOD, typed(GOOD)) == []
    assert localise(FORM, GOOD, {}) == []


@pytest.mark.parametrize("field", [name for name in (*FORM.inputs, *FORM.derived) if name.startswith("requests.")])
def test_one_wrong_figure_among_typed_totals_is_always_named(field):
    right = typed(GOOD).get(field, GOOD.get(field))
    diagnosis = diagnose({field: right + 3})
    assert named(diagnosis) == {field: right}
    assert diagnosis.culprits[0].stands == right + 3


def test_two_wrong_figures_are_two_mistakes_with_sums_of_their_own():
    diagnosis = diagnose({PERSON("granted"): 9, COMPANY("denied.third_party"): 3})
    assert [[c.field for c in m.repairs] for m in diagnosis.mistakes] == [
        [PERSON("granted")],
        [COMPANY("denied.third_party")],
    ]
    mended = [{relation.left[0].field for relation, _ in m.mends} for m in diagnosis.mistakes]
    assert mended[0] == {"requests.granted.total", PERSON("outcome_total")} and not mended[0] & mended[1]
    assert len(diagnosis.explains) == 4


def test_two_wrong_figures_in_one_sum_are_mended_together():
    diagnosis = diagnose({PERSON("granted"): 9, COMPANY("granted"): 3})
    assert len(diagnosis.mistakes) == 1 and named(diagnosis) == {PERSON("granted"): 5, COMPANY("granted"): 0}


def test_three_wrong_figures_are_left_alone():
    diagnosis = diagnose(
        {PERSON("granted"): 9, COMPANY("denied.third_party"): 3, "requests.closed.other.legal_service": 7}
    )
    assert (diagnosis.mistakes, diagnosis.candidates) == ((), ())


def test_mistakes_of_different_tables_are_told_apart():
    values = {**GOOD, PERSON("granted"): 9}
    totals = typed(GOOD) | {"remedies.reconsideration.total": 7}
    found = localise(FORM, values, totals)
    assert [d.explains[0].sheet for d in found] == ["三、依申请公开", "四、复议诉讼"]
    assert named(found[0]) == {PERSON("granted"): 5} and named(found[1]) == {}


# ---------------------------------------------------------------- the shape of a slip


@pytest.mark.parametrize(
    ("stands", "right", "shape"),
    [
        (72, 27, Shape.SWAPPED),
        (1423, 1432, Shape.SWAPPED),
        (327, 723, None),  # the outer digits: nobody types that
        (50, 5, Shape.ZERO_MORE),
        (105, 15, Shape.ZERO_MORE),
        (51, 5, None),
        (5, 50, Shape.ZERO_LESS),
        (15, 105, Shape.ZERO_LESS),
        (None, 5, Shape.LEFT_OUT),
        (0, 5, Shape.LEFT_OUT),
        (5, 0, None),  # there was nothing to leave out
        (17, 19, Shape.ONE_DIGIT),
        (17, 29, None),
        (7, 9, None),  # of a single digit that says nothing
    ],
)
def test_the_shape_of_a_slip_and_what_only_resembles_it(stands, right, shape):
    assert shape_of(stands, right) is shape


def test_a_total_was_added_up_wrongly_unless_its_digits_say_otherwise():
    assert shape_of(17, 19, derived=True) is Shape.WRONG_SUM
    assert shape_of(91, 19, derived=True) is Shape.SWAPPED
    assert diagnose({"requests.new.total": 12}).culprits[0].shape is Shape.WRONG_SUM


def test_a_figure_in_its_neighbours_column_is_told_as_such():
    truth = {**GOOD, PERSON("denied.third_party"): 40, PERSON("new"): 47}
    diagnosis = diagnose({PERSON("denied.third_party"): 1, COMPANY("denied.third_party"): 40}, truth)
    assert named(diagnosis) == {PERSON("denied.third_party"): 40, COMPANY("denied.third_party"): 1}
    assert {c.shape for c in diagnosis.culprits} == {Shape.WRONG_COLUMN}


def test_a_figure_in_its_neighbours_row_is_told_as_such():
    lawyers = dict.fromkeys(("requests.new.legal_service", "requests.granted.legal_service"), 4)
    truth = {**GOOD, **lawyers, PERSON("carried_in"): 31, PERSON("carried_out"): 31}
    diagnosis = diagnose({PERSON("new"): 31, PERSON("carried_in"): 7}, truth)
    assert named(diagnosis) == {PERSON("new"): 7, PERSON("carried_in"): 31}
    assert {c.shape for c in diagnosis.culprits} == {Shape.WRONG_ROW}


def test_figures_two_columns_apart_are_no_exchange():
    row = "requests.denied.third_party.{}".format
    truth = {**GOOD, PERSON("denied.third_party"): 40, PERSON("new"): 47}
    diagnosis = diagnose({PERSON("denied.third_party"): 0, row("research_institution"): 40}, truth)
    assert named(diagnosis) == {}  # 40 may have moved in any row that has as many


def test_an_exchange_that_two_rows_explain_is_listed_not_named():
    """Both rows read 40 and 0 now; in one of them it is the other way round."""
    truth = {
        **GOOD,
        PERSON("closed.fee_unpaid"): 40,
        COMPANY("closed.other"): 40,
        PERSON("new"): 47,
        COMPANY("new"): 43,
    }
    diagnosis = diagnose({PERSON("closed.other"): 40, COMPANY("closed.other"): 0}, truth)
    assert named(diagnosis) == {}
    assert {PERSON("closed.other"): 0, COMPANY("closed.other"): 40} in listed(diagnosis)
    assert all(c.shape is None for way in diagnosis.candidates for c in way.repairs)


def test_an_exchange_that_two_others_explain_as_well_is_not_named():
    """30 has changed sides; 10 and 20 in two other rows would make the same difference."""
    truth = {**GOOD, COMPANY("closed.other"): 30, PERSON("closed.fee_unpaid"): 10, PERSON("not_processed.petition"): 20}
    truth |= {PERSON("new"): 37, COMPANY("new"): 33}
    diagnosis = diagnose({PERSON("closed.other"): 30, COMPANY("closed.other"): 0}, truth)
    assert named(diagnosis) == {}
    assert listed(diagnosis) == []  # one alone in a list would read as named


# ---------------------------------------------------------------- what may not be named


@pytest.mark.parametrize("field", [PERSON("granted"), PERSON("new"), PERSON("carried_out")])
def test_with_totals_as_formulas_nothing_is_named(field):
    for figure in (GOOD[field] + 1, GOOD[field] + 90):
        diagnosis = diagnose({field: figure}, formulas=True)
        assert diagnosis.mistakes == ()
        assert [relation.code for relation in diagnosis.explains] == ["R303"]  # its echo in 总计 is none


def test_with_totals_as_formulas_the_few_that_could_explain_it_are_listed():
    diagnosis = diagnose({PERSON("granted"): 15}, formulas=True)
    assert listed(diagnosis) == [{PERSON("new"): 17}, {PERSON("carried_in"): 10}, {PERSON("granted"): 5}]
    assert listed(diagnose({PERSON("granted"): 6}, formulas=True)) == []  # four could


def test_a_slip_carried_into_all_totals_is_treated_like_formulas():
    wrong = {PERSON("granted"): 15}
    totals = typed({**GOOD, **wrong})
    diagnosis = diagnose({**wrong, **totals})
    assert diagnosis == diagnose(wrong, formulas=True)


@pytest.mark.parametrize("into", ["requests.granted.total", PERSON("outcome_total")])
def test_a_slip_carried_into_one_total_is_not_named(into):
    diagnosis = diagnose({PERSON("granted"): 15, into: typed({**GOOD, PERSON("granted"): 15})[into]})
    assert named(diagnosis) == {}
    assert listed(diagnosis) == []


def test_two_slips_carried_into_the_rows_do_not_pass_for_one():
    wrong = {PERSON("granted"): 50, PERSON("unavailable.not_held"): 3}
    diagnosis = diagnose({**wrong, "requests.granted.total": 50, "requests.unavailable.not_held.total": 3})
    assert named(diagnosis) == {}


def test_figures_two_cells_could_share_between_them_are_not_named():
    """Both up by 4: the other two corners of the rectangle would do as well."""
    truth = {**GOOD, COMPANY("granted"): 6, COMPANY("new"): 9, PERSON("denied.third_party"): 9, PERSON("new"): 16}
    diagnosis = diagnose({PERSON("granted"): 9, COMPANY("denied.third_party"): 5}, truth)
    assert named(diagnosis) == {}
    assert len(listed(diagnosis)) == 2


def test_no_figure_falls_below_zero():
    diagnosis = diagnose({"requests.closed.other.legal_service": 0, "requests.closed.other.total": 3})
    assert named(diagnosis) == {"requests.closed.other.total": 0}


# ---------------------------------------------------------------- blanks


def test_a_blank_is_deduced():
    (correction,) = diagnose({PERSON("granted"): None}).culprits
    assert (correction.stands, correction.should_be, correction.shape) == (None, 5, Shape.LEFT_OUT)


def test_the_only_blank_of_a_row_is_deduced_from_its_total():
    """Any other figure of the row would do as well, but each of them was stated."""
    block = {
        f"remedies.reconsideration.{name}": n
        for name, n in (("upheld", 5), ("corrected", 6), ("other", 7), ("pending", 12))
    }
    truth = {**GOOD, **block}
    assert named(diagnose({"remedies.reconsideration.pending": None}, truth)) == {
        "remedies.reconsideration.pending": 12
    }
    two = {"remedies.reconsideration.pending": None, "remedies.reconsideration.upheld": None}
    assert named(diagnose(two, truth)) == {}


def test_blanks_that_are_zero_disturb_nothing():
    blank = {name: None for name, value in GOOD.items() if not value}
    assert localise(FORM, {**GOOD, **blank}, typed(GOOD)) == []
    assert named(diagnose({**blank, PERSON("granted"): 50})) == {PERSON("granted"): 5}


def test_the_only_two_blanks_are_filled_where_others_would_do_as_well():
    """Two ones left out: the other corners could each be one higher, but somebody has typed these."""
    one_each = {**GOOD, PERSON("closed.other"): 1, COMPANY("closed.fee_unpaid"): 1, PERSON("new"): 8, COMPANY("new"): 4}
    omitted = {PERSON("closed.other"): None, COMPANY("closed.fee_unpaid"): None}
    assert named(diagnose(omitted, one_each)) == {PERSON("closed.other"): 1, COMPANY("closed.fee_unpaid"): 1}

    more_blanks = {**omitted, PERSON("closed.fee_unpaid"): None, COMPANY("closed.other"): None}
    assert named(diagnose(more_blanks, one_each)) == {}


# ---------------------------------------------------------------- what is known from elsewhere


def test_last_year_narrows_and_does_not_choose():
    wrong = {PERSON("granted"): 15}
    assert listed(diagnose(wrong, formulas=True, confirmed={PERSON("carried_in"): 0})) == [
        {PERSON("new"): 17},
        {PERSON("granted"): 5},
    ]
    everything = {PERSON("carried_in"): 0, PERSON("new"): 7}
    diagnosis = diagnose(wrong, formulas=True, confirmed=everything)
    assert (listed(diagnosis), diagnosis.mistakes) == (listed(diagnose(wrong, formulas=True)), ())  # not one alone


def test_a_total_known_from_the_text_narrows_its_parts():
    confirmed = {"requests.new.total": 10}
    assert listed(diagnose({PERSON("granted"): 15}, formulas=True, confirmed=confirmed)) == [
        {PERSON("carried_in"): 10},
        {PERSON("granted"): 5},
    ]
    other = {"requests.new.total": 20}  # 新收 17 would bring it about
    assert {PERSON("new"): 17} in listed(diagnose({PERSON("granted"): 15}, formulas=True, confirmed=other))


def test_a_figure_that_is_confirmed_is_no_culprit():
    assert named(diagnose({PERSON("granted"): 9}, confirmed={PERSON("granted"): 9})) == {}
    assert named(diagnose({PERSON("granted"): 9}, confirmed={PERSON("granted"): 5})) == {PERSON("granted"): 5}


# ---------------------------------------------------------------- against brute force, on another form


def smallest_by_trying(form: Form, figures: Mapping[str, Figure], totals: frozenset[str]) -> set[tuple]:
    """Every correction of one field, else of two, that leaves nothing below zero, by trying all values there can be."""
    system = system_of(form, totals)
    assert system.gaps(figures)
    top = max(figures.values()) + sum(abs(gap) for gap in system.gaps(figures).values())
    names = list(system.signature)
    single = {((n, v),) for n in names for v in range(top + 1) if not system.gaps({**figures, n: v})}
    if single:
        return single
    found = set()
    for a, b in combinations(names, 2):
        for v in range(top + 1):
            rest = system.gaps({**figures, a: v})
            # b has to close what is left: where it stands there is one value that does
            for row in list(rest)[:1]:
                if b in system.rows[row].signs:
                    w = figures[b] - rest[row] * system.rows[row].signs[b]
                    if (
                        0 <= w <= top
                        and v != figures[a]
                        and w != figures[b]
                        and not system.gaps({**figures, a: v, b: w})
                    ):
                        found.add(((a, v), (b, w)))
    return found


def smallest_by_peeling(form: Form, figures: Mapping[str, Figure], totals: frozenset[str]) -> set[tuple]:
    system = system_of(form, totals)
    gaps = system.gaps(figures)
    order = list(system.signature)
    for changes in (list(system.singles(gaps)), system.pairs(gaps)):
        ways = {
            tuple(sorted(((n, figures[n] + d) for n, d in c.items()), key=lambda p: order.index(p[0]))) for c in changes
        }
        if ways := {way for way in ways if all(v >= 0 for _, v in way)}:
            return ways
    return set()


@given(
    figures=st.lists(st.integers(0, 4), min_size=6, max_size=6),
    slips=st.dictionaries(st.integers(0, 14), st.integers(0, 6), min_size=1, max_size=3),
    formulas=st.sampled_from([(), ("t.done.a",), ("t.yes.total", "t.done.total"), tuple(tiny().derived)]),
)
def test_peeling_finds_what_trying_everything_finds(figures, slips, formulas):
    form = tiny()
    yes_a, yes_b, no_a, no_b, open_a, open_b = figures
    values = {
        "t.come.a": yes_a + no_a + open_a, "t.come.b": yes_b + no_b + open_b,
        "t.yes.a": yes_a, "t.yes.b": yes_b, "t.no.a": no_a, "t.no.b": no_b, "t.open.a": open_a, "t.open.b": open_b,
    }  # fmt: skip
    whole = {**values, **typed(values, form)}
    names = [name for name in whole if name not in formulas]
    wrong = {**whole, **{names[i % len(names)]: figure for i, figure in slips.items()}}
    totals = frozenset(form.derived) - set(formulas)
    if system_of(form, totals).gaps(wrong):
        assert smallest_by_peeling(form, wrong, totals) == smallest_by_trying(form, wrong, totals)


@given(seed=st.integers(0, 10**6))
def test_what_is_named_for_two_slips_is_what_was_slipped(seed):
    """Totals typed and independent: two wrong figures are both named, or none is."""
    rng = random.Random(seed)
    values = {name: rng.randint(0, 60) if name.startswith("requests.") else 0 for name in FORM.inputs}
    for column in (name.rpartition(".")[2] for name in FORM.inputs if name.startswith("requests.new.")):
        out = sum(
            v
            for n, v in values.items()
            if n.startswith("requests.") and n.endswith(column) and n.split(".")[1] not in ("new", "carried_in")
        )
        values[f"requests.carried_in.{column}"], values[f"requests.new.{column}"] = 0, out
    slipped = {
        name: values[name] + delta
        for name, delta in zip(rng.sample(list(values), 2), rng.sample(range(1, 40), 2), strict=True)
    }
    slipped = {name: figure for name, figure in slipped.items() if name.startswith("requests.")}
    for diagnosis in localise(FORM, {**values, **slipped}, typed(values)):
        assert named(diagnosis) in ({name: values[name] for name in slipped}, {})


def test_another_edition_needs_no_code():
    form = tiny()
    values = {
        "t.come.a": 7,
        "t.come.b": 3,
        "t.yes.a": 4,
        "t.yes.b": 1,
        "t.no.a": 2,
        "t.no.b": 0,
        "t.open.a": 1,
        "t.open.b": 2,
    }
    (diagnosis,) = localise(form, {**values, "t.yes.b": 10}, typed(values, form))
    assert named(diagnosis) == {"t.yes.b": 1} and diagnosis.culprits[0].shape is Shape.ZERO_MORE
    (diagnosis,) = localise(form, {**values, "t.yes.b": 10}, {})
    assert [relation.code for relation in diagnosis.explains] == ["R803"] and diagnosis.mistakes == ()


# ---------------------------------------------------------------- as it is told


def told(filing: Filing, last: Mapping | None = None) -> list[Finding]:
    submissions = identify([reading(filing, "收件/一.xlsx")], None, FORM, YEAR)
    before = last_year({CODE: last}) if last is not None else None
    return mistakes.diagnosed(Case(FORM, YEAR, submissions, None, before))


def test_one_slip_reads_as_one_mistake():
    """Four sums fail as the rules see it: R301 twice, R302, R303."""
    (found,) = told(handed_in({PERSON("granted"): 50}, totals=typed(GOOD)))
    assert (found.severity, found.sheet, found.cell, found.field) == (
        Severity.ERROR,
        "三、依申请公开",
        "D9",
        PERSON("granted"),
    )
    assert (found.value, found.expected) == (50, 5)
    assert set(found.also) == {"J9", "D30", "D7", "J30"}
    assert found.message == (
        "“三、依申请公开”D9（（一）予以公开·自然人）填的是 50。“（一）予以公开·总计”（J9）、“办理总计·自然人”（D30）与各项之和都相差 45；"
        "若为 5，两处就都相符。可能是多写了一个零。请对照登记台账核实。"
    )
    assert found.suggestion in found.message


def test_two_slips_read_as_two_mistakes():
    found = told(handed_in({PERSON("new"): 17, COMPANY("denied.third_party"): 4}, totals=typed(GOOD)))
    assert [(f.cell, f.value, f.expected) for f in found] == [("D7", 17, 7), ("E14", 4, 1)]
    assert "自然人列的新收＋上年结转与办理总计＋结转下年度都相差 10" in found[0].message


def test_a_blank_that_would_mend_all_is_named():
    found = [f for f in told(handed_in({PERSON("granted"): None}, totals=typed(GOOD))) if f.severity is Severity.ERROR]
    assert [(f.cell, f.value, f.expected) for f in found] == [("D9", None, 5)]
    assert "没有填。" in found[0].message and "可能是漏填了。" in found[0].message


def test_an_exchange_says_so():
    truth = {**GOOD, PERSON("denied.third_party"): 40, PERSON("new"): 47}
    wrong = {PERSON("denied.third_party"): 1, COMPANY("denied.third_party"): 40}
    (found,) = told(handed_in(wrong, totals=typed(truth), base=truth))
    assert found.cell == "D14" and "E14" in found.also
    assert "若两格对调，两处就都相符。可能是填错了列。" in found.message


def test_a_total_keeps_the_words_of_its_rule():
    (found,) = told(handed_in(totals={**typed(GOOD), "requests.new.total": 12}))
    assert (found.rule, found.cell, found.value, found.expected) == ("R301", "J7", 12, 10)
    assert "填的是 12，各项之和是 10，相差 2。若为 10，两处就都相符。可能是总计算错了。" in found.message


EITHER = "可能是“办理总计”多填了 1，或“新收”“上年结转”少填了 1"


def test_with_formulas_the_relation_keeps_its_place():
    """Whoever reads the manifest finds the column at its first term, however few figures could explain it."""
    (many,) = told(handed_in({PERSON("granted"): 6}))
    assert (many.rule, many.cell, many.expected) == ("R303", "D7", None)
    assert many.suggestion == f"{EITHER}（只改一格就相符的有 4 处，不一一列出）。{FORM.rule_texts['R303'].remedy}"
    few = one(told(handed_in({PERSON("granted"): 15})), "R303")
    assert (few.cell, few.field, few.value, few.expected) == ("D7", PERSON("new"), 7, None)
    assert (many.candidates, few.candidates) == ((), ())  # nothing from elsewhere has narrowed it to these three
    assert few.cells == many.cells == ("D7", "D8", "D9", "D19", "D31")


def test_last_year_and_the_text_say_where_not_to_look():
    wrong, last = {PERSON("granted"): 6}, {PERSON("carried_out"): 0}
    found = one(told(handed_in(wrong), last), "R303")
    assert found.suggestion == "“上年结转”与去年报表一致，" + listed_words("D7 新收 7 → 8", "D9", "D19")
    assert [(c.cell, c.value, c.becomes) for c in found.candidates] == [("D7", 7, 8), ("D9", 6, 5), ("D19", 2, 1)]
    assert found.cells == ("D7", "D9", "D19")
    found = one(told(handed_in({PERSON("new"): 6}), last), "R303")
    assert found.suggestion.startswith("“上年结转”与去年报表一致，")
    assert "“上年结转”与去年报表一致" not in one(told(handed_in(wrong), {PERSON("carried_out"): 2}), "R303").message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("全年平稳。2024年度共受理政府信息公开申请 10 件，均按期答复。", "“新收”与文字材料一致，"),
        ("本年收到申请１１件；上年结转2件。", "文字材料写的“新收·总计”是 11，表中是 10，文字材料写的“上年结转·总计”是 2，表中是 1，"),
        ("2023年度受理政府信息公开申请 11 件，其中网上收到申请 11 件。", ""),
        ("收到申请 10 件。全年新收申请 12 件。", ""),
    ],
)
def test_what_the_offices_own_words_state_is_told_beside_the_sums(text, said):
    """Its own year, the whole of it, and never two figures for one."""
    found = one(told(handed_in({PERSON("granted"): 6}, texts={"text.overview": text})), "R303")
    assert found.suggestion.startswith(said or EITHER)


def test_what_the_words_state_narrows_what_could_be_wrong():
    fewer = one(told(handed_in({PERSON("granted"): 15}, texts={"text.on_request": "受理政府信息公开申请10件。"})), "R303")
    assert "只改一格就相符的只有 2 处：① D8 上年结转 0 → 10；② D9 （一）予以公开 15 → 5。" in fewer.message


TURNED_ROUND = {PERSON("new"): GOOD[PERSON("granted")], PERSON("granted"): GOOD[PERSON("new")]}


def test_two_figures_of_a_column_in_each_others_place_are_among_what_could_be():
    found = one(told(handed_in(TURNED_ROUND), {PERSON("carried_out"): 0}), "R303")
    assert found.message.endswith(
        "只改一格就相符的有 2 处，两格对调就相符的有 1 处："
        "① D7 新收 5 → 9；② D9 （一）予以公开 7 → 3；③ D7 新收 5 → 7，D9 （一）予以公开 7 → 5。请对照登记台账核实。"
    )
    assert ("D7", 5, 7) in [(c.cell, c.value, c.becomes) for c in found.candidates]
    assert found.cells == ("D7", "D9")


@pytest.mark.parametrize(
    ("figures", "last"),
    [
        (TURNED_ROUND, None),  # 上年结转 and another figure, too, would mend it in each other's place
        (TURNED_ROUND | {PERSON("new"): 4}, {PERSON("carried_out"): 0}),  # one of them off besides
        ({PERSON("granted"): 6}, {PERSON("carried_out"): 0}),  # one cell
    ],
)
def test_no_exchange_is_offered_where_none_or_several_would_mend_it(figures, last):
    assert "对调" not in one(told(handed_in(figures), last), "R303").message


ITS_OWN_FIGURE = {"text.on_request": "新收政府信息公开申请10件，其中自然人申请7件。"}


def test_the_words_of_the_one_column_leave_one_candidate_and_are_told_with_it():
    """新收 of 自然人 is 7 in words and 12 in the table: neither another cell nor the sentence is asked for besides."""
    truth = {**GOOD, PERSON("new"): 7}
    found = told(handed_in({PERSON("new"): 12}, base=truth, texts=ITS_OWN_FIGURE))
    off = one(found, "R303")
    assert off.suggestion == (
        "文字材料写的“新收·自然人”是 7，表中是 12，两边和文字材料都相符的只有一种改法：D7 新收 12 → 7。请对照登记台账核实。"
    )
    assert [(c.cell, c.becomes) for c in off.candidates] == [("D7", 7)] and off.cells == ("D7",)
    assert not [f for f in found if f.rule == "T001" and "新收" in f.message]


@pytest.mark.parametrize("more", ["", "、法人或其他组织申请3件"])
def test_of_two_columns_the_words_decide_the_one_that_they_leave(more):
    """10 in all, 7 of them of 自然人: the other column's figure follows, and no sentence is asked for besides."""
    words = {"text.on_request": f"新收政府信息公开申请10件，其中自然人申请7件{more}。"}
    found = told(handed_in({PERSON("new"): 9, COMPANY("new"): 5}, texts=words))
    one_of, other = of(found, "R303")
    assert "文字材料写的“新收·自然人”是 7，表中是 9，" in one_of.message and one_of.expected == 7
    assert "文字材料写的总数减去其余各项，“新收·商业企业”是 3，表中是 5，" in other.message
    assert [(c.cell, c.becomes) for c in other.candidates] == [("E7", 3)] and other.expected == 3
    assert not [f for f in found if f.rule == "T001" and "新收" in f.message]


@pytest.mark.parametrize(
    "words",
    [
        "新收政府信息公开申请10件。",  # a sum and no part
        "新收政府信息公开申请5件，其中自然人申请7件。",  # nothing is left
    ],
)
def test_nothing_follows_from_less(words):
    found = told(handed_in({PERSON("new"): 9, COMPANY("new"): 5}, texts={"text.on_request": words}))
    assert "减去其余各项" not in "".join(finding.message for finding in found)


def listed_words(first: str, *cells: str) -> str:
    outcomes = {"D9": "D9 （一）予以公开 6 → 5", "D19": "D19 （四）无法提供1.本机关不掌握相关政府信息 2 → 1"}
    ways = zip("①②③", [first, *(outcomes[cell] for cell in cells)], strict=True)
    return f"只改一格就相符的只有 3 处：{'；'.join(f'{mark} {way}' for mark, way in ways)}。请对照登记台账核实。"


def test_a_column_with_many_explanations_says_what_last_year_confirms():
    truth = {**GOOD, **{PERSON(row): 9 for row in ("granted", "granted_in_part", "closed.other")}, PERSON("new"): 29}
    found = one(told(handed_in({PERSON("granted"): 10}, base=truth), {PERSON("carried_out"): 0}), "R303")
    assert found.suggestion == (
        "“上年结转”与去年报表一致，可能是“办理总计”多填了 1，或“新收”少填了 1（只改一格就相符的有 5 处，不一一列出）。"
        "请先核对“新收”和“结转下年度”，再核对各办理结果。"
    )
    assert "D8" not in found.cells and found.candidates == ()
    assert found.message.endswith(found.suggestion)


def test_other_findings_and_other_units_are_left_as_they_are():
    found = told(
        handed_in(
            {PERSON("granted"): 50, "proactive.regulations.issued": 3}, slips={COMPANY("granted"): Slip.NOT_A_NUMBER}
        )
    )
    assert codes(found) == codes(
        told(
            handed_in(
                {PERSON("granted"): 50, "proactive.regulations.issued": 3},
                slips={COMPANY("granted"): Slip.NOT_A_NUMBER},
            )
        )
    )
    assert "V004" in codes(found) and "R303" in codes(found)


def test_nothing_is_changed_by_telling():
    filing = handed_in({PERSON("granted"): 50}, totals=typed(GOOD))
    before = (filing.values, filing.stored)
    told(filing)
    assert (filing.values, filing.stored) == before


# ---------------------------------------------------------------- two lines that cancel out


def test_a_request_in_the_next_column_is_one_finding():
    """Two columns, as formulas: one has one too many, the other one too few."""
    truth = {**GOOD, PERSON("new"): 7, COMPANY("granted"): 2, COMPANY("new"): 5}
    found = told(handed_in({PERSON("granted"): 6, COMPANY("granted"): 1}, base=truth))
    (crossed,) = found
    assert (crossed.rule, crossed.severity) == ("R303", Severity.ERROR)
    assert "商业企业列：" in crossed.message and crossed.message.startswith("“三、依申请公开”自然人列：")
    assert "两处一多一少，差的一样多，正好相抵。" in crossed.message and "可能是有 1 件填错了列" in crossed.message
    assert {"D9", "E9"} <= set(crossed.cells)


def test_two_cells_of_a_row_exchanged_under_formulas_are_one_finding_that_names_the_row():
    truth = {**GOOD, PERSON("denied.third_party"): 40, PERSON("new"): 47}
    (found,) = told(handed_in({PERSON("denied.third_party"): 1, COMPANY("denied.third_party"): 40}, base=truth))
    changes = [("D14", 1, 40), ("E14", 40, 1)]
    assert [(c.cell, c.value, c.becomes) for c in found.candidates] == changes and found.cells[:2] == ("D14", "E14")
    assert "有 1 行：（三）不予公开4.保护第三方合法权益 D14 1 → 40，E14 40 → 1" in found.message


def test_an_exchange_that_two_rows_explain_reads_as_one_mistake():
    """Four sums fail as the rules see it, two of them though the typed totals of their column are right."""
    truth = {**GOOD, PERSON("closed.fee_unpaid"): 40, COMPANY("closed.other"): 40}
    truth |= {PERSON("new"): 47, COMPANY("new"): 43}
    wrong = {PERSON("closed.other"): 40, COMPANY("closed.other"): 0}
    (found,) = told(handed_in(wrong, base=truth, totals=typed(truth)))
    assert "有 2 行：① " in found.message and found.message.count(" → ") == 4
    assert {"D28", "E28", "D29", "E29"} == set(found.cells)


def test_what_only_looks_like_an_exchange_is_told_as_it_is():
    same_way = told(handed_in({PERSON("granted"): 6, COMPANY("new"): 2}))  # both have dealt with one too many
    unequal = told(handed_in({PERSON("granted"): 6, COMPANY("new"): 5}))
    three = told(handed_in({PERSON("granted"): 6, COMPANY("new"): 4, "requests.new.legal_service": 1}))
    assert [len(found) for found in (same_way, unequal, three)] == [2, 2, 3]
    assert not any("正好相抵" in f.message for f in (*same_way, *unequal, *three))


def test_two_columns_of_which_last_year_knows_the_cause_are_no_exchange():
    truth = {**GOOD, PERSON("carried_in"): 1, PERSON("new"): 6}
    found = told(handed_in({PERSON("carried_in"): 0, COMPANY("new"): 4}, base=truth), {PERSON("carried_out"): 1})
    flows = [f for f in found if f.rule == "R303"]
    assert len(flows) == 2 and not any("正好相抵" in f.message for f in flows)


# ---------------------------------------------------------------- what is blank, and what follows


def test_a_column_whose_outcomes_nobody_has_filled_in_begins_with_them():
    column = [name for name in GOOD if name.startswith("requests.") and name.endswith("natural_person")]
    blank = dict.fromkeys(name for name in column if name.split(".")[1] not in ("new", "carried_in"))
    found = one(told(handed_in(blank)), "R303")
    assert found.message.startswith("“三、依申请公开”自然人列的 D9至D29、D31 没有填，两边相差 7：新收 7")
    assert found.cells[0] == "D9" and found.cells[-1] == "D31" and "D7" not in found.cells


def test_a_blank_on_the_side_that_has_more_is_no_cause():
    found = one(told(handed_in({PERSON("granted"): 15, PERSON("carried_out"): None})), "R303")
    assert found.message.startswith("“三、依申请公开”自然人列：新收 7") and "D31 没有填，先按 0 计算" in found.message


def test_last_years_figure_that_would_unbalance_the_column_says_what_follows():
    """Two were counted as carried over that came this year: the column balances as it stands."""
    found = one(told(handed_in({PERSON("carried_in"): 2, PERSON("new"): 5}), {PERSON("carried_out"): 0}), "Y301")
    assert "改为 0 后，自然人列：新收 5 ＋ 上年结转 0 ＝ 5，办理总计 7 ＋ 结转下年度 0 ＝ 7，相差 2" in found.message
    assert found.message.endswith("“办理总计”多填了 2，或“新收”少填了 2，请一并改正。")
    assert {"D7", "D8"} <= set(found.cells)


CARRIED = {**GOOD, PERSON("carried_in"): 3, PERSON("new"): 4}
CARRIED_OUT = {PERSON("carried_out"): 3}


@pytest.mark.parametrize("typed_in", [30, None])
def test_a_slip_in_what_was_carried_over_reads_as_one_with_the_sum_that_fails_by_it(typed_in):
    found = told(handed_in({PERSON("carried_in"): typed_in}, base=CARRIED), CARRIED_OUT)
    across, flow = one(found, "Y301"), one(found, "R303")
    assert (across.cell, across.expected) == ("D8", 3) and "改为 3 后，自然人列的两边也就相等，是同一处差错。" in across.message
    assert flow.suggestion == "与 D8（上年结转·自然人）的问题是同一处：那里改为 3，两边就相等。请先核对那一格。" and flow.suggestion in flow.message


def test_with_typed_totals_both_name_the_same_cell():
    found = told(handed_in({PERSON("carried_in"): 30}, base=CARRIED, totals=typed(CARRIED)), CARRIED_OUT)
    across, flow = one(found, "Y301"), one(found, "R303")
    assert (flow.cell, flow.expected) == (across.cell, across.expected) == ("D8", 3)
    assert "是同一处差错" in across.message


def test_another_gap_is_another_mistake():
    found = told(handed_in({PERSON("carried_in"): 30, PERSON("granted"): 9}, base=CARRIED), CARRIED_OUT)
    assert "同一处" not in one(found, "Y301").message + one(found, "R303").message


def test_what_the_office_has_explained_is_no_slip():
    texts = {"explanation.Y301": "上年年报漏列 27 件，已更正"}
    found = told(handed_in({PERSON("carried_in"): 30}, base=CARRIED, texts=texts), CARRIED_OUT)
    assert one(found, "Y301").severity == Severity.WARNING and "同一处" not in one(found, "R303").message


def test_a_total_that_is_not_what_stands_in_its_cell_is_told_as_added_up():
    """The flow would hold with the typed total; what is added up are the parts."""
    found = one(told(handed_in({PERSON("granted"): 4}, totals={PERSON("outcome_total"): 7})), "R303")
    assert "办理总计 6（各项相加；D30 填的是 7）" in found.message


def test_one_case_in_the_wrong_column_puts_no_single_row_forward():
    """Any row may be the one: the exchange that would do is named, but nothing is called its figure."""
    truth = {**GOOD, PERSON("denied.third_party"): 1, PERSON("new"): 8}
    wrong = {PERSON("granted"): truth[PERSON("granted")] - 1, COMPANY("granted"): truth[COMPANY("granted")] + 1}
    (found,) = told(handed_in(wrong, base=truth))
    assert not found.candidates and "可能是有 1 件填错了列" in found.message
    assert {"D9", "E9"} <= set(found.cells)


OTHER = {"natural_person": "enterprise", "enterprise": "natural_person"}
REVERSED = {  # of section three, the two columns
    name: CARRIED[f"{row}.{OTHER[column]}"]
    for name in FORM.inputs
    for row, _, column in [name.rpartition(".")]
    if name.startswith(("requests.", "not_")) and column in OTHER
}
SWAPPED = {PERSON("carried_in"): 1, COMPANY("carried_in"): 3}
BOTH = {PERSON("carried_out"): 3, COMPANY("carried_out"): 1}


def test_two_columns_that_have_each_others_figure_of_last_year_are_one_mistake_of_both():
    """Every column balances as it stands; to exchange the two cells alone would unbalance both."""
    found = one(told(handed_in(REVERSED, base=CARRIED), BOTH), "Y301")
    assert "“自然人”、“商业企业”两列的这一行正好填反了" in found.message and "很可能两列整列填反了" in found.message
    assert "多填了" not in found.message and found.candidates == ()
    assert {"D7", "D8", "E7", "E8"} <= set(found.cells)


def test_two_cells_that_were_exchanged_are_put_right_by_exchanging_them():
    found = told(handed_in(SWAPPED, base=CARRIED), BOTH)
    across = one(found, "Y301")
    assert "这两格对调，就与上年年报一致" in across.message
    assert [(c.cell, c.becomes) for c in across.candidates] == [("D8", 3), ("E8", 1)]


def test_three_columns_out_of_place_name_no_two_of_them():
    typed_in = {**SWAPPED, "requests.carried_in.legal_service": 3}
    found = told(handed_in(typed_in, base=CARRIED), {**BOTH, "requests.carried_out.legal_service": 1})
    assert len([f for f in found if f.rule == "Y301"]) == 3
