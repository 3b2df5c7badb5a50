"""Reads an edition (TOML) into a Form; a mistake in the file is a programming error and raises."""

import copyreg
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import chain
from pathlib import Path

from disclosure_batch.findings import Severity
from disclosure_batch.form.model import (
    Comparison,
    Field,
    FieldKind,
    Form,
    Head,
    Outline,
    Relation,
    RuleText,
    Sheet,
    SheetKind,
    Spelling,
    Table,
    Term,
    Theme,
)

EDITIONS = Path(__file__).with_name("editions")
THEMES = "themes.toml"  # beside the text templates
Naming = Callable[[str], str]
TERM = re.compile(r"([+-]?)\s*([a-z_][\w.]*)")


def load_form(year: int | None = None) -> Form:
    """The edition in which a year is reported; without a year the newest."""
    return editions(year)[0]


def editions(year: int | None = None) -> tuple[Form, ...]:
    """The editions that may be meant: of a year the one that was in force, else all, the newest first."""
    forms = _carried(EDITIONS)
    return forms if year is None else (next((form for form in forms if form.since <= year), forms[-1]),)


@cache
def _carried(folder: Path) -> tuple[Form, ...]:
    return tuple(sorted(map(_carried_at, folder.glob("*.toml")), key=lambda form: form.since, reverse=True))


@cache
def _carried_at(path: Path) -> Form:
    return read_form(path)


def _as_it_was_read(form: Form) -> tuple[Callable[..., Form], tuple[object, ...]]:
    """How a form goes to another process: it is read there, once, since all that is made of one is kept by it."""
    return (_carried_at, (form.file,)) if form.file else form.__reduce_ex__(2)


copyreg.pickle(Form, _as_it_was_read)


def read_form(path: Path) -> Form:
    """An edition from anywhere; its text templates lie beside it, in the folder of its name."""
    return parse_form(path.read_text(encoding="utf-8"), path)


def parse_form(text: str, file: Path | None = None) -> Form:
    """An edition from its TOML text; the keys are those of editions/2021.toml. file: where it was read from."""
    data = tomllib.loads(text)
    sheets = tuple(_sheet(entry) for entry in data["sheet"])
    texts = {code: _rule_text(code, entry) for code, entry in data.get("rule", {}).items()}
    fields = {field.id: field for sheet in sheets for field in sheet.fields}
    relations = chain(
        (relation for entry in data.get("relation", []) for relation in _relations(entry, sheets, fields, texts)),
        _sums(fields, texts),
    )
    return Form(
        edition=data["edition"],
        since=data["since"],
        template_version=data["template_version"],
        title=data["title"],
        source=data["source"],
        sheets=sheets,
        relations=tuple(relations),
        rule_texts=texts,
        thresholds=data.get("thresholds", {}),
        limits=data["limits"],
        modulus=data["checksum"]["modulus"],
        base=data["checksum"]["base"],
        outline=_outline(data.get("report", {}), fields, file),
        subjects=data.get("subjects", {}),
        file=file,
        notes=tuple(data.get("notes", [])),
        other_editions={entry["edition"]: tuple(entry["marks"]) for entry in data.get("other_edition", [])},
        undivided={entry["edition"]: tuple(entry.get("rows", ())) for entry in data.get("other_edition", [])},
        spelling=Spelling(**{key: _frozen(value) for key, value in data.get("labels", {}).items()}),
    )


def _rule_text(code: str, entry: dict) -> RuleText:
    return RuleText(code=code, **entry | {"severity": Severity(entry["severity"])})


def _frozen(value):
    """Lists of a file, within lists, too, as tuples."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _outline(entry: dict, fields: dict[str, Field], file: Path | None) -> Outline:
    return Outline(
        before=tuple(entry.get("before", ())),
        after=tuple(entry.get("after", ())),
        must_state={fields[name].id: heading for name, heading in entry.get("must_state", {}).items()},
        text_templates={name: file.with_suffix("") / name for name in entry.get("text_templates", ())},
        themes=_themes(file.with_suffix("") / THEMES) if file else (),
    )


def _themes(path: Path) -> tuple[Theme, ...]:
    """None where an edition has no such file."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["theme"] if path.is_file() else []
    return tuple(Theme(entry["name"], tuple(entry["words"])) for entry in entries)


def _sheet(entry: dict) -> Sheet:
    kind = SheetKind(entry["kind"])
    tables = tuple(_table(table) for table in entry.get("table", []))
    if kind is SheetKind.TABLES:
        fields = tuple(field for table in tables for field in _table_fields(table, entry))
    else:
        fields = tuple(_listed_field(field, entry, kind) for field in entry["fields"])
    return Sheet(entry["name"], entry["section"], kind, tables, fields, Severity(entry.get("empty", Severity.WARNING)))


def _table(entry: dict) -> Table:
    plain = {key: entry[key] for key in ("banner", "corner", "head", "across", "unit") if key in entry}
    return Table(
        name=entry.get("name", ""),
        ids=entry["ids"],
        rows=_heads(entry["rows"]),
        columns=_heads(entry["columns"]),
        kind=FieldKind(entry.get("kind", "count")),
        **plain,
    )


def _heads(entries: list[dict]) -> tuple[Head, ...]:
    ids = [entry["id"] for entry in entries]
    return tuple(
        Head(**{**entry, "label": tuple(entry["label"]), "sum": _range(entry.get("sum", ""), ids)}) for entry in entries
    )


def _range(words: str, ids: list[str]) -> tuple[str, ...]:
    """`a .. c` names the rows or columns from a to c."""
    if not words:
        return ()
    first, last = (ids.index(word) for word in words.split(" .. "))
    return tuple(ids[first : last + 1])


def _table_fields(table: Table, entry: dict) -> Iterator[Field]:
    for row in table.rows:
        for column in table.columns:
            yield Field(
                id=table.field(row.id, column.id),
                section=entry["section"],
                sheet=entry["name"],
                row_label=table.row_label(row),
                column_label=" ".join(column.label),
                unit=table.unit,
                kind=table.kind,
                name=f"{row.name}·{column.name}",
                counts=row.counts,
                parts=_parts(table, row, column),
                rule=column.rule or row.rule,
                required=True,
            )


def _parts(table: Table, row: Head, column: Head) -> tuple[str, ...]:
    """The fields that a total adds up: along the row where a total row and a total column meet."""
    if column.sum:
        return tuple(table.field(row.id, part) for part in column.sum)
    return tuple(table.field(part, column.id) for part in row.sum)


def _listed_field(field: dict, entry: dict, kind: SheetKind) -> Field:
    default = "count" if kind is SheetKind.INDICATORS else "text"
    return Field(
        id=field["id"],
        section=entry["section"],
        sheet=entry["name"],
        row_label=field["label"],
        column_label="",
        unit=field.get("unit", ""),
        kind=FieldKind(field.get("kind", default)),
        name=field["label"],
        counts=field.get("counts", ""),
        heading=field.get("heading", ""),
        rows=field.get("rows", 1),
        given=field.get("given", False),
        added=field.get("added", 1),
    )


def _relations(
    entry: dict, sheets: tuple[Sheet, ...], fields: dict[str, Field], texts: dict[str, RuleText]
) -> Iterator[Relation]:
    """One relation for each row or column that the entry speaks for."""
    left, sign, right = re.split(r"\s(<=|>=|=)\s", entry["terms"])
    for name, scope in _instances(entry, sheets):
        sides = [tuple(_term(*match, name) for match in TERM.findall(side)) for side in (left, right)]
        yield Relation(
            code=entry["code"],
            left=sides[0],
            comparison=Comparison(sign),
            right=sides[1],
            severity=Severity(entry.get("severity", texts[entry["code"]].severity)),
            says=entry["says"],
            sheet=fields[sides[0][0].field].sheet,
            scope=scope,
        )


def _instances(entry: dict, sheets: tuple[Sheet, ...]) -> list[tuple[Naming, str]]:
    """For each row or column that an entry speaks for: how a term becomes a field id, and the words for where."""
    if "table" not in entry:
        return [(str, "")]
    table = next(table for sheet in sheets for table in sheet.tables if table.name == entry["table"])
    if entry["for"] == "column":
        return [(partial(table.field, column=column.id), f"{column.name}列") for column in table.columns]
    return [(partial(table.field, row.id), row.name) for row in table.rows]


def _term(sign: str, word: str, name: Naming) -> Term:
    """A term of an entry: last.new is the field `new` of last year."""
    last_year = word.startswith("last.")
    return Term(-1 if sign == "-" else 1, name(word.removeprefix("last.")), last_year)


def _rule_text(code: str, entry: dict) -> RuleText:
    return RuleText(code=code, **entry | {"severity": Severity(entry["severity"])})


def _sums(fields: dict[str, Field], texts: dict[str, RuleText]) -> Iterator[Relation]:
    """The relations that come with the totals: a total, where typed, equals its parts."""
    for field in fields.values():
        if field.parts:
            yield Relation(
                code=field.rule,
                left=(Term(1, field.id),),
                comparison=Comparison.EQUAL,
                right=tuple(Term(1, part) for part in field.parts),
                severity=texts[field.rule].severity,
                says="总计＝各项之和",
                sheet=field.sheet,
                scope=field.name,
                is_sum=True,
            )
