"""Whether everything balances, in a sentence: live as a formula, and what it says before anyone has calculated it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from disclosure_batch.findings import Severity
from disclosure_batch.form.formulas import OFF
from disclosure_batch.form.layout import CHECK_HEADS, TOP, SheetLayout, layout_of
from disclosure_batch.form.model import Relation, SheetKind
from disclosure_batch.references import column_letters
from disclosure_batch.template.filling import Filling

FILLED_ROW = TOP + 1  # of the sheet of checks: the first line on how much of a table is filled in
NOT_BEGUN = "本表还没有填"
FILLED, ODD = "C", "E"  # its columns: how many cells are filled in, how many of them hold no number
RESULTS = column_letters(CHECK_HEADS.index("结果"))


class Count(NamedTuple):
    """How many relations are off: as a formula, and before anyone has calculated it."""

    formula: str
    number: int


class Sentence(NamedTuple):
    """A formula and what it gives."""

    formula: str
    shown: str


class State:
    """The sentences of one workbook; they look at the results on the sheet of checks."""

    def __init__(self, filling: Filling) -> None:
        self.filling = filling
        self.layout = layout_of(filling.form)
        self.checks = next(sheet for sheet in self.layout.sheets if sheet.checks)
        self.tables = [s for s in self.layout.sheets if s.sheet.kind in (SheetKind.TABLES, SheetKind.INDICATORS)]

    def of_all(self) -> Sentence:
        """On the sheet of checks, and on the cover."""
        relations = self.filling.form.relations
        off, look = self._count(relations, Severity.ERROR), self._count(relations, Severity.WARNING)
        filled, odd = self._over_all(FILLED), self._over_all(ODD)
        formula = (
            f'="核对结果："&IF({filled}<={self._given(self.tables)},"还没有填写。",'
            f'IF({off.formula}>0,"有 "&{off.formula}&" 处不平衡，请看标红的行。",IF({odd}=0,"各项平衡。",""))'
            f'&IF({look.formula}=0,"","另有 "&{look.formula}&" 处请核对。")'
            f'&IF({odd}=0,"","有 "&{odd}&" 格不是数字，请改为数字。"))'
        )
        if self._untouched(self.tables):
            return Sentence(formula, "核对结果：还没有填写。")
        shown = f"核对结果：有 {off.number} 处不平衡，请看标红的行。" if off.number else "核对结果：各项平衡。"
        return Sentence(formula, shown + (f"另有 {look.number} 处请核对。" if look.number else ""))

    def of_sheet(self, sheet: SheetLayout) -> Sentence:
        """Above a table."""
        off = self._count([r for r in self.filling.form.relations if r.sheet == sheet.name], Severity.ERROR)
        filled, odd = self._of(sheet, FILLED), self._of(sheet, ODD)
        formula = (
            f'=IF({filled}<={self._given([sheet])},"{NOT_BEGUN}",'
            f'IF({off.formula}>0,"本表有 "&{off.formula}&" 处不平衡，见“{self.checks.name}”",'
            f'IF({odd}>0,"本表有 "&{odd}&" 格不是数字，请改为数字","本表各项平衡")))'
        )
        if self._untouched([sheet]):
            return Sentence(formula, NOT_BEGUN)
        shown = f"本表有 {off.number} 处不平衡，见“{self.checks.name}”" if off.number else "本表各项平衡"
        return Sentence(formula, shown)

    def _over_all(self, column: str) -> str:
        """What the sheet of checks says of how much is filled in, added up."""
        return f"SUM(${column}${FILLED_ROW + 1}:${column}${FILLED_ROW + len(self.tables)})"

    def _of(self, sheet: SheetLayout, column: str) -> str:
        """What it says of one table."""
        return f"'{self.checks.name}'!${column}${FILLED_ROW + 1 + self.tables.index(sheet)}"

    def _given(self, tables: Sequence[SheetLayout]) -> int:
        """How many figures of these sheets stood there when the workbook was handed out."""
        given = [name for name in self.filling.form.carried_over if name in self.filling.values]
        return sum(name in sheet.cells for sheet in tables for name in given)

    def _untouched(self, tables: Sequence[SheetLayout]) -> bool:
        """Whether nothing stands in these sheets beyond that."""
        stated = [name for name in self.filling.form.inputs if self.filling.values.get(name) is not None]
        return sum(name in sheet.cells for sheet in tables for name in stated) <= self._given(tables)

    def _count(self, relations: Sequence[Relation], severity: Severity) -> Count:
        """How many of the relations are off."""
        word = OFF[severity]
        counts = [f'SUMPRODUCT(--(LEFT({area},{len(word)})="{word}"))' for area in self._results(relations)]
        off = sum(r.severity is severity and self.filling.result(r).words.startswith(word) for r in relations)
        return Count(f"({'+'.join(counts)})" if counts else "0", off)

    def _results(self, relations: Sequence[Relation]) -> list[str]:
        """The result cells of relations as ranges of the sheet of checks."""
        wanted = set(map(id, relations))
        rows = [row for row, relation in self.checks.checks.items() if id(relation) in wanted]
        starts = [row for before, row in pairwise([-1, *rows]) if row != before + 1 or before == -1]
        ends = [row for row, after in pairwise([*rows, -1]) if after != row + 1]
        return [self._area(first, last) for first, last in zip(starts, ends, strict=True)]

    def _area(self, first: int, last: int) -> str:
        return f"'{self.checks.name}'!${RESULTS}${first + 1}:${RESULTS}${last + 1}"
