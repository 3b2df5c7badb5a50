"""`merge --by-parent`: 上级单位代码 makes a tree, and every unit that groups others has a folder of its own."""

import csv
import json
import random
import shutil
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest

from disclosure_batch.documents.confined import Apart, NotStarted
from disclosure_batch.documents.unreadable import BeyondLimits, Unreadable
from disclosure_batch.form.model import FieldKind
from disclosure_batch.outputs.writing import WORTH_A_PROCESS, _written
from disclosure_batch.template.filling import Filling, prefilled
from tests.district import FIGURES, FORM, SIGNED, YEAR, cell_of
from tests.filled import written
from tests.run import Run, reading_here, run, run_whole

CITY = ("4100", "示例市人民政府办公室", "汇总机关", "")
AMOUNTS = [name for name in FORM.inputs if FORM.fields[name].kind is FieldKind.AMOUNT]
Row = tuple[str, str, str, str]  # 单位代码, 单位名称, 类别, 上级单位代码


class City:
    """A city with districts, and what its units have handed in."""

    def __init__(self, folder: Path, rows: Iterable[Row]) -> None:
        self.folder, self.rows = folder, list(rows)
        self.received = folder / "收件"
        self.received.mkdir(parents=True)
        self.figures: dict[str, dict[str, int | Decimal]] = {}
        self.runs = 0

    def roster(self, rows: Iterable[Row] | None = None, name: str = "名册.csv") -> Path:
        path = self.folder / name
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file)
            table.writerow(("单位代码", "单位名称", "类别", "上级单位代码"))
            table.writerows(self.rows if rows is None else rows)
        return path

    def report(self, code: str, **figures: int | Decimal) -> Path:
        """A unit hands in its workbook; what is not given is that of an office of middling size."""
        name = next(row[1] for row in self.rows if row[0] == code)
        given = {key.replace("__", "."): figure for key, figure in figures.items()}
        values = {**dict.fromkeys(FORM.inputs, 0), **FIGURES, **given}
        self.figures[code] = values
        given = prefilled(FORM, name, code, YEAR, {})
        filling = Filling(FORM, {**given.values, **SIGNED, **values}, given.last_year, stamp=given.stamp)
        return written(filling, self.received / f"{code}_{name}.xlsx")

    def merge(self, *options: object, output: str = "out", whole: bool = False, paths: Sequence[Path] = ()) -> Run:
        """With the products of all folders where that is asked for; else with their accounts alone."""
        self.runs += 1
        folder = self.folder / output
        given = options if "--roster" in options else ("--roster", self.roster(), *options)
        arguments = ("merge", *(paths or (self.received,)), "-o", folder, "--by-parent", *given)
        if whole:
            with reading_here():
                return run_whole(arguments, folder)
        return run(arguments, folder, self.folder / f"产品{self.runs}")

    def account(self, code: str, output: str = "out") -> dict:
        """Of a node."""
        folder = next((self.folder / output).glob(f"{code}_*"))
        return json.loads((folder / "manifest.json").read_bytes(), parse_float=Decimal)

    def sums(self, codes: Iterable[str]) -> dict[str, int | Decimal]:
        """What these units come to."""
        return {name: sum(self.figures[code][name] for code in codes if code in self.figures) for name in FORM.inputs}


DISTRICTS = [
    CITY,
    ("4101", "示例区", "其他", "4100"),
    ("410101", "示例区财政局", "政府部门", "4101"),
    ("410102", "示例区教育局", "政府部门", "4101"),
    ("4102", "样本县", "其他", "4100"),
    ("410201", "样本县财政局", "政府部门", "4102"),
    ("410202", "样本县教育局", "政府部门", "4102"),
    ("4109", "示例市档案局", "政府部门", "4100"),
]
UNITS = ("410101", "410102", "410201", "410202", "4109")


@pytest.fixture
def city(tmp_path: Path) -> City:
    """Two districts of two units, and a unit of the city itself; all have reported, no two alike."""
    made = City(tmp_path, DISTRICTS)
    for number, code in enumerate(UNITS, 1):
        made.report(code, indicators__platforms=number, proactive__fees__amount=Decimal(number) / 8)
    return made


def states(account: dict) -> dict[str, str]:
    return {unit["code"]: unit["status"] for unit in account["units"]}


def totals(account: dict) -> dict[str, int | Decimal]:
    return {name: account["totals"][name] for name in FORM.inputs}


# ---------------------------------------------------------------- what every node says


def test_every_node_has_the_sum_of_its_units(city: City):
    run = city.merge()
    assert run.exit_code == 0
    assert totals(city.account("4101")) == city.sums(("410101", "410102"))
    assert totals(city.account("4102")) == city.sums(("410201", "410202"))
    assert totals(run.account) == city.sums(UNITS)


def test_a_node_that_only_groups_is_not_missing(city: City):
    run = city.merge()
    assert not run.findings("U003", "4101") and "4101" in states(run.account)
    assert "应报 5 家" in run.text and "未报" not in run.text


def test_a_units_state_is_the_same_at_every_level(city: City):
    city.report("410101", requests__granted__natural_person=9)
    (city.received / "410202_样本县教育局.xlsx").unlink()
    run = city.merge()
    assert run.exit_code == 1
    assert states(city.account("4101")) == {"4101": "missing", "410101": "rejected", "410102": "accepted"}
    assert states(city.account("4102"))["410202"] == states(run.account)["410202"] == "missing"
    assert [f["rule"] for f in city.account("4102")["findings"] if f["severity"] == "error"] == ["U003"]
    assert {f["unit"] for f in city.account("4101")["findings"] if f["severity"] == "error"} == {"410101"}
    assert totals(run.account) == city.sums(("410102", "410201", "4109"))


def test_units_added_in_spite_of_errors_are_added_at_every_level(city: City):
    city.report("410101", indicators__platforms=1, requests__granted__natural_person=9)
    run = city.merge("--on-error", "include")
    assert totals(city.account("4101")) == city.sums(("410101", "410102"))
    assert totals(run.account) == city.sums(UNITS)


def test_a_nodes_own_workbook_counts_once(city: City):
    """The office of the district has figures of its own, as that of the city may."""
    city.report("4101", indicators__platforms=40)
    run = city.merge()
    assert totals(city.account("4101")) == city.sums(("4101", "410101", "410102"))
    assert totals(run.account) == city.sums(("4101", *UNITS))


def test_a_files_node_lists_the_files_of_its_units(city: City):
    run = city.merge(whole=True)
    assert [f["path"] for f in city.account("4102")["files"]] == [
        "收件/410201_样本县财政局.xlsx",
        "收件/410202_样本县教育局.xlsx",
    ]
    listed = {entry["path"] for entry in city.account("4102")["outputs"]}
    assert "汇总表.xlsx" in listed and not any(path.startswith("410") for path in listed)
    assert run.account["nodes"][0] == {"code": "4101", "name": "示例区", "folder": "4101_示例区"}


# ---------------------------------------------------------------- random trees


def random_city(folder: Path, seed: int) -> tuple[City, dict[str, set[str]]]:
    """Three levels below the city, and the leaves below each node. A town without any is a leaf of its district."""
    chance = random.Random(seed)
    rows, below = [CITY], {}
    for d in range(chance.randint(1, 3)):
        district = f"42{d}0"
        rows.append((district, f"示例{d}区", "其他", chance.choice(("4100", ""))))
        below[district] = set()
        for t in range(chance.randint(1, 3)):
            town = f"{district}{t}"
            leaves = [f"{town}{u}" for u in range(chance.randint(0, 3))]
            rows.append((town, f"示例{d}区第{t}镇", "乡镇街道", district))
            rows += [(leaf, f"示例{d}区第{t}镇第{leaf[-1]}所", "其他", town) for leaf in leaves]
            below |= {town: set(leaves)} if leaves else {}
            below[district] |= set(leaves) or {town}
    chance.shuffle(rows)
    made = City(folder, rows)
    leaves = set().union(*below.values())
    for code in sorted(leaves):
        if chance.random() < 0.8:
            amounts = {name.replace(".", "__"): Decimal(chance.randint(0, 10**6)) / 10**4 for name in AMOUNTS}
            made.report(code, indicators__published=chance.randint(100, 999), **amounts)
    return made, below


@pytest.mark.parametrize("seed", range(6))
def test_in_any_tree_every_nodes_totals_are_the_sum_over_its_leaves(seed: int, tmp_path: Path):
    made, below = random_city(tmp_path, seed)
    run = made.merge()
    for node, leaves in below.items():
        account = made.account(node)
        assert totals(account) == made.sums(leaves), node
        accepted = {code for code, status in states(account).items() if status == "accepted"}
        assert accepted == leaves & made.figures.keys()
    assert totals(run.account) == made.sums(set().union(*below.values()))


# ---------------------------------------------------------------- as in a run of its own


def files_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_nodes_folder_is_that_of_a_run_of_its_own(city: City, tmp_path: Path):
    """Byte for byte, with the node's own roster and the files of its units."""
    city.report("410101", requests__granted__natural_person=9)
    (city.received / "410102_示例区教育局.xlsx").unlink()
    city.merge("--year", YEAR, whole=True)
    own = City(tmp_path / "区", [("4101", "示例区", "汇总机关", ""), *DISTRICTS[2:4]])
    (city.received / "410101_示例区财政局.xlsx").rename(own.received / "410101_示例区财政局.xlsx")
    arguments = ("merge", own.received, "--roster", own.roster(), "-o", own.folder / "out", "--year", YEAR)
    with reading_here():
        run_whole(arguments, own.folder / "out")
    there = files_below(city.folder / "out" / "4101_示例区")
    assert any("请改" in path for path in there)
    assert there == files_below(own.folder / "out")


THREE_LEVELS = [
    CITY,
    ("4101", "示例区", "其他", "4100"),
    ("410101", "示例区财政局", "政府部门", "4101"),
    ("4101A", "示例区城关镇", "乡镇街道", "4101"),
    ("4101A1", "城关镇财政所", "其他", "4101A"),
    ("4101A2", "城关镇文化站", "其他", "4101A"),
]


@pytest.fixture
def three_levels(tmp_path: Path) -> City:
    made = City(tmp_path, THREE_LEVELS)
    for number, code in enumerate(("410101", "4101A1", "4101A2"), 1):
        made.report(code, indicators__platforms=number)
    return made


def test_a_node_with_nodes_below_is_as_in_a_run_of_its_own_but_for_where_they_lie(three_levels: City, tmp_path: Path):
    three_levels.merge("--year", YEAR, whole=True)
    own = City(tmp_path / "区", [("4101", "示例区", "汇总机关", ""), *THREE_LEVELS[2:]])
    for path in three_levels.received.iterdir():
        path.rename(own.received / path.name)
    own.merge("--year", YEAR, whole=True)
    out, alone = three_levels.folder / "out", own.folder / "out"
    assert files_below(out / "4101A_示例区城关镇") == files_below(alone / "4101A_示例区城关镇")
    there, apart = files_below(out / "4101_示例区"), files_below(alone)
    apart = {path: data for path, data in apart.items() if not path.startswith("4101A_")}
    differing = {path for path in there.keys() | apart.keys() if there.get(path) != apart.get(path)}
    assert differing == {"manifest.json", "汇总表.xlsx", "核对报告.html"}  # they name the folders of the nodes below
    assert three_levels.account("4101")["nodes"][0]["folder"] == "../4101A_示例区城关镇"


def test_the_sum_of_a_node_stands_for_its_units_before_that_of_the_node_above(three_levels: City):
    """The town has sent its 汇总表 alone, the district its own with the same figures and one unit more."""
    three_levels.merge("--year", YEAR, whole=True)
    for code, name in (("4101", "示例区"), ("4101A", "示例区城关镇")):
        sum_ = three_levels.folder / "out" / f"{code}_{name}" / "汇总表.xlsx"
        (three_levels.received / f"{name}汇总表.xlsx").write_bytes(sum_.read_bytes())
    for code in ("4101A1", "4101A2"):
        next(three_levels.received.glob(f"{code}_*")).unlink()
    run = three_levels.merge(output="again")
    assert run.exit_code == 0 and totals(run.account) == three_levels.sums(("410101", "4101A1", "4101A2"))
    assert run.states()["4101A"] == "accepted"
    assert run.file_states()["收件/示例区汇总表.xlsx"] == "superseded"
    assert "逐格相同" in run.finding("U014").message and "所属 3 家" in run.finding("U014").message


# ---------------------------------------------------------------- a node's own 汇总表


@pytest.fixture
def with_own_sum(city: City) -> City:
    """示例区 has handed in its own 汇总表, which was added up from the same figures."""
    city.merge("--year", YEAR, whole=True)
    own = city.folder / "out" / "4101_示例区" / "汇总表.xlsx"
    (city.received / "示例区汇总表.xlsx").write_bytes(own.read_bytes())
    return city


def test_a_nodes_own_sum_that_agrees_is_counted_once(with_own_sum: City):
    run = with_own_sum.merge(output="again")
    assert run.exit_code == 0
    assert totals(run.account) == with_own_sum.sums(UNITS)
    assert run.file_states()["收件/示例区汇总表.xlsx"] == "superseded"
    finding = run.finding("U014")
    assert finding.severity == "notice" and "逐格相同" in finding.message


def test_where_it_differs_the_cells_are_named_and_the_units_count(with_own_sum: City):
    with_own_sum.report("410101", indicators__platforms=1, proactive__penalty__decisions=26)
    run = with_own_sum.merge(output="again")
    assert run.exit_code == 1
    assert totals(run.account) == with_own_sum.sums(UNITS)
    differs = {finding.sheet: finding for finding in run.findings("U014")}
    assert "行政处罚" in differs["二、主动公开"].message and "汇总表 42、各单位之和 47" in differs["二、主动公开"].message
    assert differs["二、主动公开"].cell and differs["二、主动公开"].field == "proactive.penalty.decisions"
    of_node, of_other = (with_own_sum.account(code, "again")["findings"] for code in ("4101", "4102"))
    assert {finding["rule"] for finding in of_node if finding["severity"] == "error"} == {"U014"}
    assert "U014" not in {finding["rule"] for finding in of_other}


def test_of_a_sum_that_another_program_has_saved_without_values_the_cells_that_differ_are_named(with_own_sum: City):
    """Its formulas have lost what they gave; one of them somebody has typed over."""
    path = with_own_sum.received / "示例区汇总表.xlsx"
    book = openpyxl.load_workbook(path)
    cell_of(book, "proactive.penalty.decisions").value = 99
    book.save(path)
    (finding,) = with_own_sum.merge(output="again").findings("U014")
    assert "“二、主动公开”有 1 格不同" in finding.message and "汇总表 99、各单位之和 42" in finding.message


def test_a_nodes_own_report_is_held_against_what_a_report_says(city: City):
    """It has no place for the indicators."""
    city.merge("--year", YEAR, whole=True)
    report = (city.folder / "out" / "4101_示例区" / "年度报告.docx").read_bytes()
    (city.received / "示例区年度报告.docx").write_bytes(report)
    finding = city.merge(output="again").finding("U014")
    assert finding.severity == "notice" and "逐格相同" in finding.message
    city.report("410101", indicators__platforms=1, proactive__penalty__decisions=26)
    messages = [finding.message for finding in city.merge(output="again").findings("U014")]
    assert any("行政处罚·本年处理决定数量" in said and "42、各单位之和 47" in said for said in messages)


def test_a_unit_that_the_sum_lacks_or_has_besides_is_named(with_own_sum: City):
    (with_own_sum.received / "410102_示例区教育局.xlsx").unlink()
    run = with_own_sum.merge(output="again")
    assert any("汇总表里有、这里没有收到的：示例区教育局" in finding.message for finding in run.findings("U014"))
    assert run.states()["410102"] == "missing"
    assert totals(run.account) == with_own_sum.sums(set(UNITS) - {"410102"})


def test_without_its_units_the_sum_itself_counts(with_own_sum: City):
    for code in ("410101", "410102"):
        next(with_own_sum.received.glob(f"{code}_*")).unlink()
    run = with_own_sum.merge(output="again")
    assert run.exit_code == 0 and not run.findings("U014")
    assert totals(run.account) == with_own_sum.sums(UNITS)
    assert totals(with_own_sum.account("4101", "again")) == with_own_sum.sums(("410101", "410102"))


def test_a_district_office_that_hands_in_the_sum_of_its_units_is_asked(city: City):
    """Typed over into a blank workbook it bears no mark; in its own district it shows."""
    sums = city.sums(("410101", "410102"))
    city.report("4101", **{name.replace(".", "__"): figure for name, figure in sums.items()})
    assert city.merge().finding("U012", "4101").severity == "error"


# ---------------------------------------------------------------- what is wrong with a tree


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([CITY, ("4101", "示例区", "其他", "4109")], "第 3 行：上级单位代码“4109”不在名册中"),
        ([CITY, ("4101", "示例区", "其他", "4101")], "第 3 行：上级单位绕回了本单位（4101 → 4101）"),
        (
            [CITY, ("4101", "示例区", "其他", "4102"), ("4102", "样本县", "其他", "4101")],
            "第 4 行：上级单位绕回了本单位（4102 → 4101 → 4102）",
        ),
        ([CITY, ("4101", "示例区", "其他", "4100")], "没有写出谁归谁汇总"),
        ([CITY, ("4101", "示例区", "其他", "")], "没有写出谁归谁汇总"),
        (
            [("4100", "示例市人民政府办公室", "汇总机关", "4101"), ("4101", "示例区", "其他", "")],
            "第 2 行：汇总机关“示例市人民政府办公室”填了上级单位代码“4101”",
        ),
    ],
)
def test_a_fault_in_the_tree_is_a_mistake_of_the_roster(rows: list[Row], said: str, tmp_path: Path):
    city = City(tmp_path, DISTRICTS)
    city.report("410101")
    run = city.merge("--roster", city.roster(rows))
    assert run.exit_code == 3 and said in run.text
    assert not (tmp_path / "out").exists()


def test_a_tree_needs_a_roster(city: City):
    done = run(("merge", city.received, "--by-parent"), city.folder / "out", city.folder / "p")
    assert done.exit_code == 2 and "--roster" in done.text


def test_without_a_body_that_publishes_the_top_has_all(city: City):
    roster = city.roster([row for row in DISTRICTS if row != CITY and row[3] != "4100"] + [
        ("4101", "示例区", "其他", ""), ("4102", "样本县", "其他", ""), ("4109", "示例市档案局", "政府部门", "")
    ])
    done = city.merge("--roster", roster, "--name", "示例市人民政府")
    assert totals(done.account) == city.sums(UNITS) and len(done.account["nodes"]) == 2


# ---------------------------------------------------------------- all folders are swapped as one


def test_what_somebody_changed_in_a_nodes_folder_is_kept(city: City):
    city.merge(whole=True)
    changed = city.folder / "out" / "4101_示例区" / "核对报告.html"
    changed.write_text("批注", encoding="utf-8")
    run = city.merge(whole=True)
    kept = city.folder / "out-历史" / "4101_示例区" / "核对报告.html"
    assert kept.read_text(encoding="utf-8") == "批注" and "4101_示例区/核对报告.html" in run.text.replace("\\", "/")
    assert changed.stat().st_size > 1000


def test_the_folder_of_a_node_that_is_gone_goes_and_what_others_put_there_stays(city: City):
    city.merge()
    (city.folder / "out" / "4101_示例区" / "笔记.txt").write_text("别动", encoding="utf-8")
    (city.folder / "out" / "2023").mkdir()
    (city.folder / "out" / "2023" / "manifest.json").write_text("{}", encoding="utf-8")
    rows = [(code, name, kind, "" if above in ("4101", "4102") else above) for code, name, kind, above in DISTRICTS]
    city.merge("--roster", city.roster([*rows[:-1], ("4109", "示例市档案局", "政府部门", "4101")]))
    there = sorted(path.relative_to(city.folder / "out").as_posix() for path in (city.folder / "out").rglob("*.*"))
    assert "4101_示例区/笔记.txt" in there and "4101_示例区/manifest.json" in there
    assert "2023/manifest.json" in there and not (city.folder / "out" / "4102_样本县").exists()


def test_the_same_input_gives_the_same_bytes(city: City):
    city.merge(whole=True)
    city.merge(whole=True, output="又")
    assert files_below(city.folder / "out") == files_below(city.folder / "又")


def test_a_run_that_fails_leaves_every_folder_as_it_was(city: City, monkeypatch: pytest.MonkeyPatch):
    from disclosure_batch.outputs import manifest

    city.merge()
    before = files_below(city.folder / "out")
    city.report("410101", indicators__platforms=77)
    write = manifest.write

    def fails(result, report, folder):
        if folder.name.startswith("4102"):
            raise OSError("full")
        write(result, report, folder)

    monkeypatch.setattr(manifest, "write", fails)
    assert city.merge().exit_code == 3
    assert files_below(city.folder / "out") == before


def test_a_node_whose_name_is_mended_goes_on_from_what_it_had(city: City):
    """Its folder has another name then: what it was held against lies in the old one, and so does an edited report."""
    city.merge(whole=True)
    report = city.folder / "out" / "4101_示例区" / "年度报告.docx"
    document = docx.Document(report)
    document.paragraphs[-1].add_run("（已核）")
    document.save(report)
    city.rows = [(*row[:1], "示例新区", *row[2:]) if row[0] == "4101" else row for row in city.rows]
    city.merge(whole=True)
    since = city.account("4101")["since"]
    assert since["files"] == {"new": [], "replaced": [], "gone": []} and not since["units"] and not since["totals"]
    carried = docx.Document(city.folder / "out" / "4101_示例新区" / "年度报告.docx")
    assert carried.paragraphs[-1].text.endswith("（已核）")
    assert not (city.folder / "out" / "4101_示例区").exists()


# ---------------------------------------------------------------- what the top says of those below


@pytest.fixture
def open_city(city: City) -> City:
    """示例区 has a unit to mend, 样本县 one that is missing; the city's own archives have something to mend, too."""
    city.report("410101", requests__granted__natural_person=9)
    (city.received / "410202_样本县教育局.xlsx").unlink()
    city.report("4109", requests__granted__natural_person=9)
    return city


def test_the_screen_says_how_each_node_stands(open_city: City):
    said = open_city.merge().text
    assert "下级 2 家：0 家已报齐，没有错误；2 家还没有：" in said
    assert "示例区：应报 2 家，已报 2 家，未报 0 家，需修改 1 家" in said
    assert "样本县：应报 2 家，已报 1 家，未报 1 家，需修改 0 家。" in said


def test_each_unit_is_written_to_by_the_node_right_above_it(open_city: City):
    run = open_city.merge(whole=True)
    notices = {path.relative_to(run.folder).as_posix() for path in run.folder.rglob("退改通知/*.docx")}
    assert notices == {"退改通知/4109_示例市档案局.docx", "4101_示例区/退改通知/410101_示例区财政局.docx"}
    chat = (run.folder / "退改通知" / "群发文字.txt").read_text(encoding="utf-8-sig")
    assert "示例市档案局" in chat and "示例区财政局" not in chat
    assert "所属单位还没有报齐、改好（2 家）：示例区（需修改 1 家）、样本县（未报 1 家）。请督促。" in chat
    below = (run.folder / "4102_样本县" / "退改通知" / "群发文字.txt").read_text(encoding="utf-8-sig")
    assert "样本县教育局" in below
    page = (run.folder / "核对报告.html").read_text(encoding="utf-8")
    assert "4101_示例区/退改通知/410101_示例区财政局.docx" in page  # where it lies
    assert "退改通知/4109_示例市档案局.docx" in page


def test_sheet_and_page_say_how_each_node_stands_and_what_it_comes_to(open_city: City):
    run = open_city.merge()
    book = openpyxl.load_workbook(run.product("汇总表.xlsx"))
    head, *rows = ([cell.value for cell in row] for row in book["下级汇总"].iter_rows(min_row=3))
    stand = {row[2]: dict(zip(head, row, strict=True)) for row in rows}
    assert [stand["示例区"][name] for name in ("应报", "已报", "未报", "需修改", "已计入")] == [2, 2, 0, 1, 1]
    assert stand["样本县"]["状态"] == "送审稿" and stand["样本县"]["结果所在的文件夹"] == "4102_样本县"
    page = run.product("核对报告.html").read_text(encoding="utf-8")
    assert '<section id="下级">' in page and "4102_%E6%A0%B7%E6%9C%AC%E5%8E%BF/" in page


def test_every_total_is_shown_as_the_sum_of_those_below(city: City):
    run = city.merge()
    shown = openpyxl.load_workbook(run.product("汇总表.xlsx"), data_only=True)["分级合计"]
    head, *rows = ([cell.value for cell in row] for row in shown.iter_rows(min_row=3))
    assert head[2:] == ["合计", "示例区", "样本县", "直接报来的单位"]
    assert [row[2] for row in rows] == [float(run.totals[name]) for name in FORM.numeric]
    assert all(row[2] == pytest.approx(sum(row[3:]), abs=1e-9) for row in rows)


def test_the_cells_of_a_nodes_own_sum_are_listed(with_own_sum: City):
    figures = {"indicators__platforms": 1, "proactive__fees__amount": Decimal(1) / 8}
    with_own_sum.report("410101", **figures, proactive__penalty__decisions=26)
    run = with_own_sum.merge(output="again")
    book = openpyxl.load_workbook(run.product("汇总表.xlsx"))
    (row,) = book["节点检查"].iter_rows(min_row=4, values_only=True)
    assert (row[0], *row[3:]) == ("示例区", "行政处罚·本年处理决定数量", 42, 47, -5)
    assert "示例区：应报 2 家" in run.text and "自己的汇总表 1 格不同" in run.text


# ---------------------------------------------------------------- beside other commands


def test_an_archive_holds_every_node_against_its_own_account(city: City):
    city.merge()
    given = ("archive", city.folder / "out", city.received, city.roster(), "-o")
    assert run((*given, city.folder / "档案.zip"), city.folder, city.folder / "p").exit_code == 0
    assert run(("check", city.folder / "档案.zip"), city.folder, city.folder / "p").exit_code == 0
    account = city.account("4101")
    account["totals"] = {}
    folder = next((city.folder / "out").glob("4101_*"))
    (folder / "数据.csv").write_text("x", encoding="utf-8")
    account["outputs"] = [{"path": "数据.csv", "sha256": "0" * 64}]
    (folder / "manifest.json").write_text(json.dumps(account, default=str), encoding="utf-8")
    refused = run((*given, city.folder / "又.zip"), city.folder, city.folder / "p")
    assert refused.exit_code == 1 and "4101_示例区/数据.csv" in refused.text


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda account: account.unlink(), "4101_示例区/manifest.json”缺少"),
        (lambda account: account.write_bytes(account.read_bytes()[:-50]), "4101_示例区/manifest.json”内容变了"),
        (lambda account: shutil.rmtree(account.parent), "4101_示例区/manifest.json”缺少"),
    ],
)
def test_a_node_whose_account_is_lost_is_not_packed_as_if_it_were_something_else(city: City, damage, said: str):
    city.merge()
    damage(next((city.folder / "out").glob("4101_*/manifest.json")))
    given = (city.folder / "out", city.received, "-o", city.folder / "档案.zip")
    refused = run(("archive", *given), city.folder, city.folder / "p")
    assert refused.exit_code == 1 and said in refused.text


def test_a_nodes_own_folder_can_be_archived_without_those_beside_it(three_levels: City):
    three_levels.merge()
    folder = next((three_levels.folder / "out").glob("4101_*"))
    path = three_levels.folder / "区.zip"
    packed = run(("archive", folder, three_levels.received, "-o", path), folder, three_levels.folder / "p")
    assert packed.exit_code == 0, packed.text
    assert run(("check", path), folder, three_levels.folder / "p").exit_code == 0


def test_what_was_kept_of_a_nodes_folder_is_no_submission(city: City):
    city.merge(whole=True)
    (city.folder / "out" / "4101_示例区" / "汇总表.xlsx").write_bytes(b"PK changed")
    city.merge(whole=True)
    assert (city.folder / "out-历史" / "4101_示例区" / "汇总表.xlsx").exists()
    done = run(("check", city.folder, "--format", "json"), city.folder, city.folder / "p")
    states = {file["path"]: file["status"] for file in json.loads(done.text)["files"]}
    assert states[f"{city.folder.name}/out-历史/4101_示例区/汇总表.xlsx"] == "ignored"


def test_last_years_result_is_that_of_each_nodes_units(city: City):
    """The 汇总表 of the whole has the figures of every unit."""
    city.merge("--year", YEAR - 1, whole=True, output="上年")
    run = city.merge("--year", YEAR, "--previous", city.folder / "上年")
    before = {node.unit.code: node.result.last_year.totals for node in run.kept.result.nodes}
    assert {name: before["4101"][name] for name in FORM.inputs} == city.sums(("410101", "410102"))


# ---------------------------------------------------------------- several at a time


@pytest.fixture
def many_towns(tmp_path: Path) -> City:
    """A district with so many towns that they are written in processes of their own."""
    towns = [(f"41{number:02}", f"示例{number}镇", "乡镇街道", "4101") for number in range(10, 10 + WORTH_A_PROCESS)]
    offices = [(f"{code}1", f"{name}财政所", "其他", code) for code, name, *_ in towns]
    made = City(tmp_path, [CITY, ("4101", "示例区", "其他", "4100"), *towns, *offices])
    for number, (code, *_) in enumerate(offices):
        made.report(code, indicators__platforms=number, requests__granted__natural_person=5 + (number == 3))
    return made


def whole_in_processes(city: City, output: str) -> Run:
    arguments = ("merge", city.received, "-o", city.folder / output, "--by-parent", "--roster", city.roster())
    return run_whole(arguments, city.folder / output)


def test_nodes_written_in_processes_of_their_own_are_the_same(many_towns: City):
    done = whole_in_processes(many_towns, "out")
    many_towns.merge(whole=True, output="here")
    assert done.exit_code == 1 and len(done.account["nodes"]) == 1 + WORTH_A_PROCESS
    there = files_below(many_towns.folder / "out")
    assert any("请改" in path for path in there)
    assert there == files_below(many_towns.folder / "here")


@pytest.mark.parametrize("trouble", [NotStarted(), Unreadable(BeyondLimits("…")), MemoryError()])
def test_where_a_process_fails_the_node_is_written_here(many_towns: City, trouble: Exception, monkeypatch):
    many_towns.merge(output="here")
    before = files_below(many_towns.folder / "here")

    def fails(_apart: Apart, function: Callable, *arguments: object, size: int) -> object:
        if function is _written:
            *_, folder = arguments
            folder.mkdir()
            (folder / "一半.txt").write_text("x", encoding="utf-8")
            raise trouble
        return function(*arguments)

    monkeypatch.setattr("tests.run.ask_here", fails)
    many_towns.merge(output="out")
    assert files_below(many_towns.folder / "out") == before
