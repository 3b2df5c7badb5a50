"""How much is filled in and whether it balances, in sentences: live as formulas, and before anyone calculates."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from disclosure_batch.findings import Severity
from disclosure_batch.form import formulas
from disclosure_batch.form.formulas import NO_TOTALS, OFF, balance
from disclosure_batch.form.layout import CHECK_HEADS, SheetLayout, layout_of
from disclosure_batch.form.model import Relation, SheetKind
from disclosure_batch.form.printed import FILLED_ROW
from disclosure_batch.references import column_letters
from disclosure_batch.template.filling import Filling

NOT_BEGUN = "本表还没有填"
FILLED, DUE, ODD = "C", "D", "E"  # its columns: how many cells are filled in, of how many, how many hold no number
ZEROS = "没有的填 0：选中空格，输入 0，按 Ctrl+Enter"
IN_YUAN = "收费金额是不是按元填了？单位是万元"
RESULTS = column_letters(CHECK_HEADS.index("结果"))
GAPS = column_letters(CHECK_HEADS.index("相差"))


class Count(NamedTuple):
    """How many of something there are: as a formula, and of a filling before anyone has calculated it."""

    formula: str
    number: Callable[[Filling], int]


class ComputedSentence(NamedTuple):
    """A formula and what it gives."""

    formula: str
    shown: Callable[[Filling], str]


class Sentences(Protocol):
    """What a workbook says of itself."""

    def of_all(self) -> ComputedSentence:
        """On the sheet of checks, and on the cover."""

    def of_sheet(self, sheet: SheetLayout) -> ComputedSentence:
        """Above a table."""


class Results:
    """The results on the sheet of checks of a workbook, which the sentences look at."""

    def __init__(self, filling: Filling) -> None:
        self.filling = filling
        self.layout = layout_of(filling.form)
        self.checks = next(sheet for sheet in self.layout.sheets if sheet.checks)
        self.tables = [s for s in self.layout.sheets if s.sheet.kind in (SheetKind.TABLES, SheetKind.INDICATORS)]

    def relations_of(self, sheet: SheetLayout) -> list[Relation]:
        return [relation for relation in self.filling.form.relations if relation.sheet == sheet.name]

    def count(self, relations: Sequence[Relation], severity: Severity) -> Count:
        """How many of the relations are off."""
        word = OFF[severity]
        counts = [f'SUMPRODUCT(--(LEFT({area},{len(word)})="{word}"))' for area in self._results(relations)]
        own = [relation for relation in relations if relation.severity is severity]
        return Count(
            f"({'+'.join(counts)})" if counts else "0",
            lambda filling: sum(filling.result(relation).words.startswith(word) for relation in own),
        )

    def _results(self, relations: Sequence[Relation]) -> list[str]:
        """The result cells of relations as ranges of the sheet of checks."""
        wanted = set(map(id, relations))
        rows = [row for row, relation in self.checks.checks.items() if id(relation) in wanted]
        starts = [row for before, row in pairwise([-1, *rows]) if row != before + 1 or before == -1]
        ends = [row for row, after in pairwise([*rows, -1]) if after != row + 1]
        return [self._area(first, last) for first, last in zip(starts, ends, strict=True)]

    def _area(self, first: int, last: int) -> str:
        return f"'{self.checks.name}'!${RESULTS}${first + 1}:${RESULTS}${last + 1}"


class State(Results):
    """The sentences of an office's workbook: first how much of it is still blank, then whether it balances."""

    def of_all(self) -> ComputedSentence:
        relations = self.filling.form.relations
        off, look = self.count(relations, Severity.ERROR), self.count(relations, Severity.WARNING)
        blank, odd, large = self._blank(self.tables), self._over_all(ODD), self._large(self.tables)
        formula = (
            f'="核对结果："&IF({self._over_all(FILLED)}<={self._given(self.tables)},"还没有填写。{ZEROS}。",'
            f'IF({blank.formula}>0,"还有 "&{blank.formula}&" 格没填，{ZEROS}。","")'
            f'&IF({off.formula}>0,"有 "&{off.formula}&" 处不平衡，请看标红的行。",'
            f'IF({blank.formula}+{odd}=0,"各项平衡。",""))'
            f'&IF({look.formula}=0,"","另有 "&{look.formula}&" 处请核对。")'
            f'&IF({large.formula},"{IN_YUAN}。","")'
            f'&IF({odd}=0,"","有 "&{odd}&" 格不是数字，请改为数字。"))'
        )
        untouched = self._untouched(self.tables)

        def shown(filling: Filling) -> str:
            if untouched(filling):
                return f"核对结果：还没有填写。{ZEROS}。"
            open_, wrong, asked = blank.number(filling), off.number(filling), look.number(filling)
            said = [
                f"还有 {open_} 格没填，{ZEROS}。" if open_ else "",
                f"有 {wrong} 处不平衡，请看标红的行。" if wrong else "" if open_ else "各项平衡。",
                f"另有 {asked} 处请核对。" if asked else "",
                f"{IN_YUAN}。" if large.number(filling) else "",
            ]
            return f"核对结果：{''.join(said)}"

        return ComputedSentence(formula, shown)

    def of_sheet(self, sheet: SheetLayout) -> ComputedSentence:
        off, blank = self.count(self.relations_of(sheet), Severity.ERROR), self._blank([sheet])
        odd, large, where = self._of(sheet, ODD), self._large([sheet]), self._by_how_much(sheet)
        formula = (
            f'=IF({self._of(sheet, FILLED)}<={self._given([sheet])},"{NOT_BEGUN}，{ZEROS}",'
            f'IF({blank.formula}>0,"本表还有 "&{blank.formula}&" 格没填，{ZEROS}","")'
            f'&IF({off.formula}>0,IF({blank.formula}>0,"；","")&"本表有 "&{off.formula}&" 处不平衡"'
            f'&{where.formula}&"，见“{self.checks.name}”",'
            f'IF({odd}>0,IF({blank.formula}>0,"；","")&"本表有 "&{odd}&" 格不是数字，请改为数字",'
            f'IF({blank.formula}>0,"","本表各项平衡")))&IF({large.formula},"；{IN_YUAN}",""))'
        )
        untouched = self._untouched([sheet])

        def shown(filling: Filling) -> str:
            if untouched(filling):
                return f"{NOT_BEGUN}，{ZEROS}"
            open_, wrong = blank.number(filling), off.number(filling)
            said = [
                f"本表还有 {open_} 格没填，{ZEROS}" if open_ else "",
                f"本表有 {wrong} 处不平衡{where.shown(filling)}，见“{self.checks.name}”" if wrong else "",
                "" if open_ or wrong else "本表各项平衡",
                IN_YUAN if large.number(filling) else "",
            ]
            return "；".join(filter(None, said))

        return ComputedSentence(formula, shown)

    def _by_how_much(self, sheet: SheetLayout) -> ComputedSentence:
        """Which columns of a table are out, and by how much: ，自然人列相差 2."""
        rows = {id(relation): row for row, relation in self.checks.checks.items()}
        own = [relation for relation in self.relations_of(sheet) if self._says_how_much(relation)]
        word, parts = OFF[Severity.ERROR], ['""']
        for relation in own:
            row = rows[id(relation)] + 1
            cell = f"'{self.checks.name}'!${RESULTS}${row}"
            gap = f"ABS('{self.checks.name}'!${GAPS}${row})"
            parts.append(f'IF(LEFT({cell},{len(word)})="{word}","，{relation.scope}相差 "&{gap},"")')

        def shown(filling: Filling) -> str:
            results = ((relation, filling.result(relation)) for relation in own)
            return "".join(f"，{r.scope}相差 {abs(sides.gap)}" for r, sides in results if sides.words.startswith(word))

        return ComputedSentence("&".join(parts), shown)

    def _says_how_much(self, relation: Relation) -> bool:
        """One of a column of figures that were typed this year."""
        within = relation.scope and not relation.is_sum and not self._is_total(relation)
        return bool(within) and relation.severity is Severity.ERROR and not relation.compares_years

    def _is_total(self, relation: Relation) -> bool:
        """A column of totals follows from the others."""
        return all(self.filling.form.fields[term.field].derived for term in relation.terms)

    def _blank(self, tables: Sequence[SheetLayout]) -> Count:
        """How many figures of these sheets nobody has filled in."""
        names = self._typed_on(tables)
        left = "+".join(f"{self._of(sheet, DUE)}-{self._of(sheet, FILLED)}" for sheet in tables)
        return Count(f"({left})", lambda filling: len(names) - len(filling.stated & names))

    def _large(self, tables: Sequence[SheetLayout]) -> Count:
        """Which amounts in 万元 look as if they were filled in in 元: many times last year's, or beyond a bound."""
        form = self.filling.form
        names = [name for name in form.in_ten_thousands if any(name in sheet.cells for sheet in tables)]
        conditions = ",".join(formulas.looks_large(self.layout, name) for name in names)

        def number(filling: Filling) -> int:
            both = [(filling.figures.get(name) or 0, filling.last_year.get(name) or 0) for name in names]
            return sum(formulas.is_large(form, now, last) for now, last in both)

        return Count(f"OR({conditions})" if names else "FALSE", number)

    def _over_all(self, column: str) -> str:
        """What the sheet of checks says of how much is filled in, added up."""
        return f"SUM(${column}${FILLED_ROW + 1}:${column}${FILLED_ROW + len(self.tables)})"

    def _of(self, sheet: SheetLayout, column: str) -> str:
        """What it says of one table."""
        return f"'{self.checks.name}'!${column}${FILLED_ROW + 1 + self.tables.index(sheet)}"

    def _given(self, tables: Sequence[SheetLayout]) -> int:
        """How many figures of these sheets stood there when the workbook was handed out."""
        values = self.filling.values
        given = [name for name in self.filling.form.carried_over if values.get(name) is not None]
        return sum(name in sheet.cells for sheet in tables for name in given)

    def _untouched(self, tables: Sequence[SheetLayout]) -> Callable[[Filling], bool]:
        """Whether nothing stands in these sheets beyond that."""
        names, given = self._typed_on(tables), self._given(tables)
        return lambda filling: len(filling.stated & names) <= given

    def _typed_on(self, tables: Sequence[SheetLayout]) -> frozenset[str]:
        return frozenset(name for name in self.filling.form.inputs if any(name in sheet.cells for sheet in tables))


class ConsolidatedResults(Results):
    """The sentences of a consolidated workbook: what the terminal and the review page say of the totals."""

    def of_all(self) -> ComputedSentence:
        return self._sentence(self.filling.form.relations, "汇总数字")

    def of_sheet(self, sheet: SheetLayout) -> ComputedSentence:
        return self._sentence(self.relations_of(sheet), "本表")

    def _sentence(self, relations: Sequence[Relation], what: str) -> ComputedSentence:
        if not self.filling.units:
            return ComputedSentence(f'="{NO_TOTALS}"', lambda _: NO_TOTALS)
        off = self.count(relations, Severity.ERROR)
        return ComputedSentence(
            f'=IF({off.formula}=0,"{balance(what, 0)}","{what}有 "&{off.formula}&" 处不平衡")',
            lambda filling: balance(what, off.number(filling)),
        )


def sentences(filling: Filling) -> Sentences:
    return ConsolidatedResults(filling) if filling.consolidated else State(filling)
