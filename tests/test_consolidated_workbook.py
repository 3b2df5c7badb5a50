"""汇总表.xlsx: what stands in it, that its formulas give what is stored, and that it is read back as it was written."""

import hashlib
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_batch.documents import xlsx
from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.figures.table import Figures
from disclosure_batch.findings import Finding
from disclosure_batch.form.layout import layout_of
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Figure, Filing, Origin
from disclosure_batch.intake.read import read
from disclosure_batch.intake.troubles import ConsolidatedWorkbook
from disclosure_batch.merge import Body, Consolidation, FileState, Status, UnitState
from disclosure_batch.outputs.overview import overview
from disclosure_batch.outputs.tasks import tasks_of
from disclosure_batch.outputs.workbook import NAME, detail, front, readback, write
from disclosure_batch.outputs.workbook import findings as found
from disclosure_batch.outputs.workbook.form import CUT, rows_of
from disclosure_batch.papers import META
from disclosure_batch.roster import Category, Unit, read_roster
from disclosure_batch.sheets.styles import ORANGE, RED
from tests.hand_made import FORM, REPORT, error, notice, warning
from tests.large import district_of
from tests.programs import LibreOffice

BODY = Unit("410800", "示例区人民政府办公室", Category.PUBLISHER, None, (), True, "经办", "0391-1000000")
FINANCE = Unit("410801", "示例区财政局", Category.DEPARTMENT, "410800", ("财政局", "区财政局"), True, "", "")
SCHOOLS = Unit("410802", "示例区教育局", Category.DEPARTMENT, "410800", (), True, "", "")
TOWN = Unit("410803", "示例区文昌街道办事处", Category.TOWNSHIP, "410800", (), True, "", "")
TAX = Unit("410804", "示例区税务局", Category.VERTICAL, None, (), False, "", "")
HEALTH = Unit("410805", "示例区卫生健康委员会", Category.DEPARTMENT, "410800", (), True, "", "")
WATER = Unit("041080", "示例区水利局", Category.DEPARTMENT, "410800", (), True, "赵科", "0391-2000000")

REQUIRED = {name: 0 for name in FORM.inputs if FORM.fields[name].required} | {"proactive.fees.amount": Decimal(0)}
TOLERANCE = 1e-9
READABLE = 1200  # points of height that a page of A4 holds in a size that can be read


def figures(**given: Figure) -> dict[str, Figure]:
    """A unit that has filled in sections two to four; __ stands for the dot of a field id."""
    return REQUIRED | {name.replace("__", "."): value for name, value in given.items()}


def filing(values: Mapping[str, Figure], **texts: str) -> Filing:
    return Filing(
        Origin.TEMPLATE,
        tuple(values.get(name) for name in FORM.inputs),
        texts={name.replace("__", "."): text for name, text in texts.items()},
    )


def state(unit: Unit, values: Mapping[str, Figure] | None, status: str = "accepted", **texts: str) -> UnitState:
    file = None if values is None else f"收件/{unit.code}_{unit.name}.xlsx"
    return UnitState(unit, Status(status), unit.counted, file, None if values is None else filing(values, **texts))


def consolidated(
    units: Sequence[UnitState],
    findings: Sequence[Finding] = (),
    last_year: LastYear | None = None,
    body: Body = Body(BODY.code, BODY.name),  # noqa: B008
) -> Consolidation:
    added = [s for s in units if s.added]
    table = Figures.of(FORM, [s.filing.values for s in added], [s.unit.key for s in added])
    files = [
        FileState(s.file, f"{n:064x}", 20_000 + n, s.unit.key, s.status, ("V001",) if n % 2 else (), 70 + n)
        for n, s in enumerate(units)
        if s.file
    ]
    return Consolidation(
        FORM, 2024, body, files, units, findings, table, table.totals, table.reported, last_year
    )


def last_year(values: Mapping[str, Mapping[str, Figure]]) -> LastYear:
    table = Figures.of(FORM, [filing(unit).values for unit in values.values()], list(values))
    totals = {name: table.totals[name] if table.reported[name] else None for name in FORM.numeric}
    return LastYear(2023, table, totals)


OWN = figures(requests__new__natural_person=3, requests__granted__natural_person=3, indicators__published=120)
MANY = figures(
    proactive__fees__amount=Decimal("0.1"),
    proactive__normative_documents__issued=7,
    proactive__normative_documents__in_force=31,
    requests__new__natural_person=4,
    requests__new__enterprise=1,
    requests__carried_in__natural_person=1,
    requests__granted__natural_person=2,
    requests__denied__third_party__natural_person=1,
    requests__not_processed__petition__enterprise=1,
    requests__carried_out__natural_person=2,
    remedies__reconsideration__upheld=1,
    indicators__published=1564,
    indicators__information_fees=Decimal("20.05"),
)
FEW = figures(
    proactive__fees__amount=Decimal("0.2"), requests__new__legal_service=2, requests__closed__other__legal_service=2
)
PARTLY = {
    name: value for name, value in figures(proactive__fees__amount=Decimal("95.7914")).items() if "remedies" not in name
}
CARRIED_IN = "requests.carried_in.natural_person"
WRONG = figures(requests__new__natural_person=10, requests__granted__natural_person=13)

UNITS = (
    state(
        BODY,
        OWN,
        text__problems="信息更新偏慢",
        explanation__R101="十二月印发",
        unit__prepared_by="经办",
        unit__date="2025-01-10",
    ),
    state(FINANCE, MANY),
    state(SCHOOLS, FEW),
    state(TOWN, PARTLY),
    state(TAX, figures(requests__new__natural_person=50)),
    state(HEALTH, WRONG, "rejected"),
    state(WATER, None, "missing"),
)
FINDINGS = (
    error("R303", "自然人列不平衡", unit="410805", file="收件/410805_示例区卫生健康委员会.xlsx", sheet="三、依申请公开", cell="D7",
        field="requests.new.natural_person"),
    warning("R101", "请核对", unit="410801", sheet="二、主动公开", cell="D7",
        field="proactive.normative_documents.in_force", explanation="十二月印发"),
    notice("V001", "没有填", unit="410803", sheet="四、复议诉讼", cell="A7"),
    error("U003", "没有报送", unit="041080"),
    error("F001", "读不了", file="收件/坏.xlsx"),
)  # fmt: skip
BEFORE = last_year({"410801": MANY, "410803": FEW, "410899": FEW})
SAME = last_year({"410801": MANY, "410802": FEW, "410803": MANY})
TEXTS = {"text.problems": "信息更新偏慢\n业务培训太少", "text.other_matters": "无"}


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """written(consolidation, texts) -> the workbook."""

    def write_it(result: Consolidation, texts: Mapping[str, str] = TEXTS) -> Path:
        write(result, replace(REPORT, texts=texts), tmp_path)
        return tmp_path / NAME

    return write_it


def district(**changes) -> Consolidation:
    return consolidated(**{"units": UNITS, "findings": FINDINGS, "last_year": BEFORE} | changes)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is written of `district()`; it is only looked at."""
    folder = tmp_path_factory.mktemp("usual")
    write(district(), replace(REPORT, texts=TEXTS), folder)
    return folder / NAME


@pytest.fixture(scope="module")
def formulas(usual: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(usual)


@pytest.fixture(scope="module")
def values(usual: Path) -> openpyxl.Workbook:
    """The same, what its formulas have for a value."""
    return openpyxl.load_workbook(usual, data_only=True)


def named(book: openpyxl.Workbook, field: str):
    """The cell of a defined name."""
    ((sheet, place),) = book.defined_names[field].destinations
    return book[sheet][place.replace("$", "")]


def contents(path: Path) -> dict[tuple[str, str], object]:
    """Every value that stands in a workbook; an empty text counts as nothing."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (page.title, cell.coordinate): cell.value
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def as_table(page) -> list[dict[str, object]]:
    """The rows of a list below its head in row 3."""
    head, *rows = page.iter_rows(min_row=3, values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


# ---------------------------------------------------------------- the form, filled with totals


def test_it_opens_on_what_is_here_then_comes_the_form_and_everything_else_behind_it(formulas):
    form = [sheet.name for sheet in FORM.sheets]
    behind = ["明细", "未计入明细", "填报情况", "核对发现", "与上年比较", "图表", "来源", META]
    assert formulas.sheetnames == [front.NAME, *form, *behind]
    assert formulas.active.title == front.NAME
    assert formulas[META].sheet_state == "veryHidden"
    assert set(FORM.fields) <= set(formulas.defined_names)
    for page in formulas:
        assert page.protection.sheet == (page.title in form or page.title == META)
        assert not page.protection.password
        assert page.title not in form or all(cell.protection.locked for row in page.iter_rows() for cell in row)


def lines_of(page) -> list[tuple[str, ...]]:
    """The first sheet's lines: the mark, what it is of, the words."""
    rows = page.iter_rows(min_row=3, max_col=3, values_only=True)
    return [tuple(cell or "" for cell in row) for row in rows if any(row)]


def test_the_first_sheet_says_how_it_stands_in_the_words_of_screen_and_page(formulas):
    seen, said = overview(district(), REPORT), lines_of(formulas[front.NAME])
    assert formulas[front.NAME]["A1"].value == f"{district().title}（汇总表）"
    assert ("！", "状态", f"{seen.headline}。{seen.scope}。") in said and ("√", "平衡", f"{seen.balance}。") in said
    assert ("×", "1 家", f"未报：{WATER.name}") in said and ("√", "4 家", "已报，已计入汇总") in said
    assert ("×", "待处理的问题", "错误 3 条，警告 1 条，提示 1 条。") in said


def test_totals_that_do_not_balance_are_marked_on_the_first_sheet(written):
    said = lines_of(openpyxl.load_workbook(written(consolidated([state(HEALTH, WRONG, "included")])))[front.NAME])
    (balance,) = [line for line in said if line[1] == "平衡"]
    assert balance[0] == "×" and "R303" in balance[2] and f"来自{HEALTH.name}（相差 3）" in balance[2]


def test_the_first_sheet_leads_to_what_is_to_be_looked_at_and_says_whom_to_ask(formulas):
    page = formulas[front.NAME]
    said = {line[1]: (line[0], line[2]) for line in lines_of(page)}
    missing, wrong, nobodys = said[f"{WATER.name}\n赵科 0391-2000000"], said[HEALTH.name], said["收件/坏.xlsx"]
    assert missing == ("×", "未报\n对合计影响多大，还不知道。")
    assert wrong[0] == "×" and wrong[1].startswith("R303 自然人列不平衡\n计入后“")
    assert nobodys == ("×", "F001 读不了\n对合计影响多大，还不知道。")
    links = {page.cell(cell.row, 3).value: cell.hyperlink.location for row in page for cell in row if cell.hyperlink}
    sheet, cell = links[wrong[1]].split("!")
    assert formulas[sheet.strip("'")][cell].value == 1 and "R303" in [c.value for c in formulas["核对发现"][cell[1:]]]
    sheet, cell = links[missing[1]].split("!")
    assert formulas[sheet.strip("'")][cell].value == WATER.code


def test_the_first_sheet_has_the_order_of_the_page_and_stays_on_one_page(written):
    result = replace(district_of(300), form=FORM)
    page = openpyxl.load_workbook(written(result))[front.NAME]
    tasks, said = tasks_of(overview(result)), [line[1].partition("\n")[0] for line in lines_of(page)]
    first = said.index(tasks[0].title)
    assert said[first : first + front.FIRST_LOOKS] == [task.title for task in tasks[: front.FIRST_LOOKS]]
    (more,) = [line[2] for line in lines_of(page) if line[2].startswith("另有 ")]
    assert f"另有 {len(tasks) - front.FIRST_LOOKS} 项，其中 " in more
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert {page.page_setup.fitToWidth, page.page_setup.fitToHeight} <= {None, 1}
    assert sum(row.height or 15 for row in page.row_dimensions.values()) < READABLE


def test_the_first_sheet_names_every_other_one(formulas):
    page = formulas[front.NAME]
    named = [cell.value for cell in page["B"] if cell.hyperlink]
    assert named == [name for name in formulas.sheetnames if name not in (front.NAME, META)]
    assert all(cell.hyperlink.location == f"'{cell.value}'!A1" for cell in page["B"] if cell.hyperlink)


def test_the_names_of_the_fields_are_there_and_nobody_sees_them(formulas):
    for name in ("明细", "未计入明细"):
        ids = [cell for cell in formulas[name][6] if cell.value]
        assert [cell.value for cell in ids if cell.value in FORM.numeric] == list(FORM.numeric)
        assert {cell.number_format for cell in ids} == {";;;"}
    assert formulas["明细"].auto_filter.ref.startswith("A6:")


def test_every_total_is_a_formula_with_its_exact_result_stored(written):
    result = district()
    path = written(result)
    formulas, stored = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)

    for name in FORM.numeric:
        assert named(formulas, name).value.startswith("=")
        wanted = result.totals[name] if result.reported[name] or FORM.fields[name].required else None
        found = named(stored, name).value
        assert (found if wanted is None else Decimal(repr(found))) == wanted, name
    assert named(stored, "proactive.fees.amount").value == 96.0914  # 0.1 + 0.2 + 95.7914 is not, in floats
    assert "明细!" in named(formulas, "requests.new.natural_person").value


def test_a_sum_reaches_from_the_line_of_ids_to_the_line_below_the_last_unit(formulas):
    """So that a unit put in anywhere between them is in it."""
    page = formulas["明细"]

    ids = next(row for row in range(1, 7) if page.cell(row, 1).value == "unit.code")
    last = max(row for row in range(1, page.max_row + 1) if page.cell(row, 2).value == TOWN.name)
    column = next(cell.column_letter for cell in page[ids] if cell.value == "requests.new.natural_person")
    assert named(formulas, "requests.new.natural_person").value == f"=SUM(明细!{column}${ids}:{column}${last + 1})"
    assert page.max_row == last + 1


def test_an_amount_keeps_as_many_decimals_as_any_unit_gave(written):
    fine = Decimal("0.123456789")
    result = consolidated([state(FINANCE, figures(proactive__fees__amount=fine)), state(SCHOOLS, FEW)])
    path = written(result)

    assert named(openpyxl.load_workbook(path), "proactive.fees.amount").value.endswith(",9)")
    assert named(openpyxl.load_workbook(path, data_only=True), "proactive.fees.amount").value == 0.323456789


def test_the_cover_says_how_many_units_are_in_and_who_is_not(usual):
    everything = contents(usual)

    cover = "".join(str(value) for (sheet, _), value in everything.items() if sheet == "封面")
    assert "送审稿" in cover and WATER.name in cover and HEALTH.name in cover
    assert "含 4 家单位，应计入 6 家，还缺 2 家" in cover
    for sheet in FORM.sheets[1:5]:
        assert "还缺 2 家" in everything[sheet.name, "A2"], sheet.name


def test_a_body_that_nobody_named_leaves_the_cover_blank(written):
    book = openpyxl.load_workbook(written(consolidated(UNITS, body=Body(None, None))), data_only=True)

    assert named(book, "unit.name").value is None and named(book, "unit.code").value is None
    assert named(book, "unit.year").value == 2024


def test_last_years_totals_stand_beside_this_years(values):
    place = layout_of(FORM).sheet_of("requests.carried_out.total").last_year["requests.carried_out.total"]
    assert values["三、依申请公开"][place.first].value == BEFORE.totals["requests.carried_out.total"] == 2


# ---------------------------------------------------------------- formulas and what is stored


def recalculated(path: Path, libreoffice: LibreOffice, change: Callable | None = None) -> Path:
    """What LibreOffice makes of the formulas alone; loading and saving with openpyxl drops what is stored."""
    book = openpyxl.load_workbook(path)
    if change:
        change(book)
    stripped = path.with_name("stripped.xlsx")
    book.save(stripped)
    assert named(openpyxl.load_workbook(stripped, data_only=True), "requests.new.total").value is None
    return libreoffice(stripped, "xlsx")


HOSTILE = '=HYPERLINK("http://example.invalid","请点我")'
NO_LAST_YEAR = partial(district, last_year=None)
NOBODY = partial(consolidated, [state(WATER, None, "missing")], last_year=BEFORE)
STRANGE = partial(
    consolidated,
    [
        state(Unit("", HOSTILE, None, None, (), True, "", ""), MANY),
        state(Unit("1", "'引号\"局&<b>", None, None, (), True, "", ""), FEW),
    ],
    body=Body(None, '+SUM(1,1)"'),
)


@pytest.mark.parametrize(
    "result", [district, NO_LAST_YEAR, NOBODY, STRANGE], ids=["usual", "first year", "nobody", "strange names"]
)
def test_recalculated_every_cell_of_every_sheet_is_what_was_stored(written, libreoffice, result):
    path = written(result())

    stored, fresh = contents(path), contents(recalculated(path, libreoffice))
    assert set(fresh) == set(stored)
    for place, value in stored.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert fresh[place] == pytest.approx(value, rel=TOLERANCE, abs=TOLERANCE), place
        else:
            assert fresh[place] == value, place


def test_totals_follow_the_detail_and_a_text_among_them_is_told(written, libreoffice):
    def change(book: openpyxl.Workbook) -> None:
        page = book["明细"]
        column = next(cell.column for cell in page[6] if cell.value == "indicators.platforms")
        page.cell(7, column).value = 3  # so far nobody stated it
        named(book, "indicators.published_on_website").value = "约5"

    book = openpyxl.load_workbook(recalculated(written(district()), libreoffice, change), data_only=True)
    assert named(book, "indicators.platforms").value == 3
    checks = {row[1]: row[5] for row in book["核对与说明"].iter_rows(values_only=True) if row[1]}
    assert checks["“工作指标”政府网站发布不超过主动公开政府信息总数"] == "有内容不是数字"
    assert checks["“工作指标”办结群众信件不超过收到群众信件"] == "未填"
    assert checks["“工作指标”填了多少格"] == "有 1 格不是数字"


@pytest.mark.parametrize(
    ("units", "balance"),
    [
        ((state(BODY, OWN), state(FINANCE, MANY, explanation__Y301="机构合并")), "汇总数字平衡"),
        ((state(FINANCE, MANY, explanation__Y301="机构合并"), state(HEALTH, WRONG, "included")), "汇总数字有 2 处不平衡"),
        ((state(WATER, None, "missing"),), "还没有可以汇总的数字"),
    ],
)
def test_whether_it_balances_is_one_sentence_without_last_years_figures(written, libreoffice, units, balance):
    said = warning("Y301", "与上年不衔接。", unit="410801", field=CARRIED_IN, explanation="机构合并")
    result = consolidated(units, [said], last_year=last_year({"410801": FEW}))
    path = written(result)

    for book in (path, recalculated(path, libreoffice)):
        book = openpyxl.load_workbook(book, data_only=True)
        assert book["封面"]["B15"].value == book["核对与说明"]["A2"].value == overview(result).balance == balance
        off = [row[5] for row in book["核对与说明"].iter_rows(values_only=True) if str(row[5]).startswith("与上年")]
        if len(units) > 1:
            assert off.count("与上年不衔接（已说明：示例区财政局（自然人列）：机构合并）") == 1 and "与上年不衔接，相差 24" in off


def test_a_draft_without_all_units_is_not_held_against_last_year(written):
    units = (state(FINANCE, MANY, explanation__Y301="机构合并"), state(WATER, None, "missing"))
    path = written(consolidated(units, last_year=last_year({"410801": FEW})))
    lines = [row[5] for row in openpyxl.load_workbook(path)["核对与说明"].iter_rows(values_only=True)]
    assert "单位未齐，未与上年核对" in lines and not [line for line in lines if str(line).startswith("与上年")]
    assert marks(path, CARRIED_IN) == [RED]  # of words in place of a figure


def test_what_does_not_continue_last_year_is_marked_for_a_look_and_no_sum_is_taken_for_yuan(written):
    path = written(consolidated((state(FINANCE, MANY),), last_year=last_year({"410801": FEW})))
    assert marks(path, CARRIED_IN) == [RED, ORANGE] and marks(path, "proactive.fees.amount") == [RED]


def marks(path: Path, name: str) -> list[str]:
    """The colours that a cell may be given while it is looked at."""
    book = openpyxl.load_workbook(path)
    cell = named(book, name)
    areas = (area for area in cell.parent.conditional_formatting if cell.coordinate in area)
    return [f"#{rule.dxf.fill.bgColor.rgb[2:]}" for area in areas for rule in area.rules]


def test_the_same_result_gives_the_same_bytes(written):
    one = written(district()).read_bytes()
    assert hashlib.sha256(one).digest() == hashlib.sha256(written(district()).read_bytes()).digest()


# ---------------------------------------------------------------- read back


def test_it_is_read_back_as_it_was_written(written):
    result = district()
    (reading,) = read(Source("汇总表.xlsx", written(result)), FORM)

    assert reading.troubles == (ConsolidatedWorkbook(),)
    filing = reading.filing
    assert filing.origin is Origin.CONSOLIDATED
    assert (filing.code, filing.name, filing.texts["unit.year"]) == (BODY.code, BODY.name, "2024")
    stated = [result.totals[n] if result.reported[n] or FORM.fields[n].required else None for n in FORM.inputs]
    assert list(filing.values) == stated and not filing.slips
    assert filing.value(FORM, "indicators.platforms") is None
    assert list(filing.stored) == [result.totals[name] for name in FORM.derived] and not filing.typed
    assert [(part.code, part.name, part.values) for part in filing.parts] == [
        (s.unit.code, s.unit.name, s.filing.values) for s in result.added
    ]
    assert filing.texts["text.problems"] == TEXTS["text.problems"]
    assert filing.texts["explanation.R101"] == "十二月印发"
    assert filing.texts["unit.prepared_by"] == "经办" and filing.texts["unit.date"] == "2025-01-10"


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("requests.new.natural_person", "“三、依申请公开”D7"),
        ("requests.new.total", "“三、依申请公开”J7"),
        ("proactive.fees.amount", "“二、主动公开”"),
    ],
)
def test_a_total_that_does_not_stand_in_its_cell_stops_the_run(written, name, cell):
    result = district()
    path = written(result)
    readback.hold(result, path)

    with pytest.raises(readback.OutputDiffers, match=cell):
        readback.hold(replace(result, totals={**result.totals, name: result.totals[name] + 1}), path)


def test_a_figure_of_the_detail_that_is_not_the_units_stops_the_run(written):
    result = district()
    path = written(result)
    first, *others = result.units
    values = list(first.filing.values)
    values[0] += 1
    other = replace(first, filing=replace(first.filing, values=tuple(values)))

    with pytest.raises(readback.OutputDiffers, match=f"“明细”第 7 行“{FORM.inputs[0]}”"):
        readback.hold(replace(result, units=[other, *others]), path)


def test_what_was_written_is_held_however_large_it_is(written, monkeypatch):
    """Beyond the limits of what strangers send lie some 18,000 units; here, a few cells do."""
    result = district()
    monkeypatch.setattr(xlsx, "CELLS", 100)
    path = written(result)

    with pytest.raises(Unreadable, match="有内容的格"):
        document_of(path.name, path.read_bytes())
    readback.hold(result, path)
    name = FORM.inputs[0]
    with pytest.raises(readback.OutputDiffers, match=f"“{name}”各行之和"):
        readback.hold(replace(result, totals={**result.totals, name: result.totals[name] + 1}), path)


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_that_the_disk_has_spoilt_stops_the_run(written, part):
    """In any of its parts, also in those in which no figure stands."""
    result = district()
    path = written(result)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as book:
        begins = book.getinfo(part).header_offset
    data[begins + 200] ^= 0xFF
    path.write_bytes(data)

    with pytest.raises(readback.OutputDiffers, match="读不回来"):
        readback.hold(result, path)


def test_figures_that_are_not_added_are_kept_beside_the_detail(written):
    path = written(district())
    page = openpyxl.load_workbook(path, data_only=True)["未计入明细"]
    head = [cell.value for cell in page[6]]
    rows = {row[0]: dict(zip(head, row, strict=True)) for row in page.iter_rows(min_row=7, values_only=True) if row[0]}

    assert set(rows) == {TAX.code, HEALTH.code}
    assert rows[TAX.code]["requests.new.natural_person"] == 50
    assert rows[HEALTH.code]["requests.outcome_total.total"] == 13
    assert rows[HEALTH.code]["indicators.published"] is None
    assert "退回" in rows[HEALTH.code][detail.REASON] and "名册" in rows[TAX.code][detail.REASON]


def test_the_status_sheet_is_a_roster(usual):
    roster = read_roster(usual)

    assert list(roster.units) == [s.unit for s in UNITS]
    assert roster.body == BODY


def test_the_status_sheet_says_where_each_unit_stands(formulas):
    rows = {row["单位代码"]: row for row in as_table(formulas["填报情况"])}

    assert [rows[unit.code]["状态"] for unit in (FINANCE, HEALTH, WATER)] == [
        "已报，已计入汇总",
        "需修改，暂未计入汇总",
        "未报",
    ]
    assert rows[HEALTH.code]["错误数"] == 1 and rows[HEALTH.code]["警告数"] == 0 and rows[FINANCE.code]["警告数"] == 1
    assert rows[FINANCE.code]["文件"].endswith("410801_示例区财政局.xlsx") and rows[FINANCE.code]["校验码"] == "00071"
    assert rows[WATER.code]["文件"] is None and rows[TAX.code]["计入汇总"] == "否"


# ---------------------------------------------------------------- words from outside

EVIL = [HOSTILE, "+1+1", "-2+3", "@SUM(1)", "<r><evil/></r>", "_x0041_", "'单引号", "第一行\r\n第二行"]


@pytest.mark.parametrize("words", EVIL)
def test_words_from_outside_stay_words(written, words):
    unit = Unit(words, words, None, None, (words,), True, words, words)
    finding = error(
        words,
        words,
        unit=unit.key,
        file=words,
        sheet=words,
        cell=words,
        field="requests.new.total",
        suggestion=words,
        explanation=words,
    )
    result = consolidated([state(unit, MANY, unit__phone=words)], [finding], body=Body(words, words))
    path = written(result, {"text.problems": words})

    shown = words.replace("\r\n", "\n").replace("</r>", "</r >")
    for page in openpyxl.load_workbook(path):
        for row in page.iter_rows():
            for cell in row:
                if cell.value == shown:
                    assert cell.data_type == "s", cell
                assert cell.data_type != "f" or "HYPERLINK" not in str(getattr(cell.value, "text", cell.value)), cell
    (reading,) = read(Source("汇总表.xlsx", path), FORM)
    assert reading.filing.texts["unit.phone"] == shown and reading.filing.texts["text.problems"] == shown


def test_characters_that_xml_cant_hold_are_left_out(written):
    bad = "水\x00利\x1b局\ud800\ufffe\u202e"
    unit = Unit("410801", bad, None, None, (), True, "", "")
    result = consolidated([state(unit, FEW)], [error("F001", bad, unit=unit.key, file=bad)], body=Body(bad, bad))
    book = openpyxl.load_workbook(written(result, {"text.problems": bad}), data_only=True)

    assert named(book, "unit.name").value == "水利局\\ud800"  # spelled out: two such names stay two
    assert as_table(book["核对发现"])[0]["内容"] == "水利局\\ud800"


# ---------------------------------------------------------------- findings


def test_a_finding_leads_to_the_figure_it_speaks_of(formulas):
    page = formulas["核对发现"]
    cells = {page.cell(row, 3).value: page.cell(row, 9) for row in range(4, page.max_row + 1)}

    for rule, sheet, figure in (("R303", "未计入明细", 10), ("R101", "明细", 31)):
        target, place = cells[rule].hyperlink.location.rsplit("!", 1)
        assert (target.strip("'"), formulas[sheet][place].value) == (sheet, figure)
        assert cells[rule].value == "D7"
    assert all(cells[rule].hyperlink is None for rule in ("V001", "U003", "F001"))


def test_findings_are_listed_with_everything_they_say(formulas):
    rows = {row["规则"]: row for row in as_table(formulas["核对发现"])}

    assert rows["R303"]["级别"] == "错误" and rows["R303"]["单位"] == HEALTH.name and rows["R303"]["单位代码"] == HEALTH.code
    assert rows["R101"]["说明"] == "十二月印发" and rows["R101"]["内容"] == "请核对"
    assert sorted(row["序号"] for row in rows.values()) == [1, 2, 3, 4, 5]


def test_links_stop_before_excel_refuses_the_sheet(written, monkeypatch):
    monkeypatch.setattr(found, "LINKS", 1)
    page = openpyxl.load_workbook(written(district()))["核对发现"]

    links = [page.cell(row, 9).hyperlink for row in range(4, page.max_row + 1)]
    assert sum(link is not None for link in links) == 1
    assert "前 1 个" in page["A2"].value


def test_every_file_stands_in_the_sources(written):
    result = district()
    rows = as_table(openpyxl.load_workbook(written(result))["来源"])

    assert [(row["文件"], row["SHA-256"], row["大小（字节）"]) for row in rows] == [
        (f.path, f.sha256, f.size) for f in result.files
    ]
    assert {row["单位代码"]: row["状态"] for row in rows}[HEALTH.code] == "需修改，未接收"


# ---------------------------------------------------------------- last year, charts


def test_both_years_the_difference_and_its_share_are_compared(values, written):
    page = openpyxl.load_workbook(written(district(units=UNITS[1:4], last_year=SAME)), data_only=True)["与上年比较"]
    rows = dict(zip(FORM.numeric, page.iter_rows(min_row=4, values_only=True), strict=False))
    assert "两年计入汇总的是同样的 3 家单位" in page["A2"].value and page["G3"].value == "增减"
    assert rows["requests.new.total"][4:8] == (7, 12, -5, pytest.approx(-5 / 12))
    assert rows["proactive.fees.amount"][4:7] == (96.0914, 0.4, 95.6914)
    assert rows["requests.new.research_institution"][4:8] == (0, 0, 0, None)
    assert rows["indicators.platforms"][4:8] == (None, None, None, None)

    names = [row[13] for row in values["与上年比较"].iter_rows(min_row=4, values_only=True) if row[13]]
    assert BODY.name in names and SCHOOLS.name in names and TOWN.name not in names  # added
    gone = [row[12] for row in values["与上年比较"].iter_rows(min_row=4, values_only=True)]
    assert "410899" in gone  # and not on this year's roster


def test_where_units_came_or_went_the_change_is_of_those_of_both_years(values):
    page = values["与上年比较"]
    rows = dict(zip(FORM.numeric, page.iter_rows(min_row=4, values_only=True), strict=False))
    heads = [cell.value for cell in page[3][4:11]]
    assert heads == ["本年", "上年", "同口径本年", "同口径上年", "家数", "增减", "增减%"]
    assert "增减按同口径比，即两年都计入汇总的 2 家（本年计入 4 家，上年 3 家）" in page["A2"].value
    both = (PARTLY, MANY)
    now = sum(sum(n or 0 for name, n in unit.items() if name.startswith("requests.new.")) for unit in both)
    last = sum(sum(n or 0 for name, n in unit.items() if name.startswith("requests.new.")) for unit in (MANY, FEW))
    compared = rows["requests.new.total"]
    assert compared[6:10] == (now, last, 2, now - last) and compared[10] == pytest.approx((now - last) / last)


def test_without_last_year_nothing_is_compared(written):
    book = openpyxl.load_workbook(written(NO_LAST_YEAR()))

    assert "与上年比较" not in book.sheetnames
    assert len(book["图表"]._charts) == 3


def test_charts_show_what_is_not_zero(values):
    page = values["图表"]

    assert len(page._charts) == 4
    values = [value for row in page.iter_rows(min_row=30, values_only=True) for value in row]
    assert "自然人" in values and "（六）其他处理" in values
    assert "科研机构" not in values and "（四）无法提供" not in values


def test_where_there_is_nothing_to_show_there_are_no_charts(written):
    book = openpyxl.load_workbook(written(consolidated([state(FINANCE, figures())])))

    assert "图表" not in book.sheetnames


# ---------------------------------------------------------------- how it prints


def test_every_list_prints_on_a4_across_with_its_head_on_each_page(formulas):
    behind = formulas.sheetnames[formulas.sheetnames.index("明细") : -1]

    assert all(page.page_setup.paperSize == 9 for page in formulas if page.title != META)
    assert [name for name in behind if formulas[name].page_setup.orientation != "landscape"] == []
    assert [name for name in behind if not formulas[name].print_title_rows] == ["图表"]
    as_wide = [
        name
        for name in behind
        if formulas[name].sheet_properties.pageSetUpPr and formulas[name].sheet_properties.pageSetUpPr.fitToPage
    ]
    assert [name for name in behind if name not in as_wide] == ["明细", "未计入明细"]


@pytest.mark.parametrize("largest", [7, 12_345_678])
def test_what_stands_between_two_page_breaks_of_the_detail_fits_on_a_page(written, largest):
    """In 宋体 11 a column of n is 8n + 5 dots at 96 to the inch; other programs take a tenth more."""
    units = [state(FINANCE, figures(requests__new__natural_person=largest, requests__granted__enterprise=largest))]
    page = openpyxl.load_workbook(written(consolidated(units)))["明细"]
    widths = {}
    for letters, dimension in page.column_dimensions.items():
        first = openpyxl.utils.column_index_from_string(letters)
        widths |= dict.fromkeys(
            range(dimension.min or first, (dimension.max or first) + 1), int(dimension.width) * 8 + 5
        )
    room = (297 / 25.4 - page.page_margins.left - page.page_margins.right) * 96 / (page.page_setup.scale / 100)
    ends = [*(mark.id for mark in page.col_breaks.brk), max(widths)]
    names = widths[1] + widths[2]

    assert len(ends) <= (13 if largest == 7 else 30)
    for before, end in zip([2, *ends], ends, strict=False):
        assert 1.1 * (names + sum(widths[column] for column in range(before + 1, end + 1))) <= room


# ---------------------------------------------------------------- what the units explain


def test_the_sheet_of_checks_asks_nobody_and_says_what_the_units_explained(written):
    explained = "explanation.R101"
    units = [
        state(BODY, OWN, explanation__R101="十二月印发"),
        state(FINANCE, MANY, explanation__R101="本年制发当年失效"),
        state(SCHOOLS, FEW, explanation__R101="无"),
        state(HEALTH, WRONG, "rejected", explanation__R101="不在汇总里的说明"),
    ]
    book = openpyxl.load_workbook(written(consolidated(units)))
    page = book["核对与说明"]

    assert named(book, explained).value == "十二月印发\n示例区财政局：本年制发当年失效"
    assert page.cell(named(book, explained).row - 1, 8).value == "单位写的说明"
    assert not page.data_validations.dataValidation


# ---------------------------------------------------------------- long texts


def test_paragraphs_stand_one_a_row_and_the_rest_in_the_last():
    assert rows_of("甲\n\n乙", 3) == ["甲", "乙"]
    assert rows_of("甲\n乙\n丙\n丁", 3) == ["甲", "乙", "丙\n丁"]
    assert rows_of("", 3) == []


def test_a_text_that_no_row_can_hold_is_cut_and_says_so():
    assert rows_of("甲" * 10 + "\n" + "乙" * 30, 3, longest=15) == ["甲" * 10, "乙" * 15, "乙" * 15]
    cut = rows_of("甲" * 100, 2, longest=15)
    assert cut == ["甲" * 15, "甲" * (15 - len(CUT)) + CUT]


@given(st.lists(st.text("甲乙丙𠀀a", min_size=1, max_size=40), max_size=12), st.integers(1, 6))
def test_nothing_is_lost_as_long_as_it_fits(paragraphs, rows):
    found = rows_of("\n".join(paragraphs), rows, longest=25)

    assert len(found) <= rows and all(len(row.encode("utf-16-le")) <= 50 for row in found)
    said = "".join(found).replace("\n", "")
    if found and found[-1].endswith(CUT):
        assert "".join(paragraphs).startswith(said.removesuffix(CUT))
    else:
        assert said == "".join(paragraphs)
