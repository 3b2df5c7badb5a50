"""Workbooks to documents: .xlsx and .ods by readers of our own, which see formulas, error values and what is hidden;
.xls and .et by python-calamine."""

import io
import re
from dataclasses import replace
from typing import Any

import python_calamine as calamine

from disclosure_batch.documents import xls
from disclosure_batch.documents.document import Document, Grid
from disclosure_batch.documents.guard import open_zip, verified
from disclosure_batch.documents.markup import walk
from disclosure_batch.documents.ods import Content
from disclosure_batch.documents.unreadable import Damaged, Encrypted, Unreadable
from disclosure_batch.documents.xlsx import Book, saved_at

STRANGERS = {  # parts that are never run or followed, and what they are called
    r"vbaProject|xl/macrosheets|^Basic/|^Scripts/": "宏",
    r"xl/externalLinks/": "指向其他工作簿的链接",
    r"(?:xl|word)/embeddings/|(?:xl|word)/activeX|^Object \d|^ObjectReplacements/": "嵌入的对象",
}


def read_xlsx(data: bytes) -> Document:
    """An .xlsx or .xlsm; macros are never run, links never followed."""
    book = Book(data)
    grids = book.grids()
    return Document(grids, saved=saved_at(book.parts.get("docProps/core.xml", b"")), notes=strangers(book.names), beyond=book.beyond)


def read_ods(data: bytes) -> Document:
    """A workbook of LibreOffice, or of WPS saved as .ods."""
    book = open_zip(data)
    parts = verified(book, lambda name: name in ("content.xml", "META-INF/manifest.xml"))
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Unreadable(Encrypted())
    content = Content()
    walk(parts["content.xml"], content)
    return Document(content.grids, content.paragraphs, notes=strangers(book.namelist()), beyond=content.beyond)


def read_odt(data: bytes) -> Document:
    """A text of LibreOffice: its tables are like those of an .ods, its figures texts."""
    return replace(read_ods(data), typed_numbers=False)


def strangers(names: list[str]) -> list[str]:
    """What of these parts is there, in words."""
    return [words for pattern, words in STRANGERS.items() if any(re.search(pattern, name) for name in names)]


def read_xls(data: bytes) -> Document:
    """An .xls or .et as far as calamine reads it; what it does not tell is read from the file's records."""
    marks = xls.marks(data)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            metas = [meta for meta in book.sheets_metadata if meta.typ is calamine.SheetTypeEnum.WorkSheet]
            if len(metas) != len(marks):
                raise Unreadable(Damaged())
            grids = [_grid(book, meta, told) for meta, told in zip(metas, marks, strict=True)]
    except calamine.PasswordError as error:
        raise Unreadable(Encrypted()) from error
    except (Unreadable, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of calamine is no Exception
        raise Unreadable(Damaged()) from error
    return Document(grids)


def _grid(book: calamine.CalamineWorkbook, meta: calamine.SheetMetadata, told: dict[str, Any]) -> Grid:
    rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
    for (row, column), text in told.pop("texts").items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    for (row, column), known in told.pop("formats").items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = known.of(rows[row][column])
    return Grid(meta.name, rows, meta.visible is calamine.SheetVisibleEnum.Visible, **told)
