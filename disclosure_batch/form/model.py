"""The form as values: fields, tables, sheets, relations. One edition is one Form; nothing here knows a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from disclosure_batch.findings import Severity

Figure = int | Decimal  # a count, or an amount
YEARS = range(2008, 2101)  # that are reported: since the regulations are in force


class FieldKind(StrEnum):
    """What a field holds. Counts are int, amounts Decimal, everything else text."""

    TEXT = "text"
    YEAR = "year"
    DATE = "date"
    CODE = "code"
    COUNT = "count"
    AMOUNT = "amount"


class SheetKind(StrEnum):
    """How a sheet of the workbook is laid out."""

    COVER = "cover"
    TABLES = "tables"
    INDICATORS = "indicators"
    TEXTS = "texts"
    EXPLANATIONS = "explanations"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form. Its id is its name everywhere: defined name, manifest, column head, finding."""

    id: str
    section: str
    sheet: str
    row_label: str
    column_label: str
    unit: str
    kind: FieldKind
    name: str  # as a message calls it: 新收·自然人
    counts: str = ""  # what it counts, in plain words
    parts: tuple[str, ...] = ()  # the fields whose sum it is; empty for what is typed
    rule: str = ""  # the rule that holds a typed sum against its parts
    heading: str = ""  # of the section of a finished report whose words it takes
    rows: int = 1  # how many rows of the sheet a text may fill
    given: bool = False  # filled in, and locked, by whoever distributes the workbook
    required: bool = False  # a figure of sections two to four: it has to stand in every submission
    added: int = 1  # the version of the template in which it is new

    @property
    def numeric(self) -> bool:
        return self.kind in (FieldKind.COUNT, FieldKind.AMOUNT)

    @property
    def derived(self) -> bool:
        return bool(self.parts)


@dataclass(frozen=True, slots=True)
class Head:
    """A row or a column of a table: its id, the printed labels from the outermost inwards, what it sums up."""

    id: str
    label: tuple[str, ...]
    short: str = ""
    sum: tuple[str, ...] = ()
    rule: str = ""
    counts: str = ""

    @property
    def name(self) -> str:
        return self.short or "".join(self.label[1:] or self.label)


@dataclass(frozen=True, slots=True)
class Table:
    """One printed table; `across` puts its rows side by side, each over its own columns."""

    name: str
    ids: str
    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    banner: str = ""
    corner: str = ""
    head: str = ""
    across: bool = False
    kind: FieldKind = FieldKind.COUNT
    unit: str = "件"

    def field(self, row: str, column: str) -> str:
        """The id of the field where a row and a column meet."""
        return self.ids.format(row=row, column=column)

    def row_label(self, row: Head) -> str:
        """The printed labels of a row, after the banner above the table."""
        return " ".join(filter(None, (self.banner, *row.label)))

    @property
    def fields(self) -> tuple[str, ...]:
        """Field ids, row by row."""
        return tuple(self.field(row.id, column.id) for row in self.rows for column in self.columns)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the workbook: tables, or a list of fields."""

    name: str
    section: str
    kind: SheetKind
    tables: tuple[Table, ...]
    fields: tuple[Field, ...]  # all of them, the tables' included, in form order
    empty: Severity = Severity.WARNING  # of leaving all its figures blank


@dataclass(frozen=True, slots=True)
class Term:
    """A signed field of this year or of last year."""

    sign: int
    field: str
    last_year: bool = False


class Comparison(StrEnum):
    EQUAL = "="
    AT_MOST = "<="
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Relation:
    """Two signed sums of fields and how they compare; one printed line of checks.

    `scope` says where it holds (自然人列), empty where the relation stands alone. The sums are exact: they are
    taken of ints and Decimals, or of whole columns of them.
    """

    code: str
    left: tuple[Term, ...]
    comparison: Comparison
    right: tuple[Term, ...]
    severity: Severity
    says: str
    sheet: str
    scope: str = ""
    is_sum: bool = False  # it holds a typed total against its parts

    @property
    def first(self) -> str:
        """The field at which it is reported; of a sum the total."""
        return self.left[0].field

    @property
    def terms(self) -> tuple[Term, ...]:
        return self.left + self.right

    @property
    def compares_years(self) -> bool:
        return any(term.last_year for term in self.terms)

    @property
    def larger(self) -> tuple[Term, ...]:
        """The side that has to be known before the other can be said to exceed it; both for an equality."""
        if self.comparison is Comparison.AT_MOST:
            return self.right
        return self.left if self.comparison is Comparison.AT_LEAST else self.terms

    def sides(self, figure):
        """Left and right sum, where figure(term) is a number or a column of numbers."""
        return tuple(sum(term.sign * figure(term) for term in side) for side in (self.left, self.right))

    def holds(self, left, right):
        """Whether two sides (numbers or columns) are as they should be."""
        if self.comparison is Comparison.AT_MOST:
            return left <= right
        return left >= right if self.comparison is Comparison.AT_LEAST else left == right


@dataclass(frozen=True, slots=True)
class RuleText:
    """What is said of a relation's rule in the rule list."""

    code: str
    what: str
    severity: Severity
    source: str
    example: str
    remedy: str
    in_document: str = ""  # the remedy where there are no formulas: in a Word document, a text, a web page
    reasons: str = ""  # where to say why it is right all the same


@dataclass(frozen=True, slots=True)
class Theme:
    """Of what offices write in the section of problems; words by which a sentence is known to be of it."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The finished report: its sections in words, before and after those of the tables, and what they are written with.

    must_state: field -> heading of the section that has to speak of it in any case. text_templates: sets by their
    name, the default first.
    """

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    must_state: Mapping[str, str] = field(default_factory=dict)
    text_templates: Mapping[str, Path] = field(default_factory=dict)
    themes: tuple[Theme, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """How offices write the labels that the form prints.

    spellings: (pattern, what is printed), one applied after another. variants: (a whole label, what is printed).
    short: (what stands alone for a long label of a row, how that label begins).
    article, note: patterns of what stands before and behind a label and is no part of it. ends: of how the end of a
    label begins that may be left out; spare: the words of one that may be. The others are heads of columns that number
    the rows, or hold this year's or (how they begin) last year's figures.
    """

    spellings: tuple[tuple[str, str], ...] = ()
    variants: tuple[tuple[str, str], ...] = ()
    short: tuple[tuple[str, str], ...] = ()
    article: str = ""
    note: str = ""
    ends: str = ""
    spare: str = ""
    numbering: tuple[str, ...] = ()
    this_year: tuple[str, ...] = ()
    last_year: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)  # an edition is loaded once and compared by identity
class Form:
    """An edition of the form."""

    edition: str
    since: int  # the first year that is reported in it
    template_version: int
    title: str
    source: str
    sheets: tuple[Sheet, ...]
    relations: tuple[Relation, ...]
    rule_texts: Mapping[str, RuleText]
    thresholds: Mapping[str, int]
    limits: Mapping[str, int]
    modulus: int
    base: int
    outline: Outline = Outline()
    subjects: Mapping[str, str] = field(default_factory=dict)  # rule -> the fields it speaks of, * for any part
    file: Path | None = None  # where it was read from, and is read again in another process
    notes: tuple[str, ...] = ()  # what 填报说明 says of this edition beside what each row counts
    other_editions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # edition -> labels that tell it
    undivided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # edition -> labels of rows divided in this
    spelling: Spelling = Spelling()

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every field by its id, in form order."""
        return {field.id: field for sheet in self.sheets for field in sheet.fields}

    @cached_property
    def numeric(self) -> tuple[str, ...]:
        """Ids of all counts and amounts, in form order."""
        return tuple(field.id for field in self.fields.values() if field.numeric)

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Ids of the counts and amounts that are typed."""
        return tuple(field for field in self.numeric if not self.fields[field].derived)

    @cached_property
    def in_ten_thousands(self) -> tuple[str, ...]:
        """Ids of the typed amounts in 万元, which offices tend to fill in in 元."""
        return tuple(name for name in self.inputs if self.fields[name].unit == "万元")

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Where a typed figure stands in the values of a filing."""
        return {name: i for i, name in enumerate(self.inputs)}

    @cached_property
    def derived(self) -> tuple[str, ...]:
        """Ids of the sums, each after its parts (a sum may have sums as parts)."""
        done: list[str] = []

        def add(name: str) -> None:
            for part in self.fields[name].parts:
                if self.fields[part].derived:
                    add(part)
            if name not in done:
                done.append(name)

        for name in self.numeric:
            if self.fields[name].derived:
                add(name)
        return tuple(done)

    def typed_in(self, name: str) -> tuple[str, ...]:
        """The typed figures that a field is made of; itself where it is typed."""
        parts = self.fields[name].parts
        return tuple(typed for part in parts for typed in self.typed_in(part)) if parts else (name,)

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """Of the typed figures in the 校验码: distinct, none zero (base is of high order modulo modulus)."""
        return {name: pow(self.base, n, self.modulus) for n, name in enumerate(self.inputs, 1)}

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """Numeric fields that an office may leave open."""
        return tuple(field for field in self.numeric if not self.fields[field].required)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(f.id for s in self.sheets if s.kind is SheetKind.TEXTS for f in s.fields)

    @cached_property
    def texts_of_sections(self) -> Mapping[str, Sequence[str]]:
        """The headings of the report that are told in words -> the text fields below them, in form order."""
        headings = {heading.partition("、")[2]: heading for heading in (*self.outline.before, *self.outline.after)}
        fields: dict[str, list[str]] = {heading: [] for heading in headings.values()}
        current = next(iter(fields), "")
        for name in self.texts:
            current = headings.get(self.fields[name].heading, current)
            fields.setdefault(current, []).append(name)
        return {heading: names for heading, names in fields.items() if names}

    @cached_property
    def explanations(self) -> tuple[str, ...]:
        return tuple(f.id for s in self.sheets if s.kind is SheetKind.EXPLANATIONS for f in s.fields)

    @cached_property
    def section_files(self) -> Mapping[str, str]:
        """Heading of each section of the report -> the file of its words: 1-总体情况.txt."""
        tables = (sheet.section for sheet in self.sheets if sheet.kind is SheetKind.TABLES)
        headings = (*self.outline.before, *tables, *self.outline.after)
        return {heading: f"{n}-{heading.partition('、')[2] or heading}.txt" for n, heading in enumerate(headings, 1)}

    @cached_property
    def guidance(self) -> tuple[tuple[str, str, str], ...]:
        """(sheet, row, what it counts) for every row of the form that has words: the sheet 填报说明."""
        lines = []
        for sheet in self.sheets:
            if sheet.tables:
                rows = ((table, row) for table in sheet.tables for row in table.rows)
                lines += [(sheet.name, table.row_label(row), row.counts) for table, row in rows]
            else:
                lines += [(sheet.name, field.row_label, field.counts) for field in sheet.fields if field.counts]
        return tuple(lines)

    @cached_property
    def carried_over(self) -> Mapping[str, str]:
        """Typed figures that a relation equates with one figure of last year (上年结转), and that figure's id."""
        return {
            relation.first: relation.right[0].field
            for relation in self.relations
            if relation.comparison is Comparison.EQUAL
            and len(relation.left) == len(relation.right) == 1
            and relation.right[0].last_year
            and not self.fields[relation.first].derived
        }

    @cached_property
    def continued(self) -> frozenset[str]:
        """Typed figures that are expected to go on from last year's (现行有效, 上年结转): relations say what they equal."""
        across = (r for r in self.relations if r.compares_years and r.comparison is Comparison.EQUAL)
        return frozenset(relation.first for relation in across) - frozenset(self.derived)

    def subject_of(self, code: str) -> tuple[str, ...]:
        """The typed figures of which a rule speaks; none where this edition has nothing of the kind."""
        return tuple(name for name in self.inputs if fnmatchcase(name, self.subjects.get(code, "")))

    def explanation_of(self, code: str) -> str | None:
        """The field in which an office explains a rule, where the form has one."""
        field = f"explanation.{code}"
        return field if field in self.fields else None

    def sheet(self, name: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.name == name)

    def sheet_of(self, kind: SheetKind) -> Sheet:
        """The one sheet of a kind (not for tables, which have several)."""
        return next(sheet for sheet in self.sheets if sheet.kind is kind)
