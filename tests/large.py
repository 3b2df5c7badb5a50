"""A district of any size as a result, made without a file: what the review page has to bear."""

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.figures.table import Figures
from disclosure_batch.findings import Candidate, Finding
from disclosure_batch.form.model import FieldKind, Figure
from disclosure_batch.intake.filing import Filing, Origin
from disclosure_batch.merge import Body, Consolidation, FileState, Status, UnitState
from disclosure_batch.roster import Category, Unit
from disclosure_batch.settings import Settings
from tests.hand_made import FORM, PUBLISHER, error, notice, warning

DEADLINE = datetime.date(2025, 1, 20)
CATEGORIES = (Category.DEPARTMENT, Category.TOWNSHIP, Category.VERTICAL)
REQUESTS = "三、依申请公开"
KINDS = [Decimal if FORM.fields[name].kind is FieldKind.AMOUNT else int for name in FORM.inputs]
MISSING, FAULTY, ASKED = 8, 5, 4  # of so many one is missing, has an error, has a warning


def district_of(number: int) -> Consolidation:
    """So many units; the larger ones have errors, too, and some are late."""
    chance = random.Random(number)
    states = [_state(at, chance) for at in range(number)]
    added = [state for state in states if state.added]
    figures = _figures(added)
    last = [state for state in states if state.unit.code[-1] != "7"]
    last_year = Figures.of(FORM, [tuple(_typed(random.Random(s.unit.code))) for s in last], [s.unit.key for s in last])
    return Consolidation(
        form=FORM,
        year=2024,
        body=Body(*PUBLISHER),
        files=[_file(state) for state in states if state.file],
        units=states,
        findings=[finding for at, state in enumerate(states) for finding in _findings(at, state)],
        figures=figures,
        totals=figures.totals,
        reported=figures.reported,
        last_year=LastYear(2023, last_year, last_year.totals),
        settings=Settings(deadline=DEADLINE),
    )


def _figures(states: Sequence[UnitState]) -> Figures:
    return Figures.of(FORM, [state.filing.values for state in states], [state.unit.key for state in states])


def _state(at: int, chance: random.Random) -> UnitState:
    code = f"{410000 + at}"
    unit = Unit(code, f"示例第{at}局", CATEGORIES[at % 3], None, (), True, "经办人", f"0391-{at:07}")
    if at % MISSING == 3:
        return UnitState(unit, Status.MISSING, counted=True)
    day = DEADLINE + datetime.timedelta(days=at % 7 - 5)
    texts = {"unit.name": unit.name, "unit.code": code, "unit.date": day.isoformat(), "text.problems": "公开不够及时。"}
    filing = Filing(Origin.TEMPLATE, tuple(_typed(chance)), texts=texts)
    status = Status.REJECTED if at % FAULTY == 1 else Status.ACCEPTED
    return UnitState(unit, status, True, f"收件/{code}_{unit.name}.xlsx", filing)


def _typed(chance: random.Random) -> Iterator[Figure]:
    """Two of three figures are 0, as in most submissions."""
    return (kind(chance.choice((0, 0, chance.randrange(50)))) for kind in KINDS)


def _file(state: UnitState) -> FileState:
    return FileState(state.file, f"{int(state.unit.code):064x}", 18_000, state.unit.key, state.status, (), 12345)


def _findings(at: int, state: UnitState) -> Iterator[Finding]:
    place = {"unit": state.unit.key, "file": state.file, "sheet": REQUESTS}
    if state.status is Status.MISSING:
        yield error("U003", f"“{state.unit.name}”还没有报送。", unit=state.unit.key)
        return
    if state.status is Status.REJECTED:
        unbalanced = error("R303", f"自然人列：新收 {at} ＋ 上年结转 0 ＝ {at}，办理总计 2 ＋ 结转下年度 0 ＝ 2。", cell="D7", **place)
        yield replace(unbalanced, field="requests.new.natural_person", candidates=(Candidate("D7", at, 2),))
    if at % ASKED == 2:
        risen = warning("Y501", f"新收 {at} 件，上年 1 件，请核实。", cell="E7", **place)
        yield replace(risen, field="requests.new.enterprise", value=at, expected=1)
    yield notice("V001", "有 3 格空白，按 0 计。", cell="D9", **place)
