"""How far what is open may move the totals, and what is therefore to be done first."""

from dataclasses import replace

import pytest

from disclosure_batch.findings import Candidate, Finding
from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.outputs.effects import NO_EFFECT, UNKNOWN_EFFECT
from disclosure_batch.outputs.overview import overview
from disclosure_batch.outputs.tasks import tasks_of
from tests.hand_made import FORM, error, warning
from tests.large import district_of

NEW = "requests.new.natural_person"
UNITS = 60


@pytest.fixture(scope="module")
def district() -> Consolidation:
    return replace(district_of(UNITS), findings=[])


def added(district: Consolidation) -> UnitState:
    return next(state for state in district.units if state.added)


def words(district: Consolidation, *findings: Finding) -> str:
    """What is said of the one task."""
    units = [state for state in district.units if state.added]
    (task,) = tasks_of(overview(replace(district, findings=findings, units=units)))
    return task.effect.words(FORM)


def of(state: UnitState, **more) -> Finding:
    found = warning("Y501", "请核实。", unit=state.unit.key, file=state.file)
    return replace(found, **more)


def test_a_figure_moves_its_total_by_the_gap_to_what_belongs_there(district):
    said = words(district, of(added(district), field=NEW, value=9, expected=2))
    total = district.totals["requests.new.total"]
    assert said == f"改正后“新收·总计”最多变动 7（现在 {total}，变动 {7 / total:.1%}）"


def test_a_candidate_says_what_it_would_become(district):
    said = words(district, of(added(district), field=NEW, value=9, candidates=(Candidate("D7", 9, 6),)))
    assert "最多变动 3" in said


def test_where_only_the_figure_is_known_it_moves_by_all_of_it(district):
    assert "最多变动 9" in words(district, of(added(district), field=NEW, value=9))


def test_where_a_whole_file_is_in_question_all_its_figures_are(district):
    state = added(district)
    said = words(district, of(state))
    assert "个合计变动超过 1%" in said


def test_words_move_no_total(district):
    assert words(district, of(added(district), field="text.problems", value="无")) == NO_EFFECT


def test_what_a_unit_without_figures_of_either_year_would_add_is_not_known(district):
    missing = next(state for state in district.units if state.file is None)
    alone = replace(district, last_year=None, units=[missing])
    (task,) = tasks_of(overview(replace(alone, findings=[error("U003", "没有收到。", unit=missing.unit.key)])))
    assert task.effect.words(FORM) == UNKNOWN_EFFECT and not task.effect.below


def test_the_order_is_by_effect_and_a_line_is_drawn_where_nothing_moves_a_total_by_a_hundredth(district):
    units = [state for state in district.units if state.added][:3]
    large = of(units[2], field=NEW, value=9_999, expected=0)
    small = of(units[0], field=NEW, value=1, expected=0)
    nobodys = error("F001", "打不开。", file="收件/谁的.xlsx")
    seen = overview(replace(district, findings=[small, large, nobodys], units=[s for s in district.units if s.added]))
    assert [task.title for task in tasks_of(seen)] == [units[2].unit.name, "收件/谁的.xlsx", units[0].unit.name]
    assert [task.effect.below for task in tasks_of(seen)] == [False, False, True]
