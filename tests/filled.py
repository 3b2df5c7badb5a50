"""Workbooks of any edition: written, read back in this process, and recalculated by LibreOffice.

    book = filled(FORM, {"requests.new.natural_person": 7})
    path = written(book, folder / "a.xlsx")
    assert filing_of(path, FORM).value(FORM, "requests.new.natural_person") == 7
"""

import copyreg
import hashlib
import io
import pickle
import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
from openpyxl.worksheet.dimensions import DimensionHolder
from python_calamine import CalamineWorkbook

from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.figures.table import Figures
from disclosure_batch.findings import Finding
from disclosure_batch.form.layout import SheetLayout, layout_of
from disclosure_batch.form.model import Form
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Figure, Filing, Reading
from disclosure_batch.intake.identify import identify
from disclosure_batch.intake.read import read
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rulebook import check, rules_of
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import Filling, prefilled
from tests.programs import LibreOffice

YEAR = 2024
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NAME, CODE = "示例区财政局", "410801"
MARKS = 100  # rows below the form


def filled(
    form: Form, values: Mapping[str, object], last_year: Mapping[str, Figure] | None = None, code: str = CODE
) -> Filling:
    """A distributed workbook in which an office has typed `values`, and 0 in every other cell for a figure."""
    given = prefilled(form, NAME, code, YEAR, last_year)
    typed = {**dict.fromkeys(form.inputs, 0), "unit.date": "2025-01-10", **given.values, **values}
    return Filling(form, typed, given.last_year, locked=given.locked, stamp=given.stamp)


def written(filling: Filling, path: Path) -> Path:
    """What write_workbook writes; the same filling is drawn once."""
    said = (filling.values, filling.last_year, filling.formulas, sorted(filling.locked), filling.stamp)
    key = f"{filling.form.file} {said!r}"
    if key in _DRAWN:
        path.write_bytes(_DRAWN[key])
    else:
        write_workbook(path, filling)
        _DRAWN[key] = path.read_bytes()
    return path


_DRAWN: dict[str, bytes] = {}


def opened(file: Path | bytes) -> openpyxl.Workbook:
    """A workbook that is to be changed: openpyxl reads the same file once, and of that a copy is given each time."""
    data = file if isinstance(file, bytes) else file.read_bytes()
    key = hashlib.sha256(data).digest()
    if key not in _OPENED:
        _OPENED[key] = pickle.dumps(openpyxl.load_workbook(io.BytesIO(data)))
    return pickle.loads(_OPENED[key])


def _as_it_was_made(holder: DimensionHolder) -> tuple:
    """The rows or columns of a sheet: a defaultdict alone would forget the sheet in which it makes new ones."""
    made_of = holder.worksheet, holder.reference, holder.default_factory
    return DimensionHolder, made_of, None, None, iter(holder.items())


copyreg.pickle(DimensionHolder, _as_it_was_made)
_OPENED: dict[bytes, bytes] = {}


def reading_of(path: Path, form: Form) -> Reading:
    """The one reading of a file."""
    (reading,) = read(Source(path.name, path, named=True), form)
    return reading


def filing_of(path: Path, form: Form) -> Filing:
    reading = reading_of(path, form)
    assert reading.filing, reading.troubles
    return reading.filing


def figures_of(filing: Filing, form: Form) -> dict[str, Figure | None]:
    """The typed figures by their field."""
    return dict(zip(form.inputs, filing.values, strict=True))


def findings_in(path: Path, form: Form, last_year: Mapping[str, Figure] | None = None) -> list[Finding]:
    """What every rule says of a file that is checked alone."""
    return check(_case(path, form, last_year))


def broken_in(path: Path, form: Form, last_year: Mapping[str, Figure] | None = None) -> set[tuple[str, str]]:
    """(rule, first field) of the relations of the form that do not hold in a file."""
    case = _case(path, form, last_year)
    return {(f.rule, f.field) for code in form.rule_texts for f in rules_of(form)[code].look(case)}


def _case(path: Path, form: Form, last_year: Mapping[str, Figure] | None) -> Case:
    submissions = identify([reading_of(path, form)], None, form)
    return Case(form, YEAR, submissions, None, _last_year(form, last_year) if last_year else None)


def _last_year(form: Form, figures: Mapping[str, Figure]) -> LastYear:
    table = Figures.of(form, [[figures.get(name) for name in form.inputs]], [CODE])
    return LastYear(YEAR - 1, table, table.totals)


# ---------------------------------------------------------------- formulas


def stored(path: Path) -> dict[tuple[str, str], object]:
    """(sheet, cell) -> the stored value of every cell that holds a formula, None where there is none."""
    with zipfile.ZipFile(path) as book:
        names = [
            sheet.get("name") for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(MAIN + "sheet")
        ]
        pages = [ElementTree.fromstring(book.read(f"xl/worksheets/sheet{i}.xml")) for i in range(1, len(names) + 1)]
    return {
        (name, cell.get("r")): _value(cell)
        for name, page in zip(names, pages, strict=True)
        for cell in page.iter(MAIN + "c")
        if cell.find(MAIN + "f") is not None
    }


def _value(cell: ElementTree.Element) -> object:
    text = cell.findtext(MAIN + "v") or None
    return text if text is None or cell.get("t") in ("str", "e", "b") else float(text)


def without_stored_values(path: Path, edits: Mapping[str, object] | None = None) -> Path:
    """The same workbook in which no formula has a value. Edits are typed over fields, past validation."""
    if edits:
        book = opened(path)  # which forgets every stored value
        for name, raw in edits.items():
            ((sheet, place),) = book.defined_names[name].destinations
            book[sheet][place.replace("$", "")] = raw
        book.save(path)
    else:
        with zipfile.ZipFile(path) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            for name, part in parts.items():
                book.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part))
    assert set(stored(path).values()) == {None}
    return path


def recalculated(libreoffice: LibreOffice, paths: Sequence[Path], folder: Path) -> list[Path]:
    """All workbooks as LibreOffice saves them, each formula calculated anew."""
    return libreoffice.convert(paths, "xlsx", folder / "recalculated")


def same(one: object, other: object) -> bool:
    """Numbers to the ninth decimal, everything else exactly; an empty text is nothing."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    return (one or None) == (other or None)


def differences(one: Mapping, other: Mapping) -> dict:
    """What two workbooks say differently: (sheet, cell) -> both values."""
    return {at: (one.get(at), other.get(at)) for at in {**one, **other} if not same(one.get(at), other.get(at))}


def check_lines(path: Path, form: Form) -> dict[tuple[str, str], str]:
    """(rule, first field of the relation) -> the result that stands in the sheet of checks."""
    relations = _checks(form).checks.values()
    return {(r.code, r.left[0].field): line[5] for r, line in zip(relations, check_rows(path, form), strict=True)}


def check_rows(path: Path, form: Form) -> list[list[object]]:
    """The cells of every line of checks: rule, words, left, right, difference, result."""
    sheet = _checks(form)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    return [rows[row] for row in sheet.checks]


def _checks(form: Form) -> SheetLayout:
    return next(sheet for sheet in layout_of(form).sheets if sheet.checks)


@lru_cache(maxsize=20)
def values_in(path: Path) -> openpyxl.Workbook:
    """A workbook that is only looked at: what its formulas have for a value."""
    return openpyxl.load_workbook(path, data_only=True)


# ---------------------------------------------------------------- marks


def marks_in_cells(source: Path, path: Path) -> Path:
    """What a condition gives can't be read back: so each is written into a cell of its sheet, its place beside it."""
    book = openpyxl.load_workbook(source)
    for page in book:
        for row, (place, formula) in enumerate(conditions_of(page), page.max_row + MARKS):
            page.cell(row, 50, f"标记 {place}")
            page.cell(row, 51, f"={formula}")
    book.save(path)
    return path


def conditions_of(page) -> list[tuple[str, str]]:
    """(cell, formula) of every mark of a single cell."""
    every = page.conditional_formatting._cf_rules.items()
    return [(str(area.sqref), rule.formula[0]) for area, rules in every for rule in rules if ":" not in str(area.sqref)]


def marked_on(marked: Path, sheet: str) -> set[str]:
    """The cells of a sheet whose mark shows, in a workbook with its marks in cells that was recalculated."""
    page = values_in(marked)[sheet]
    rows = page.iter_rows(min_col=50, max_col=51, values_only=True)
    return {place.removeprefix("标记 ") for place, shows in rows if str(place).startswith("标记 ") and shows}
