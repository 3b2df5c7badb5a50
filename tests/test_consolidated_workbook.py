"""汇总表.xlsx: what stands in it, that its formulas give what is stored, and that it is read back as it was written."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from disclosure_batch.figures import Figures
from disclosure_batch.findings import Finding
from disclosure_batch.intake.filing import Figure, Filing, Origin
from disclosure_batch.merge import Body, Consolidation, FileState, LastYear, UnitState
from disclosure_batch.outputs.workbook import NAME, write
from disclosure_batch.roster import Category, Unit
from tests.hand_made import FORM, error, notice, warning

BODY = Unit("410800", "示例区人民政府办公室", Category.PUBLISHER, None, (), True, "王一", "0391-1000000")
FINANCE = Unit("410801", "示例区财政局", Category.DEPARTMENT, "410800", ("财政局", "区财政局"), True, "", "")
SCHOOLS = Unit("410802", "示例区教育局", Category.DEPARTMENT, "410800", (), True, "", "")
TOWN = Unit("410803", "示例区文昌街道办事处", Category.TOWNSHIP, "410800", (), True, "", "")
TAX = Unit("410804", "示例区税务局", Category.VERTICAL, None, (), False, "", "")
HEALTH = Unit("410805", "示例区卫生健康委员会", Category.DEPARTMENT, "410800", (), True, "", "")
WATER = Unit("041080", "示例区水利局", Category.DEPARTMENT, "410800", (), True, "", "")

REQUIRED = {name: 0 for name in FORM.inputs if FORM.fields[name].required} | {"proactive.fees.amount": Decimal(0)}
TOLERANCE = 1e-9


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
    return UnitState(unit, status, unit.counted, file, None if values is None else filing(values, **texts))


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
    return Consolidation(FORM, 2024, body, files, units, findings, table.detail, table.totals, table.reported, last_year)


def last_year(values: Mapping[str, Mapping[str, Figure]]) -> LastYear:
    table = Figures.of(FORM, [filing(unit).values for unit in values.values()], list(values))
    totals = {name: table.totals[name] if table.reported[name] else None for name in FORM.numeric}
    return LastYear(2023, table.detail, totals)


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
PARTLY = {name: value for name, value in figures(proactive__fees__amount=Decimal("95.7914")).items() if "remedies" not in name}
WRONG = figures(requests__new__natural_person=10, requests__granted__natural_person=13)

UNITS = (
    state(BODY, OWN, text__problems="信息更新偏慢", explanation__R101="十二月印发", unit__prepared_by="王一", unit__date="2025-01-10"),
    state(FINANCE, MANY),
    state(SCHOOLS, FEW),
    state(TOWN, PARTLY),
    state(TAX, figures(requests__new__natural_person=50)),
    state(HEALTH, WRONG, "rejected"),
    state(WATER, None, "missing"),
)
FINDINGS = (
    error("R303", "自然人列不平衡", unit="410805", file="收件/410805_示例区卫生健康委员会.xlsx", sheet="三、依申请公开", cell="D7", field="requests.new.natural_person"),
    warning("R101", "请核对", unit="410801", sheet="二、主动公开", cell="D7", field="proactive.normative_documents.in_force", explanation="十二月印发"),
    notice("V001", "没有填", unit="410803", sheet="四、复议诉讼", cell="A7"),
    error("U003", "没有报送", unit="041080"),
    error("F001", "读不了", file="收件/坏.xlsx"),
)  # fmt: skip
BEFORE = last_year({"410801": MANY, "410803": FEW, "410899": FEW})
TEXTS = {"text.problems": "信息更新偏慢\n业务培训太少", "text.other_matters": "无"}


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """written(consolidation, texts) -> the workbook."""

    def write_it(result: Consolidation, texts: Mapping[str, str] = TEXTS) -> Path:
        write(result, texts, tmp_path)
        return tmp_path / NAME

    return write_it


def district(**changes) -> Consolidation:
    return consolidated(**{"units": UNITS, "findings": FINDINGS, "last_year": BEFORE} | changes)


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
