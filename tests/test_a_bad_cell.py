"""One cell with words in it costs itself, in whatever kind of file its table stands: the figures around it are read."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.read import read
from tests import hands
from tests.district import UNITS, YEAR, District
from tests.hands import FORM, FOUR, THREE, TWO, Rows
from tests.run import Run

TITLE = f"{UNITS['410801']}{YEAR}年政府信息公开工作年度报告"
REQUIRED = {name for name in FORM.inputs if FORM.fields[name].required}


def as_page(sheets: dict[str, Rows], path: Path) -> Path:
    body = "".join(f"<p>{name}</p><table>{''.join(map(_as_tr, rows))}</table>" for name, rows in sheets.items())
    path.write_text(f"<html><body><h1>{TITLE}</h1>{body}</body></html>", encoding="utf-8")
    return path


def _as_tr(row: list[object]) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"


def as_text(sheets: dict[str, Rows], path: Path) -> Path:
    tables = ("\n".join("\t".join(map(str, row)) for row in rows if any(row)) for rows in sheets.values())
    path.write_text("\n\n".join((TITLE, *tables)), encoding="utf-8")
    return path


LICENCES, PERSON, REVIEW = "proactive.licensing.decisions", "requests.new.natural_person", "remedies.reconsideration."
AFTER = "remedies.litigation_after_reconsideration.pending"
KINDS: dict[str, Callable[[dict[str, Rows], Path], Path]] = {
    "表.xlsx": hands.as_workbook,
    "表.docx": hands.as_word,
    "表.html": as_page,
    "表.txt": as_text,
}
SPOILT = {
    "nothing": ({f"{REVIEW}upheld": "无", f"{REVIEW}corrected": "0件"}, {"V002", "V003"}),
    "counted": ({f"{REVIEW}upheld": "2件", "remedies.litigation_direct.other": "2（含上年1）"}, {"V003"}),
    "in words": ({f"{REVIEW}upheld": "见附件"}, {"V004"}),
    "about": ({f"{REVIEW}pending": "约5", AFTER: "两件"}, {"V004"}),
    "a row's first": ({PERSON: "4（其中1）"}, {"V003"}),
    "another's first": ({"requests.denied.state_secret.natural_person": "0（无）"}, {"V003"}),
    "corrected": ({PERSON: "22（更正为16）", LICENCES: "22（其中变更12件）"}, {"V003", "V004"}),
    "the table's first": ({"proactive.regulations.issued": "4（其中1）"}, {"V003"}),
}
READ_AS = {"无": 0, "0件": 0, "2件": 2, "2（含上年1）": 2, "4（其中1）": 4, "0（无）": 0, "22（其中变更12件）": 22}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", SPOILT)
def test_it_is_told_alone(tmp_path: Path, kind: str, case: str):
    typed, _ = SPOILT[case]
    path = KINDS[kind](hands.tables({**hands.FIGURES, **typed}), tmp_path / kind)

    (reading,) = read(Source(kind, path, named=True), FORM)

    back = hands.Back(reading.filing, reading.troubles)
    assert (back.missing, back.rules - {"L004"}) == (set(), set())
    assert {name for name in back.filing.slips if name in REQUIRED} == set(typed)
    truth = {**hands.TYPED, **{name: READ_AS.get(said) for name, said in typed.items()}}
    assert {name: back.values[name] for name in REQUIRED} == {name: truth[name] for name in REQUIRED}


def handed_in(district: District, typed: dict[str, object], kind: str) -> Run:
    """An office sends its figures as something else than its workbook, some of them with words."""
    office = district.office("410801")
    district.receive()
    (district.received / "410801_示例区财政局.xlsx").unlink()
    own = {name: value for name, value in office.values.items() if name in FORM.inputs}
    whole = hands.totals_of(FORM, {**dict.fromkeys(FORM.inputs, 0), **own})
    KINDS[kind](hands.tables({**whole, **typed}), district.received / f"410801_示例区财政局{Path(kind).suffix}")
    return district.merge(receive=False)


@pytest.mark.parametrize("kind", KINDS)
def test_the_office_counts_and_is_told_what_was_read(district, kind: str):
    run = handed_in(district, {LICENCES: "345（其中变更12件）", f"{REVIEW}other": "无"}, kind)

    assert run.states()["410801"] == "accepted" and not run.rules("410801", "error")
    assert "“345（其中变更12件）”读作 345" in run.finding("V003", "410801").message
    assert run.finding("V002", "410801").value == "无"
    assert run.totals[LICENCES] == district.sums()[LICENCES]


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_that_its_note_may_change_is_asked_for(district, kind: str):
    run = handed_in(district, {LICENCES: "345（更正为354）"}, kind)

    assert run.rules("410801", "error") == {"V004"} and run.states()["410801"] == "rejected"
    assert "看不出以哪个为准" in run.finding("V004", "410801").message
    assert run.totals[LICENCES] == district.sums("410801")[LICENCES]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sheet", [TWO, THREE, FOUR])
def test_words_in_every_cell_are_never_read_as_figures_of_others(tmp_path: Path, kind: str, sheet: str):
    """Each figure of a table in turn with words: it is refused, or its row is; nothing is taken for another's."""
    fields = [f.id for f in FORM.sheet(sheet).fields if f.id in hands.TYPED][::7]
    for field in fields:
        path = KINDS[kind](hands.tables({**hands.FIGURES, field: "不详（另有说明）"}), tmp_path / kind)
        (reading,) = read(Source(kind, path, named=True), FORM)
        back = hands.Back(reading.filing, reading.troubles)
        assert not back.misread.keys() & REQUIRED, field
        assert back.values[field] is None and len(back.missing) <= 15, field


def test_an_amount_with_a_note_is_exact(tmp_path: Path):
    path = as_text(hands.tables({**hands.FIGURES, "proactive.fees.amount": "96.0914（其中罚没1.2）"}), tmp_path / "表.txt")
    (reading,) = read(Source("表.txt", path, named=True), FORM)
    assert reading.filing.value(FORM, "proactive.fees.amount") == Decimal("96.0914")
