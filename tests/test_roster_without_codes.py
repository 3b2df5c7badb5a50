"""A list of units without codes, as every office keeps one, is a roster: names decide, a code that was made never."""

import csv
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from disclosure_batch.cli import main
from disclosure_batch.roster import RosterMistakes, read_roster
from tests.district import FORM, YEAR, District
from tests.filled import filled, written

NAMES = ("示例区财政局", "示例区教育局", "示例区文昌街道办事处")
HEAD = ("序号", "单位", "联系人", "电话")


def rows_of(*names: str, head=HEAD) -> list[tuple]:
    return [head, *((number, name, "甲", "0391-0000000") for number, name in enumerate(names, 1))]


def save(path: Path, *tables, encoding: str = "utf-8-sig") -> Path:
    """Tables of rows as a .csv (the first), or a sheet each."""
    if path.suffix == ".csv":
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(tables[0])
        return path
    book = Workbook()
    book.remove(book.active)
    for rows in tables:
        page = book.create_sheet()
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def names_in(path: Path) -> list[str]:
    return [unit.name for unit in read_roster(path).units]


def mistakes(path: Path) -> str:
    with pytest.raises(RosterMistakes) as caught:
        read_roster(path)
    return "\n".join(caught.value.lines)


# ---------------------------------------------------------------- what is such a list


@pytest.mark.parametrize("name", ["单位", "部门", "单位名称", "部门名称", "填报单位", "机 关 名 称"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_list_is_read_whatever_it_calls_the_names(tmp_path, name, ending):
    path = save(tmp_path / f"名单.{ending}", rows_of(*NAMES, head=("序号", name, "联系人", "电话")))
    units = read_roster(path).units
    assert [(u.code, u.name, u.contact, u.phone) for u in units] == [("", n, "甲", "0391-0000000") for n in NAMES]


@pytest.mark.parametrize("head", [("联系人", "单位"), ("部门", "手机"), ("单位", "序号"), ("类别", "部门")])
def test_one_column_beside_the_names_tells_that_they_are_units(tmp_path, head):
    at = next(i for i, word in enumerate(head) if word in ("单位", "部门"))
    rows = [head, *(("", name)[:: 1 if at else -1] for name in NAMES)]
    assert names_in(save(tmp_path / "名单.csv", rows)) == list(NAMES)


def test_a_column_of_names_is_enough(tmp_path):
    assert names_in(save(tmp_path / "名单.csv", [["报送单位"], *([name] for name in NAMES)])) == list(NAMES)


def test_a_heading_above_it_and_a_head_printed_again_are_no_units(tmp_path):
    first, *rest = rows_of(*NAMES)
    assert names_in(save(tmp_path / "名单.xlsx", [["通讯录"], [], first, *rest[:1], first, *rest[1:]])) == list(NAMES)


def test_old_excel_saves_it_as_gb18030(tmp_path):
    assert names_in(save(tmp_path / "名单.csv", rows_of(*NAMES), encoding="gb18030")) == list(NAMES)


def test_a_table_in_a_letter_is_such_a_list(tmp_path):
    document = docx.Document()
    table = document.add_table(0, 4)
    for row in rows_of(*NAMES):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = str(text)
    document.save(path := tmp_path / "名单.docx")
    assert names_in(path) == list(NAMES)


@pytest.mark.parametrize(
    "rows",
    [
        [("字段", "部分", "行", "列", "单位", "本年"), ("a", "二", "规章", "制发", "件", 3)],  # 单位 is what is counted in
        [("项目", "单位", "数量"), ("信件", "件", 3)],
        [("名称", "电话"), ("甲局", "1")],
    ],
)
def test_a_table_of_something_else_is_no_list_of_units(tmp_path, rows):
    assert "没有表头" in mistakes(save(tmp_path / "表.csv", rows))


def test_the_blank_form_is_no_list_of_units(tmp_path):
    assert CliRunner().invoke(main, ["template", "-o", str(tmp_path / "模板.xlsx")]).exit_code == 0
    assert "没有表头" in mistakes(tmp_path / "模板.xlsx")


@pytest.mark.parametrize(
    "name", ["合计", "一、政府部门", "（二）乡镇街道", "共 45 家", "以上共45家", "注：垂直管理单位另报", "备注：略", "3.示例区水利局"]
)
def test_what_is_no_unit_among_the_names_is_told(tmp_path, name):
    text = mistakes(save(tmp_path / "名单.csv", rows_of(*NAMES, name)))
    assert text.startswith("第 5 行：“") and "不像单位名称" in text and "\n" not in text


@pytest.mark.parametrize("name", ["第一中学", "注册会计师协会", "备案审查办", "总工会", "一〇一队", "合肥路街道办事处"])
def test_names_that_only_look_so_are_units(tmp_path, name):
    assert names_in(save(tmp_path / "名单.csv", rows_of(name))) == [name]


def test_a_second_contact_below_a_unit_is_told(tmp_path):
    text = mistakes(save(tmp_path / "名单.csv", [*rows_of(*NAMES), ("", "", "乙", "0391-1")]))
    assert text.startswith("第 5 行：单位名称空着。") and "有几位联系人的，请写在一格里" in text


def test_a_name_given_twice_is_told(tmp_path):
    text = mistakes(save(tmp_path / "名单.csv", rows_of(*NAMES, NAMES[0])))
    assert text.startswith(f"第 5 行：单位名称“{NAMES[0]}”与第 2 行的单位名称“{NAMES[0]}”相同")


def test_two_lists_side_by_side_are_not_read_by_half(tmp_path):
    rows = [HEAD + HEAD, (1, NAMES[0], "甲", "1", 2, NAMES[1], "乙", "2")]
    assert "有两栏“单位”" in mistakes(save(tmp_path / "名单.xlsx", rows))


def test_lists_on_two_sheets_are_not_read_by_half(tmp_path):
    text = mistakes(save(tmp_path / "名单.xlsx", rows_of(*NAMES[:2]), rows_of(NAMES[2])))
    assert "有 2 张单位名单" in text and "请合成一张" in text
    assert names_in(save(tmp_path / "一张.xlsx", rows_of(*NAMES), [HEAD], [["说明"], ["略"]])) == list(NAMES)


def test_where_some_have_codes_one_without_is_told(tmp_path):
    rows = [("单位代码", "单位"), ("410801", NAMES[0]), ("", NAMES[1])]
    assert "没有单位代码" in mistakes(save(tmp_path / "名册.csv", rows))
    assert names_in(save(tmp_path / "空栏.csv", [rows[0], ("", NAMES[0]), ("", NAMES[1])])) == list(NAMES[:2])


# ---------------------------------------------------------------- it goes out and comes back


class Listed(District):
    """A district whose roster is a list without codes."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        del self.offices["410800"]
        self.out = folder / "下发"

    def write_roster(self, *names: str, head=HEAD) -> None:
        save(self.roster, rows_of(*(names or NAMES), head=head))

    def distribute(self, *options: object, roster: Path | None = None):
        arguments = ["distribute", roster or self.roster, "-o", self.out, "--year", YEAR, *options]
        return CliRunner().invoke(main, list(map(str, arguments)))

    @property
    def coded(self) -> Path:
        return self.out / "名册（含代码）.xlsx"

    def code(self, made: dict[str, str]) -> "Listed":
        """The workbooks that come back have these codes on their covers."""
        for office in self.offices.values():
            office.code = made.get(office.name, office.code)
        return self


@pytest.fixture
def listed(tmp_path) -> Listed:
    return Listed(tmp_path)


MADE = {name: f"Z{number:03d}" for number, name in enumerate(NAMES, 1)}
ALL_IN = dict.fromkeys(NAMES, "accepted")


def states(run) -> dict[str, str]:
    return {unit["name"]: unit["status"] for unit in run.account["units"]}


def test_the_codes_that_were_made_are_handed_out_with_a_roster_that_has_them(listed):
    done = listed.distribute()

    assert done.exit_code == 0
    assert sorted(path.name for path in listed.out.iterdir()) == [
        *(f"{code}_{name}.xlsx" for name, code in MADE.items()),
        "名册（含代码）.xlsx",
    ]
    assert "已写出 3 家单位的表" in done.output and "以后请都用它作名册" in done.output and listed.coded.name in done.output
    coded, plain = read_roster(listed.coded).units, read_roster(listed.roster).units
    assert {unit.name: unit.code for unit in coded} == MADE
    assert [(u.name, u.contact, u.phone) for u in coded] == [(u.name, u.contact, u.phone) for u in plain]


def test_a_roster_with_codes_is_written_nowhere(listed):
    listed.distribute()
    again = listed.distribute(roster=listed.coded)
    assert again.exit_code == 0 and "已写出 3 家单位的表" in again.output and "名册没有单位代码" not in again.output


def test_another_order_into_the_same_folder_is_refused_with_the_list_to_use(listed):
    listed.distribute()
    before = {path.name: path.read_bytes() for path in listed.out.iterdir()}
    listed.write_roster("示例区新设局", *NAMES)
    done = listed.distribute()

    assert done.exit_code == 3 and "什么都没有写" in done.output and f"请用 {listed.coded} 作名册" in done.output
    assert {path.name: path.read_bytes() for path in listed.out.iterdir()} == before


def test_names_decide_whatever_the_order_of_the_list(listed):
    listed.code(MADE).write_roster("示例区新设局", *reversed(NAMES))
    run = listed.merge()

    assert run.exit_code == 1
    assert states(run) == {"示例区新设局": "missing"} | ALL_IN
    assert "U002" not in run.rules() and {unit["code"] for unit in run.account["units"]} == {None}
    assert {file["unit"] for file in run.account["files"]} == set(NAMES)


def test_names_decide_with_the_codes_of_another_list_too(listed):
    listed.distribute()
    other = {name: MADE[before] for name, before in zip(NAMES, (*NAMES[1:], NAMES[0]), strict=True)}
    run = listed.code(other).merge("--roster", listed.coded, roster=False)

    assert states(run) == ALL_IN and "U002" not in run.rules() and run.totals["requests.new.natural_person"] == 21
    assert {unit["name"]: unit["code"] for unit in run.account["units"]} == MADE


def test_without_any_roster_two_lists_with_the_same_codes_are_two_units(listed):
    run = listed.code(dict.fromkeys(NAMES, "Z001")).merge(roster=False)
    assert states(run) == ALL_IN and "U002" not in run.rules()


def test_a_code_of_another_numbering_speaks_against_nobody_without_one(listed):
    run = listed.merge()
    assert states(run) == ALL_IN and "U002" not in run.rules()


def test_with_codes_of_its_own_a_roster_finds_who_took_anothers_workbook(listed):
    save(listed.roster, [("单位代码", "单位"), ("410801", NAMES[0]), ("410802", NAMES[1]), ("410803", NAMES[2])])
    listed.offices["410801"].type("unit.name", NAMES[1])
    assert "U002" in listed.merge().rules()


def test_a_made_code_alone_says_nothing(listed):
    listed.code(MADE)
    for office in listed.offices.values():
        office.type("unit.name", None)
    listed.receive()
    for number, file in enumerate(sorted(listed.received.iterdir())):
        file.rename(file.with_name(f"{number}.xlsx"))
    run = listed.merge(receive=False)
    assert set(states(run).values()) == {"missing"}
    assert {file["status"] for file in run.account["files"]} == {"rejected"}


def test_last_year_is_told_by_names_too(listed):
    before = listed.folder / "上年"
    before.mkdir()
    for name, code, carried in zip(NAMES, reversed(MADE.values()), (2, 3, 4), strict=True):
        values = {"unit.name": name, "unit.year": YEAR - 1, "requests.carried_out.natural_person": carried}
        written(filled(FORM, {**listed.offices["410801"].values, **values}, code=code), before / f"{name}.xlsx")
    assert listed.distribute("--previous", before).exit_code == 0
    carried_in = {}
    for file in listed.out.glob("Z*.xlsx"):
        book = openpyxl.load_workbook(file)
        ((sheet, place),) = book.defined_names["requests.carried_in.natural_person"].destinations
        carried_in[file.stem.split("_")[1]] = book[sheet][place.replace("$", "")].value
    assert carried_in == dict(zip(NAMES, (2, 3, 4), strict=True))


def test_the_body_may_be_named_in_such_a_list(listed):
    head = ("序号", "单位", "类别", "联系人", "电话")
    body = "示例区人民政府办公室"
    rows = [head, (1, body, "汇总机关", "", ""), *((i, name, "", "甲", "1") for i, name in enumerate(NAMES, 2))]
    save(listed.roster, rows)
    listed.offices["410802"].reports = False
    run = listed.merge("--name", "示例区人民政府")

    assert run.account["body"] == {"code": None, "name": "示例区人民政府"}
    assert {f.unit: f.severity for f in run.findings("U003")} == {body: "notice", NAMES[1]: "error"}


def test_what_came_of_it_is_a_roster_again(listed):
    run = listed.merge()
    assert names_in(run.product("汇总表.xlsx")) == list(NAMES)
    again = listed.merge("--roster", run.product("汇总表.xlsx"), roster=False)
    assert states(again) == ALL_IN and again.totals["proactive.fees.amount"] == 3 * Decimal("8.0914")
