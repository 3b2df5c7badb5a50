"""The detail of very many units lies beside the workbook, in files of its own: written, held, read again."""

import csv
import hashlib
import shutil
from decimal import Decimal

import openpyxl
import pytest

from disclosure_batch.outputs.workbook import readback
from tests.district import FORM, UNITS, District

FEES, NEW = "proactive.fees.amount", "requests.new.natural_person"
BEYOND = ("--detail-limit", 2)
PARENTS = {"410801": "410810", "410802": "410810", "410803": "410820"}


@pytest.fixture
def district(tmp_path) -> District:
    return District(tmp_path)


def rows_of(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_each_unit_is_a_row_beside_the_workbook_and_the_totals_are_formulas_over_subtotals(district):
    run, whole = district.merge(*BEYOND, whole=True), district.merge(output="whole", whole=True)
    rows = rows_of(run.folder / "明细" / "全部.csv")
    assert [row["unit.code"] for row in rows] == list(UNITS) and list(rows[0])[2:] == list(FORM.numeric)
    assert sum(Decimal(row[FEES]) for row in rows) == run.totals[FEES] == whole.totals[FEES]
    assert rows[1][FEES] == "8.0914" and rows[1]["requests.new.total"] == "10"
    book = openpyxl.load_workbook(run.folder / "汇总表.xlsx")
    assert "明细" not in book.sheetnames and book["三、依申请公开"]["D7"].value.startswith("=SUM(明细小计!")
    (listed,) = [row for row in book["明细小计"].iter_rows(values_only=True) if "明细/全部.csv" in row]
    assert listed[2:5] == (4, "明细/全部.csv", _sha256(run.folder / "明细" / "全部.csv"))
    assert run.totals == whole.totals and "明细/全部.csv" in {made["path"] for made in run.account["outputs"]}


def test_up_to_the_limit_the_workbook_holds_them_itself(district):
    run = district.merge("--detail-limit", 4, whole=True)
    assert not (run.folder / "明细").exists()
    assert "明细" in openpyxl.load_workbook(run.folder / "汇总表.xlsx").sheetnames


def test_there_is_a_file_for_each_unit_above_them(district):
    district.write_roster("410810,示例一区,其他,\n410820,示例二区,其他,\n", 上级单位代码=PARENTS)
    folder = district.merge(*BEYOND, whole=True).folder / "明细"
    assert {path.stem: len(rows_of(path)) for path in folder.iterdir()} == {"410800": 1, "410810": 2, "410820": 1}


def test_the_next_run_knows_who_moved_a_total(district):
    district.merge(*BEYOND, whole=True)
    district.office("410801").fill("requests.new.natural_person", 8).fill("requests.carried_out.natural_person", 1)
    run = district.merge(*BEYOND, whole=True)
    (moved,) = [t for n, t in run.account["since"]["totals"].items() if n == NEW]
    assert moved["is"] - moved["was"] == 1
    assert "示例区财政局" in (run.folder / "核对报告.html").read_text(encoding="utf-8")


def test_it_serves_as_last_years_result_and_as_roster(district):
    result = district.merge(*BEYOND, whole=True).folder
    out = district.run("distribute", result / "汇总表.xlsx", "-o", district.folder / "下发", "--year", 2025,
                       "--previous", result / "汇总表.xlsx", whole=True)
    assert out.exit_code == 0
    book = openpyxl.load_workbook(district.folder / "下发" / "410801_示例区财政局.xlsx")
    assert book["二、主动公开"]["H7"].value == 12
    (result / "明细" / "全部.csv").unlink()
    shutil.rmtree(district.folder / "下发")
    out = district.run("distribute", result / "汇总表.xlsx", "-o", district.folder / "下发", "--year", 2025,
                       "--previous", result, whole=True)
    assert "明细/全部.csv”不在它旁边" in out.text


def _sha256(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_one_level_up_the_units_are_known_and_what_is_lacking_is_said(district, harm):
    result = district.merge(*BEYOND, whole=True).folder
    up = district.folder / "上报" / "示例区"
    shutil.copytree(result, up)
    (up / "manifest.json").unlink()
    for other in up.iterdir():
        if other.name not in ("汇总表.xlsx", "明细"):
            shutil.rmtree(other) if other.is_dir() else other.unlink()
    above = ("--year", 2024, "--name", "示例市人民政府")
    run = district.merge(*above, paths=(district.folder / "上报",), roster=False, receive=False, output="市")
    assert run.totals[NEW] == district.sums()[NEW] and not run.findings("L019")
    detail = up / "明细" / "全部.csv"
    detail.unlink() if harm == "gone" else detail.write_bytes(detail.read_bytes().replace(b"8.0914", b"8.0915"))
    run = district.merge(*above, paths=(district.folder / "上报",), roster=False, receive=False, output="市")
    assert run.totals[FEES] == district.sums()[FEES]
    assert "明细/全部.csv" in run.finding("L019").message


def test_what_was_written_is_held_against_what_was_added_up(district, monkeypatch):
    rows = readback.read_detail

    def misread(path, form):
        for unit, figures in rows(path, form):
            yield unit, (figures[0], Decimal(99), *figures[2:]) if unit == "410801" else figures

    monkeypatch.setattr(readback, "read_detail", misread)
    run = district.merge(*BEYOND)
    with pytest.raises(readback.OutputDiffers, match=r"明细/全部\.csv"):
        run.product("汇总表.xlsx")
