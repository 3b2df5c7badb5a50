"""A new workbook: written in memory, then stored whole."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from disclosure_batch.storing import store


@contextmanager
def new_book(path: Path, options: Mapping[str, object]) -> Iterator[Workbook]:
    """A workbook that stands at a path after the block. Raises OSError where it can't be stored."""
    data = io.BytesIO()
    try:
        with Workbook(data, dict(options)) as book:
            yield book
    except FileCreateError as error:  # no OSError, although it holds one: of its own temporary files
        raise (error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error))) from error
    store(path, data.getvalue())
