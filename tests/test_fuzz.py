"""Some cases of tests/fuzzing.py, others on every day; hours of it with `pytest -m long`."""

import datetime
import os
import random
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from disclosure_batch.intake.collect import collect
from disclosure_batch.intake.filing import Reading
from disclosure_batch.intake.pool import read_all
from tests import fuzzing as fuzz
from tests import hostile as h
from tests.district import FORM
from tests.mutations import cut, flip, insert

CASES = 160
BYTES = (flip, cut, insert)
# The same cases every time where a red run is to be about the change.
FIRST = 0 if os.environ.get("CI") else datetime.date.today().toordinal() * 1_000_000


def fuzzed(cases: Iterable[int], capsys: pytest.CaptureFixture, keep: Path | None = None) -> None:
    fates, wrong = fuzz.run(cases, keep)
    with capsys.disabled():
        print(f"\n{fuzz.summary(fates)}")
    assert not wrong, "\n".join(wrong[:5])
    assert fates["same figures"] and fates["rejected F006"] and fates["wrong and told so"]  # or nothing is tried here


def test_no_change_of_a_workbook_makes_a_wrong_figure_pass(capsys: pytest.CaptureFixture):
    fuzzed(range(FIRST, FIRST + CASES), capsys)


@pytest.mark.long
def test_no_change_of_a_workbook_makes_a_wrong_figure_pass_for_hours(capsys: pytest.CaptureFixture):
    cases = fuzz.for_so_long(FIRST + 500_000, 3600 * float(os.environ.get("FUZZ_HOURS", "1")))
    fuzzed(cases, capsys, Path("fuzz"))


def test_the_good_workbook_passes_and_a_changed_figure_does_not():
    """The fuzzer would see a wrong figure: one is put in the place of another behind the reader's back."""
    data = fuzz.seed_workbook()
    assert fuzz.outcome(data, content=False) == fuzz.Outcome("same figures")
    assert fuzz.errors_in(data) == []  # or any wrong figure would pass for one that is told
    field = "indicators.published"
    sheet, cell = fuzz.place(field)
    changed = h.change(data, h.part_of(data, sheet), lambda xml: h.with_value(xml, cell, b"9999"))
    assert fuzz.outcome(changed, content=False).fate == "accepted"
    assert fuzz.outcome(changed, content=True) == fuzz.Outcome("same figures")  # that is what stands in its cell now


# ---------------------------------------------------------------- other kinds, through the processes


TEXT = "二、主动公开政府信息情况\n第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t1\t2\t3\n行政规范性文件\t4\t5\t6\n"


def seeds() -> dict[str, bytes]:
    """One of each kind."""
    return {
        "a.docx": h.docx_table(30),
        "a.html": h.html("<table>" + "<tr><td colspan=2>规章<td>1<td>2</tr>" * 20 + "</table>"),
        "a.txt": TEXT.encode() * 5,
        "b.txt": TEXT.encode("gb18030"),
        "a.csv": TEXT.replace("\t", ",").encode(),
        "a.ods": h.ods(h.ODS.format(h.ODS_TABLE.format(h.ODS_MANY.replace("1048576", "3").replace("16384", "4")))),
        "a.xls": h.compound([0xFFFFFFFD, 0xFFFFFFFE, *range(3, 40), 0xFFFFFFFE]) + bytes(range(256)) * 80,
        "a.zip": h.zipped({"a.xlsx": fuzz.seed_workbook(), "b.txt": TEXT.encode()}),
        "a.xlsx": fuzz.seed_workbook(),
    }


def accounted(folder: Path, count: int) -> list[Reading]:
    readings = read_all(collect([folder]), FORM, 2)
    assert len({reading.path.partition("!/")[0] for reading in readings}) == count
    assert all(reading.filing or reading.troubles for reading in readings)
    unforeseen = [r for r in readings for t in r.troubles if "出了意外" in str(t)]
    assert not unforeseen, unforeseen[:3]
    return readings


def test_no_change_of_any_kind_of_file_ends_the_run(tmp_path: Path, capsys: pytest.CaptureFixture):
    folder = tmp_path / "收件"
    folder.mkdir()
    kinds = seeds()
    for number in range(300):
        dice = random.Random(FIRST + number)
        name, data = dice.choice(list(kinds.items()))
        for _ in range(dice.choice((1, 2, 5))):
            data = dice.choice(BYTES)(data or b"x", dice)
        (folder / f"{number}{Path(name).suffix}").write_bytes(data)
    readings = accounted(folder, 300)
    with capsys.disabled():
        print(
            f"\n300 files of {len(kinds)} kinds: "
            f"{sum(bool(r.filing) for r in readings)} of {len(readings)} readings hold figures"
        )


def test_no_change_of_a_saved_workbook_ends_the_run(tmp_path: Path, libreoffice):
    """.xls and .ods as LibreOffice saves them: the first is read by a library that may end its process."""
    folder = tmp_path / "收件"
    folder.mkdir()
    source = tmp_path / "seed.xlsx"
    source.write_bytes(fuzz.seed_workbook())
    saved = [libreoffice(source, ending) for ending in ("xls", "ods")]
    for path in saved:
        shutil.copy(path, folder / f"good{path.suffix}")
        for number in range(100):
            dice = random.Random(FIRST + number)
            data = dice.choice(BYTES)(path.read_bytes(), dice)
            (folder / f"{number}{path.suffix}").write_bytes(data)
    readings = {reading.path: reading for reading in accounted(folder, 202)}
    for path in saved:
        filing = readings[f"收件/good{path.suffix}"].filing
        assert dict(zip(FORM.inputs, filing.values, strict=True)) == fuzz.figures()
