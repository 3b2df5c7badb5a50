"""What is otherwise than at the last run: a January of ten runs, each told exactly what was done in between."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from unittest.mock import patch

import openpyxl
import pytest

from disclosure_batch.outputs import manifest, products, workbook
from disclosure_batch.outputs.folder import _Place as Place
from disclosure_batch.outputs.since_in_words import NOT_DECIDED, changes
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
    assert ("决定变了", NOT_DECIDED) in {(change.what, change.was) for change in changes(decided.kept.result)}

    district.write_roster(extra=f"{PARK},示例区园区管委会,其他\n")  # the roster grows
    grown = january.run("--decisions", decisions, receive=False)
    january.holds(grown, {PARK: (None, "missing")}, findings=(1, 0))
    assert "单位：不在名单上→未报 1 家（示例区园区管委会）。" in grown.text

    Decisions(decisions).decide("R303", None, 更正单元格=None, 更正值=None, 理由=None)  # withdrawn
    withdrawn = january.run("--decisions", decisions, receive=False)
    january.holds(withdrawn, {EDUCATION: ("accepted", "rejected")}, without=[EDUCATION])
    assert "问题：处理决定有变化 1 条。" in withdrawn.text

    district.write_roster(extra=f"{PARK}0,示例区园区管委会,其他\n")  # the code of one that has not reported is mended
    mended = january.run("--decisions", decisions, receive=False)
    january.holds(mended, without=[EDUCATION])
    assert f"单位：名册改了名称或代码 1 处（{PARK}→{PARK}0）。" in mended.text and "问题：" not in mended.text

    extra = f"{PARK}0,示例区园区管委会,其他\n"
    district.write_roster(extra, 计入汇总={STREET: "否"})  # one is not to be added up any more
    left = january.run("--decisions", decisions, receive=False)
    january.holds(left, without=[EDUCATION, STREET])
    assert f"单位：已计入→已报，按名册不计入 1 家（{UNITS[STREET]}）。" in left.text and left.account["since"]["totals"]


# ---------------------------------------------------------------- files that are the same


def test_a_file_that_was_renamed_or_put_into_a_folder_is_said_to_have_moved(district):
    district.office(FINANCE).fill(GRANTED, 8)
    stray = district.copy(FINANCE, "没有名称.txt")
    stray.write_text("不是表", encoding="utf-8")
    district.merge()
    (district.received / "街道").mkdir()
    (district.received / f"{STREET}_{UNITS[STREET]}.xlsx").rename(district.received / "街道" / "最终版.xlsx")
    stray.rename(stray.with_name("又一个.txt"))
    run = district.merge(receive=False)
    assert run.account["since"] == NOTHING | {
        "files": {
            "new": ["收件/又一个.txt", "收件/街道/最终版.xlsx"],
            "replaced": [],
            "gone": [path_of(STREET), "收件/没有名称.txt"],
        }
    }
    moves = f"收件/没有名称.txt→收件/又一个.txt、{path_of(STREET)}→收件/街道/最终版.xlsx"
    assert f"与上次运行相比：\n  文件：改名或移动 2 份（{moves}）。\n\n" in run.text
    rows = [(change.what, change.was, change.now) for change in changes(run.kept.result)]
    assert ("改名或移动", path_of(STREET), "收件/街道/最终版.xlsx") in rows and len(rows) == 2


def test_the_results_themselves_and_lock_files_are_nothing_that_came(district):
    """The whole folder is given, and the results, the decisions and the roster lie in it."""
    district.receive()
    options = ("--decisions", district.folder / "决定.xlsx")
    for again in (False, True, True):
        run = district.merge(*options, paths=(district.folder,), receive=False, whole=True)
        (district.received / "~$410801.xlsx").write_bytes(b"me")
        (district.received / "Thumbs.db").write_bytes(b"x")
        assert run.account["since"] == (NOTHING if again else None)


# ---------------------------------------------------------------- units that the roster calls otherwise


def test_a_unit_is_followed_by_its_name_and_then_by_its_code(district):
    """A new unit takes the code of another, which has got its right one; a third is renamed."""
    names = dict(UNITS)
    (district.received / "说明.txt").write_text("还没有收到", encoding="utf-8")
    for roster in (names, {**names, EDUCATION: "示例区教育体育局", FINANCE: "示例区金融局", "410809": UNITS[FINANCE]}):
        rows = "".join(f"{code},{name},{'汇总机关' if code == '410800' else '其他'}\n" for code, name in roster.items())
        district.roster.write_text(f"单位代码,单位名称,类别\n{rows}", encoding="utf-8")
        run = district.merge("--year", YEAR, receive=False)
    assert [(unit["name"], unit["was"], unit["is"]) for unit in run.account["since"]["units"]] == [
        ("示例区金融局", None, "missing")
    ]
    called = f"示例区教育局→示例区教育体育局、{FINANCE}→410809"
    assert f"名册改了名称或代码 2 处（{called}）。" in run.text


def test_how_often_a_unit_was_sent_its_workbook_back_goes_with_its_new_code(district):
    district.office(FINANCE).fill(GRANTED, 9)
    district.merge()
    roster = district.roster.read_text(encoding="utf-8-sig").replace(FINANCE, "410899")
    district.roster.write_text(roster, encoding="utf-8")
    assert len(district.merge().account["returned"]["410899"]) == 1


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
    assert "1380→1280（－100；上次的 汇总表.xlsx 改过或不在了，看不出来自哪几家）。" in merge(district).text


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


def test_quiet_says_it_too(district):
    district.merge("--quiet")
    assert "与上次运行相比：文件、单位、问题、汇总数字都没有变化。" in district.merge("--quiet").text


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


def of_another_year(folder):
    account = folder / "manifest.json"
    text = account.read_text(encoding="utf-8").replace(f'"year": {YEAR}', f'"year": {YEAR - 1}', 1)
    account.write_text(text, encoding="utf-8")


def test_the_results_of_another_year_are_not_replaced(district):
    district.merge()
    of_another_year(district.folder / "out")
    before = {path: path.read_bytes() for path in (district.folder / "out").rglob("*") if path.is_file()}
    run = district.merge()
    assert run.exit_code == 3
    assert f"里是 {YEAR - 1} 年度的结果，这次是 {YEAR} 年度的，没有往下做，原有的结果没有动。" in run.text
    assert {path: path.read_bytes() for path in (district.folder / "out").rglob("*") if path.is_file()} == before


def test_a_run_of_another_edition_is_none_either(district):
    district.merge()
    account = district.folder / "out" / "manifest.json"
    account.write_bytes(account.read_bytes().replace(b'"edition": "2021"', b'"edition": "2019"', 1))
    run = district.merge()
    assert run.account["since"] is None and "原有的是按另一种格式的表汇总的，这次没有与它比较。" in run.text


def test_nor_are_the_units_own_reports_of_another_year(district):
    district.receive()
    own = ("report", district.received, "-o", district.folder / "own")
    assert district.run(*own, output="own").exit_code == 0
    of_another_year(district.folder / "own")
    run = district.run(*own, output="own")
    assert run.exit_code == 3 and f"里是 {YEAR - 1} 年度的结果" in run.text


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
