"""A new workbook: written in memory, then stored whole."""

import io
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from disclosure_batch.storing import store

# The row of a reference. Names of functions have no digits there: T.DIST.2T has its own before a letter.
ROW = re.compile(r"(?<=[A-Z$])[0-9]+(?![\w.(])")


class _Sheet(Worksheet):
    """A sheet that looks once for the functions in a formula: XlsxWriter does so a hundred times whenever one is
    written, half the time that a workbook of the form takes, and every workbook and every row has the same formulas."""

    def _prepare_formula(self, formula: str, *how: object) -> str:
        alike = ROW.sub("1", formula)
        if _prepared(alike, *how) == alike.removeprefix("="):  # nothing in it but that sign is another in the file
            return formula.removeprefix("=")
        return _prepared(formula, *how)


@lru_cache(5_000)
def _prepared(formula: str, *how: object) -> str:
    return Worksheet()._prepare_formula(formula, *how)


class _Book(Workbook):
    worksheet_class = _Sheet


@contextmanager
def new_book(path: Path, options: Mapping[str, object]) -> Iterator[Workbook]:
    """A workbook that stands at a path after the block. Raises OSError where it can't be stored."""
    data = io.BytesIO()
    with book_in(data, options) as book:
        yield book
    store(path, data.getvalue())


@contextmanager
def book_in(data: io.BytesIO, options: Mapping[str, object]) -> Iterator[Workbook]:
    """A workbook that is held in memory after the block."""
    options = {"in_memory": os.name == "nt", **options}  # on Windows XlsxWriter's own files have other ends of lines
    try:
        with _Book(data, options) as book:
            yield book
    except FileCreateError as error:  # no OSError, although it holds one: of its own temporary files
        raise (error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error))) from error
