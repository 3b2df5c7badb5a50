"""What is otherwise than at the last run: a January of ten runs, each told exactly what was done in between."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from unittest.mock import patch

import openpyxl
import pytest

from disclosure_batch.outputs import manifest, products, workbook
from disclosure_batch.outputs.folder import _Place as Place
from tests.deciding import Decisions
from tests.district import FORM, UNITS, YEAR, District
from tests.hand_made import with_sums
from tests.run import Run, reading_here, run_whole

FINANCE, EDUCATION, STREET, PARK = "410801", "410802", "410803", "410804"
GRANTED, NEW = "requests.granted.natural_person", "requests.new.natural_person"
LICENSING, FEES = "proactive.licensing.decisions", "proactive.fees.amount"
NOTHING = {
    "files": {"new": [], "replaced": [], "gone": []},
    "units": [],
    "findings": {"new": 0, "gone": 0},
    "totals": {},
}


def path_of(code: str) -> str:
    return f"收件/{code}_{UNITS[code]}.xlsx"


def moved(before: Run, now: Run) -> dict:
    """What the totals of two runs say of it."""
    return {
        name: {"was": before.totals[name], "is": total}
        for name, total in now.totals.items()
        if total != before.totals[name]
    }


class January:
    """The coordinator's folder; every run is held against what was done since the one before."""

    def __init__(self, district: District) -> None:
        self.district = district
        self.before: Run | None = None

    def run(self, *options: object, receive: bool = True) -> Run:
        self.last, self.before = self.before, self.district.merge(*options, receive=receive)
        return self.before

    def holds(
        self,
        run: Run,
        units: Mapping[str, tuple] = {},
        new: Sequence[str] = (),
        replaced: Sequence[str] = (),
        gone: Sequence[str] = (),
        findings: tuple[int, int] = (0, 0),
        without: Sequence[str] = (),
    ) -> None:
        """without: who is not in the totals now."""
        since = run.account["since"]
        assert since["files"] == {"new": list(new), "replaced": list(replaced), "gone": list(gone)}
        assert {unit["code"]: (unit["was"], unit["is"]) for unit in since["units"]} == units
        assert (since["findings"]["new"], since["findings"]["gone"]) == findings
        assert run.totals == with_sums(self.district.sums(*without))
        assert since["totals"] == moved(self.last, run)


def test_every_run_of_a_january_says_what_was_done_since_the_one_before(district):
    january = January(district)
    street, finance, education = (district.office(code) for code in (STREET, FINANCE, EDUCATION))
    street.reports = False
    finance.fill(GRANTED, 8)  # and 7 are new: does not balance
    first = january.run()
    assert first.account["since"] is None and "与上次运行相比" not in first.text

    same = january.run()
    assert same.account["since"] == NOTHING
    assert "与上次运行相比：文件、单位、问题、汇总数字都没有变化。" in same.text

    street.reports = True  # a file arrives
    arrived = january.run()
    january.holds(arrived, {STREET: ("missing", "accepted")}, new=[path_of(STREET)], findings=(0, 1), without=[FINANCE])
    assert "单位：未报→已计入 1 家（示例区文昌街道办事处）。" in arrived.text
    assert "文件：新来 1 份（收件/410803_示例区文昌街道办事处.xlsx）。" in arrived.text

    finance.fill(GRANTED, 5)  # what was wrong is corrected
    mended = january.run()
    january.holds(mended, {FINANCE: ("rejected", "accepted")}, replaced=[path_of(FINANCE)], findings=(0, 1))
    assert "单位：需修改→已计入 1 家（示例区财政局）。" in mended.text
    assert "问题：消除 1 条（错误 1）。" in mended.text

    street.fill(LICENSING, 400).fill(FEES, Decimal("8.1"))  # replaced: other figures, still right
    january.holds(january.run(), replaced=[path_of(STREET)])

    education.reports = False  # withdrawn
    january.holds(
        january.run(), {EDUCATION: ("accepted", "missing")}, gone=[path_of(EDUCATION)], findings=(1, 0),
        without=[EDUCATION],
    )  # fmt: skip

    education.reports = True
    education.fill(NEW, 17)  # back, and wrong now
    back = january.run()
    january.holds(
        back, {EDUCATION: ("missing", "rejected")}, new=[path_of(EDUCATION)], findings=(1, 1), without=[EDUCATION]
    )
    assert "问题：新发现 1 条（错误 1），消除 1 条（错误 1）。" in back.text

    decisions = district.folder / "决定.xlsx"
    january.holds(january.run("--decisions", decisions), without=[EDUCATION])  # lists it, nobody has decided yet
    Decisions(decisions).decide("R303", "更正", 更正单元格="D7", 更正值=7, 理由="已与教育局核实")  # a decision is made
    education.fill(NEW, 7)  # what the totals should have
    decided = january.run("--decisions", decisions, receive=False)
    january.holds(decided, {EDUCATION: ("rejected", "accepted")}, findings=(0, 0))
    assert "问题：处理决定有变化 1 条。" in decided.text

    district.write_roster(extra=f"{PARK},示例区园区管委会,其他\n")  # the roster grows
    grown = january.run("--decisions", decisions, receive=False)
    january.holds(grown, {PARK: (None, "missing")}, findings=(1, 0))
    assert "单位：不在名单上→未报 1 家（示例区园区管委会）。" in grown.text


# ---------------------------------------------------------------- through whom


@pytest.fixture
def with_workbook():
    """Runs that leave a 汇总表 and a manifest."""
    with reading_here(), patch.object(products, "PRODUCTS", (workbook, manifest)):
        yield


def merge(district: District, *options: object, output: str = "out") -> Run:
    arguments = ["merge", district.received, "--roster", district.roster, "-o", district.folder / output, *options]
    return run_whole(arguments, district.folder / output)


def sheet_of(run: Run) -> list[tuple]:
    """The rows of 本次变化 below its head."""
    page = openpyxl.load_workbook(run.folder / "汇总表.xlsx")["本次变化"]
    return [tuple(cell for cell in row if cell is not None) for row in page.iter_rows(min_row=4, values_only=True)]


def test_it_is_said_by_how_much_a_total_moved_and_through_whom(district, with_workbook):
    district.office(EDUCATION).fill(NEW, 17)  # is in neither of the two totals
    district.office(STREET).reports = False
    district.receive()
    merge(district)
    district.office(STREET).reports = True
    district.office(FINANCE).fill(LICENSING, 245)
    district.receive()
    run = merge(district)
    rows = sheet_of(run)
    assert ("文件", "新来", path_of(STREET)) in rows and ("文件", "更换", path_of(FINANCE)) in rows
    assert ("单位", "状态变了", UNITS[STREET], UNITS[STREET], "未报", "已计入") in rows
    assert any(row[:4] == ("问题", "消除", "错误", UNITS[STREET]) and row[4].startswith("U003 ") for row in rows)
    name = FORM.fields[LICENSING]
    shares = f"{UNITS[STREET]}（＋345）、{UNITS[FINANCE]}（－100）"
    assert ("汇总数字", "变了", f"{name.section}：{name.name}", 690, 935, 245, shares) in rows
    assert f"“{name.name}”690→935（＋245，来自{shares}）" in run.text
    assert f"新计入 {UNITS[STREET]}；" in run.text


def test_of_a_workbook_that_somebody_changed_nobody_is_named(district, with_workbook):
    district.receive()
    book = merge(district).folder / "汇总表.xlsx"
    changed = openpyxl.load_workbook(book)
    changed["明细"]["C8"] = 99
    changed.save(book)
    district.office(FINANCE).fill(LICENSING, 245)
    district.receive()
    assert "1380→1280（－100）。" in merge(district).text


def test_the_same_after_the_same_gives_the_same_bytes(district, with_workbook):
    district.receive()
    merge(district), merge(district, output="another")
    district.office(FINANCE).fill(LICENSING, 245)
    district.receive()
    one, another = merge(district), merge(district, output="another")
    for name in ("manifest.json", "汇总表.xlsx"):
        assert (one.folder / name).read_bytes() == (another.folder / name).read_bytes()


def test_nothing_changed_is_said_on_the_sheet_too(district, with_workbook):
    district.receive()
    first = merge(district)
    assert "本次变化" not in openpyxl.load_workbook(first.folder / "汇总表.xlsx").sheetnames
    again = openpyxl.load_workbook(merge(district).folder / "汇总表.xlsx")["本次变化"]
    assert again["A2"].value == "与上次运行相比：文件、单位、问题、汇总数字都没有变化。" and again.max_row == 3


# ---------------------------------------------------------------- what is compared


def test_the_last_run_is_what_lay_in_the_folder_when_this_one_began(district):
    """Whatever went to the folder beside it, since a result was open in another program."""
    district.merge()
    with patch.object(Place, "_swap", held_at_home(Place._swap)):
        for reports in (False, True):
            district.office(STREET).reports = reports
            run = district.merge()
            aside = json.loads((district.folder / "out-新" / "manifest.json").read_bytes())
            assert bool(aside["since"]["units"]) == (not reports) and "正被其他程序打开" in run.text


def held_at_home(swap):
    """As where Excel holds a result in the folder itself open."""
    return lambda place, folder: (["汇总表.xlsx"], {}) if folder == place.home else swap(place, folder)


def test_json_says_it_too(district):
    district.merge()
    printed = json.loads(district.merge("--format", "json").text)
    assert list(printed) == ["files", "units", "findings", "since"] and printed["since"] == NOTHING


@pytest.mark.parametrize(
    "left",
    ["", "{", "[]", "{}", "\udc80", '{"edition": "2021", "year": 2024, "outputs": [], "totals": {}}', "[" * 100_000],
)
def test_a_manifest_that_is_not_ours_is_no_last_run(district, left):
    district.merge()
    (district.folder / "out" / "manifest.json").write_bytes(left.encode("utf-8", "surrogatepass"))
    run = district.merge()
    assert run.account["since"] is None
    assert "结果文件夹里原有的 manifest.json 读不出上次运行的情况，这次没有与上次比较。" in run.text


def test_a_run_of_another_year_is_none_either(district):
    district.merge()
    account = district.folder / "out" / "manifest.json"
    account.write_text(
        account.read_text(encoding="utf-8").replace(f'"year": {YEAR}', f'"year": {YEAR - 1}', 1), "utf-8"
    )
    run = district.merge()
    assert run.account["since"] is None and f"原有的是 {YEAR - 1} 年的结果，这次没有与它比较。" in run.text


def test_a_unit_of_a_list_without_codes_is_followed_by_its_name(district):
    """The codes that are made for such a list go by its order, which is another when a line is put in."""
    names = list(UNITS.values())
    for lines in (names, [*names[:1], "示例区园区管委会", *names[1:]]):
        rows = "\n".join(f"{number},{name}" for number, name in enumerate(lines, 1))
        district.roster.write_text(f"序号,单位名称\n{rows}\n", encoding="utf-8")
        run = district.merge("--name", names[0])
    since = run.account["since"]
    assert [(unit["name"], unit["was"], unit["is"]) for unit in since["units"]] == [
        ("示例区园区管委会", None, "missing")
    ]
    assert since["findings"] == {"new": 1, "gone": 0}
