"""`distribute`: every unit of the roster gets its own workbook, with what is already known of it."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.utils import range_boundaries

from disclosure_batch.cli import main
from disclosure_batch.form.layout import layout_of
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import prefilled
from tests.district import FIGURES, FORM
from tests.filled import (
    check_lines,
    figures_of,
    filing_of,
    filled,
    marked_on,
    marks_in_cells,
    recalculated,
    stored,
    without_stored_values,
    written,
)

LAYOUT = layout_of(FORM)
UNITS = (
    ("410800", "示例区人民政府办公室", "汇总机关", ""),
    ("410801", "示例区财政局", "政府部门", ""),
    ("410802", "示例区数据局", "政府部门", "示例区大数据中心、大数据中心"),
    ("410803", "示例区文昌街道办事处", "乡镇街道", ""),
)
HEAD = ("单位代码", "单位名称", "类别", "别名")
# what the finance bureau reported last year
BEFORE = FIGURES | {
    "requests.carried_out.natural_person": 2,
    "requests.carried_out.enterprise": 3,
    "proactive.normative_documents.in_force": 11,
    "indicators.information_fees": Decimal("20.05"),
}


class Coordinator:
    """Who sends out the workbooks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.roster = folder / "名册.csv"
        self.out = folder / "下发"
        self.write_roster(UNITS)

    def write_roster(self, units, encoding: str = "utf-8-sig") -> None:
        with self.roster.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([HEAD, *units])

    def distribute(self, *options: object, year: int = 2024):
        arguments = ["distribute", self.roster, "-o", self.out, "--year", year, *options]
        self.done = CliRunner().invoke(main, [str(word) for word in arguments])
        assert self.done.exception is None or isinstance(self.done.exception, SystemExit), self.done.exception
        return self.done

    def path(self, code: str) -> Path:
        (path,) = self.out.glob(f"{code}_*.xlsx")
        return path

    def book(self, code: str) -> openpyxl.Workbook:
        return openpyxl.load_workbook(self.path(code))

    def files(self) -> list[str]:
        return sorted(path.name for path in self.out.glob("**/*")) if self.out.exists() else []


@pytest.fixture
def coordinator(tmp_path) -> Coordinator:
    return Coordinator(tmp_path)


@pytest.fixture(scope="module")
def with_last_year(tmp_path_factory) -> Coordinator:
    """Sent out with the last year's workbooks of two offices: one was called otherwise then, and had another code."""
    folder = tmp_path_factory.mktemp("district")
    last_year = folder / "上年收件"
    last_year.mkdir()
    written(named("示例区财政局", "410801", BEFORE), last_year / "财政.xlsx")
    written(named("示例区大数据中心", "410888", {**FIGURES, "requests.carried_out.enterprise": 7}), last_year / "数据.xlsx")
    coordinator = Coordinator(folder)
    coordinator.distribute("--previous", last_year)
    return coordinator


def named(name: str, code: str, values):
    """Last year's workbook of an office."""
    return filled(FORM, values | {"unit.name": name, "unit.year": 2023}, code=code)


def cell(book: openpyxl.Workbook, name: str):
    ((sheet, place),) = book.defined_names[name].destinations
    return book[sheet][place.replace("$", "")]


def last_year_cell(book: openpyxl.Workbook, name: str):
    sheet = LAYOUT.sheet_of(name)
    return book[sheet.name][sheet.last_year[name].first]


# ---------------------------------------------------------------- one workbook a unit


def test_every_unit_gets_its_own_workbook(coordinator):
    done = coordinator.distribute()

    assert done.exit_code == 0
    assert "已写出 4 家单位的表" in done.output
    assert coordinator.files() == sorted(f"{code}_{name}.xlsx" for code, name, *_ in UNITS)


def test_name_code_and_year_are_filled_in_and_locked(coordinator):
    coordinator.distribute()
    book = coordinator.book("410801")

    for name, value in (("unit.name", "示例区财政局"), ("unit.code", "410801"), ("unit.year", 2024)):
        assert cell(book, name).value == value
        assert cell(book, name).protection.locked
    for name in ("unit.prepared_by", "unit.date", "requests.new.natural_person", "text.overview", "explanation.Y301"):
        assert not cell(book, name).protection.locked
    assert dict(book["_meta"].iter_rows(values_only=True))["unit.code"] == "410801"
    assert "示例区财政局" in stored(coordinator.path("410801"))["三、依申请公开", "A2"]


def test_without_last_year_no_figure_is_filled_in(coordinator):
    coordinator.distribute()

    filing = filing_of(coordinator.path("410803"), FORM)
    assert set(filing.values) == {None}
    assert filing.untouched(FORM)
    assert {line for rule, line in check_lines(coordinator.path("410803"), FORM).items() if rule[0][0] == "Y"} == {
        "没有上年数据"
    }


def test_the_same_roster_gives_the_same_bytes(coordinator):
    coordinator.distribute()
    first = {name: (coordinator.out / name).read_bytes() for name in coordinator.files()}
    coordinator.distribute()

    assert {name: (coordinator.out / name).read_bytes() for name in coordinator.files()} == first


# ---------------------------------------------------------------- last year


def test_last_years_figures_stand_beside_the_table_locked_and_not_printed(with_last_year):
    book = with_last_year.book("410801")

    for name in FORM.numeric:
        beside = last_year_cell(book, name)
        left, top, right, bottom = range_boundaries(beside.parent.print_area.rpartition("!")[2].replace("$", ""))
        assert beside.protection.locked
        assert not (left <= beside.column <= right and top <= beside.row <= bottom)
        if name in BEFORE:
            assert beside.value == pytest.approx(float(BEFORE[name]), abs=1e-12)
        elif name in FORM.inputs:
            assert beside.value == 0
    assert last_year_cell(book, "requests.carried_out.total").value == 5


def test_last_years_figures_are_grey(with_last_year):
    font = last_year_cell(with_last_year.book("410801"), "requests.new.enterprise").font
    assert font.color.rgb == "FF7F7F7F"


def test_what_was_carried_over_is_filled_in_and_may_be_changed(with_last_year):
    book = with_last_year.book("410801")

    assert cell(book, "requests.carried_in.natural_person").value == 2
    assert cell(book, "requests.carried_in.enterprise").value == 3
    assert not cell(book, "requests.carried_in.enterprise").protection.locked
    assert cell(book, "requests.carried_in.total").data_type == "f"
    assert cell(book, "requests.new.enterprise").value is None


def test_a_workbook_that_is_only_filled_in_by_us_counts_as_blank(with_last_year):
    filing = filing_of(with_last_year.path("410801"), FORM)
    assert filing.value(FORM, "requests.carried_in.enterprise") == 3
    assert filing.untouched(FORM)


def test_the_checks_against_last_year_are_live_before_anyone_types(with_last_year):
    lines = check_lines(with_last_year.path("410801"), FORM)

    assert lines["Y301", "requests.carried_in.enterprise"] == "平衡"
    assert lines["Y101", "proactive.normative_documents.in_force"] == "未填"
    formulas = with_last_year.book("410801")["核对与说明"]
    sheet = LAYOUT.sheets[-1]
    row = next(
        row
        for row, r in sheet.checks.items()
        if (r.code, r.left[0].field) == ("Y301", "requests.carried_in.enterprise")
    )
    assert LAYOUT.reference("requests.carried_out.enterprise", last_year=True) in formulas.cell(row + 1, 4).value


def test_what_we_filled_in_is_not_said_to_balance(with_last_year, libreoffice, tmp_path):
    path = tmp_path / "财政.xlsx"
    path.write_bytes(with_last_year.path("410801").read_bytes())
    shown = openpyxl.load_workbook(path, data_only=True)
    (saved,) = recalculated(libreoffice, [without_stored_values(path)], tmp_path)

    for book in (shown, openpyxl.load_workbook(saved, data_only=True)):
        assert book["三、依申请公开"]["A3"].value.startswith("本表还没有填，没有的填 0：选中空格")
        assert any(str(cell.value).startswith("核对结果：还没有填写。") for row in book["封面"].iter_rows() for cell in row)


def test_what_is_stored_of_last_years_figures_that_contradict_each_other_is_what_is_calculated(libreoffice, tmp_path):
    before = dict.fromkeys(FORM.numeric, 0) | {"requests.carried_out.total": 9, "requests.carried_out.enterprise": 3}
    write_workbook(path := tmp_path / "财政.xlsx", prefilled(FORM, "示例区财政局", "410801", 2024, before))
    stored_lines = check_lines(path, FORM)
    (saved,) = recalculated(libreoffice, [without_stored_values(path)], tmp_path)

    assert stored_lines == check_lines(saved, FORM)
    assert stored_lines["Y301", "requests.carried_in.total"] == "不平衡，相差 6"


def test_what_nobody_has_touched_bears_no_mark_and_a_row_does_once_it_is_filled_in(
    with_last_year, libreoffice, tmp_path
):
    """Also 废止 alone, which is enough to be more than there was."""
    typed = {
        "无人填过": {},
        "填了一行": {"proactive.regulations.repealed": 1},
        "填了另一行": {"proactive.normative_documents.in_force": 4},
    }
    stripped = []
    for name, edits in typed.items():
        (path := tmp_path / f"{name}.xlsx").write_bytes(with_last_year.path("410801").read_bytes())
        stripped.append(without_stored_values(path, edits))
    marks = [marks_in_cells(path, tmp_path / f"{path.stem}_标记.xlsx") for path in stripped]
    saved = recalculated(libreoffice, stripped + marks, tmp_path)
    lines = [
        {words for words in check_lines(path, FORM).values() if words.startswith(("不平衡", "请核对"))}
        for path in saved[:3]
    ]
    marks = [set().union(*(marked_on(path, sheet.name) for sheet in LAYOUT.sheets)) for path in saved[3:]]

    assert (lines[0], marks[0]) == (set(), set())
    assert "不平衡，超出 1" in lines[1] and {"B6", "C6", "D6"} <= marks[1] and not {"B7", "C7", "D7"} & marks[1]
    assert lines[2] == {"请核对，相差 7"} and {"B7", "C7", "D7"} <= marks[2] and not {"B6", "C6", "D6"} & marks[2]


def test_a_clerk_who_changes_the_carry_over_sees_the_gap(with_last_year, libreoffice, tmp_path):
    path = tmp_path / "财政.xlsx"
    path.write_bytes(with_last_year.path("410801").read_bytes())
    edits = {"requests.carried_in.enterprise": 1, "proactive.normative_documents.in_force": 11}
    (saved,) = recalculated(libreoffice, [without_stored_values(path, edits)], tmp_path)

    lines = check_lines(saved, FORM)
    assert lines["Y301", "requests.carried_in.enterprise"] == "不平衡，相差 2"
    assert lines["Y301", "requests.carried_in.natural_person"] == "平衡"
    assert lines["Y101", "proactive.normative_documents.in_force"] == "平衡"
    assert figures_of(filing_of(saved, FORM), FORM)["requests.carried_in.enterprise"] == 1


def test_a_renamed_unit_is_followed_by_its_alias(with_last_year):
    book = with_last_year.book("410802")

    assert cell(book, "unit.name").value == "示例区数据局"
    assert cell(book, "requests.carried_in.enterprise").value == 7


def test_who_has_no_last_year_is_named(with_last_year):
    said = with_last_year.done.output
    assert "这 2 个单位" in said and "示例区人民政府办公室、示例区文昌街道办事处" in said and "别名" in said
    assert "示例区数据局" not in said
    assert last_year_cell(with_last_year.book("410803"), "requests.new.enterprise").value is None


def test_a_result_of_the_wrong_year_would_fill_in_wrong_figures_and_stops(with_last_year, tmp_path):
    later = Coordinator(tmp_path)
    later.distribute("--previous", with_last_year.folder / "上年收件", year=2026)
    assert later.done.exit_code == 2 and later.files() == []
    assert "“上年收件”是 2023 年的，本次是 2026 年，应给 2025 年的，没有往下做" in later.done.output


def test_what_is_not_a_result_is_refused_and_nothing_is_written(coordinator, tmp_path):
    (tmp_path / "说明.txt").write_text("没有数字", encoding="utf-8")

    done = coordinator.distribute("--previous", tmp_path / "说明.txt")

    assert done.exit_code == 3
    assert coordinator.files() == []


# ---------------------------------------------------------------- the roster


def test_a_roster_as_excel_saves_it_in_china(coordinator):
    coordinator.write_roster(UNITS, encoding="gb18030")
    coordinator.distribute()

    assert cell(coordinator.book("410803"), "unit.name").value == "示例区文昌街道办事处"


def test_a_roster_that_is_a_workbook(coordinator, tmp_path):
    book = openpyxl.Workbook()
    for row in (HEAD, *UNITS):
        book.active.append(row)
    coordinator.roster = tmp_path / "名册.xlsx"
    book.save(coordinator.roster)
    coordinator.distribute()

    assert len(coordinator.files()) == 4


def test_every_mistake_in_the_roster_is_named_and_nothing_is_written(coordinator):
    coordinator.write_roster(
        [*UNITS, ("410801", "示例区民政局", "", ""), ("410805", "", "", ""), ("410806", "示例区林业局", "部门", "")]
    )

    done = coordinator.distribute()

    assert done.exit_code == 3
    assert all(f"第 {row} 行" in done.output for row in (6, 7, 8))
    assert "Traceback" not in done.output
    assert not coordinator.out.exists()


@pytest.mark.parametrize(
    ("code", "name", "file"),
    [
        ("410801", "示例区财政局.", "410801_示例区财政局.xlsx"),
        ("CON", "局", "CON_局.xlsx"),
        ("41.", "示例区财政局（本级）", "41._示例区财政局（本级）.xlsx"),
        ("410801", "局" * 200, f"410801_{'局' * 71}.xlsx"),
        ("410801", "=1+1", "410801_=1+1.xlsx"),
        ("410801", "@局", "410801_@局.xlsx"),
        ("410801", "示例区‮财政局", "410801_示例区财政局.xlsx"),
    ],
)
def test_hostile_names_become_safe_files_and_stay_text(coordinator, code, name, file):
    coordinator.write_roster([(code, name, "", "")])
    coordinator.distribute()

    (written_file,) = coordinator.files()
    assert len(written_file.encode()) <= 255
    assert written_file == file or len(name) == 200
    shown = cell(openpyxl.load_workbook(coordinator.out / written_file), "unit.name")
    assert shown.data_type == "s"
    assert shown.value == name.replace("‮", "")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("示例区政务服务和数据局/大数据中心", "410801_示例区政务服务和数据局_大数据中心.xlsx"),
        ("../../示例区财政局", "410801_.._.._示例区财政局.xlsx"),
        ('甲"<乙>:丙|丁*', "410801_甲__乙__丙_丁_.xlsx"),
    ],
)
def test_a_name_that_no_file_can_have_stands_in_the_workbook_as_it_is(coordinator, name, file):
    coordinator.write_roster([("410801", name, "", "")])
    coordinator.distribute()

    assert coordinator.files() == [file]
    assert cell(openpyxl.load_workbook(coordinator.out / file), "unit.name").value == name


def test_a_workbook_whose_file_has_other_signs_than_the_name_is_the_units_own(coordinator):
    """Without its code the file's name is, by its letters, that of another unit with something before it."""
    name = "示例区数据局/大数据中心"
    coordinator.write_roster([("410801", name, "", ""), ("410802", "大数据中心", "", "")])
    coordinator.distribute()
    coordinator.path("410801").rename(coordinator.out / "示例区数据局_大数据中心.xlsx")
    coordinator.path("410802").unlink()

    checked = CliRunner().invoke(
        main, ["check", str(coordinator.out), "--roster", str(coordinator.roster), "--format", "json"]
    )
    assert "U011" not in {finding["rule"] for finding in json.loads(checked.stdout)["findings"]}


def test_two_units_whose_files_would_be_one_get_two(coordinator):
    """On Windows a1_a局.xlsx and A1_A局.xlsx are one."""
    coordinator.write_roster([("a1", "a局", "", ""), ("A1", "A局", "", "")])
    coordinator.distribute()

    assert coordinator.files() == ["A1_A局（2）.xlsx", "a1_a局.xlsx"]


def test_names_that_differ_in_a_sign_no_file_can_have_get_two_files(coordinator):
    coordinator.write_roster([("1", "局/中心", "", ""), ("1_局", "中心", "", "")])
    coordinator.distribute()

    assert coordinator.files() == ["1_局_中心.xlsx", "1_局_中心（2）.xlsx"]
