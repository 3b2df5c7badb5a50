"""Rows that stand in a file from the moment they are drawn, until their sheet is written."""

import tempfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xlsxwriter.format import Format

BLOCK = 16  # rows for which XlsxWriter says together how far they reach


class KeptRow(NamedTuple):
    """height: in pixels, 0 where it is as high as others."""

    row: int
    height: int
    cells: str


class KeptRows:
    """One after another, from `first` on. A style has a number in the file only once everything before it is written:
    until then a cell bears a mark.
    """

    def __init__(self, first: int) -> None:
        self.first, self.end = first, first
        self.spans: dict[int, int] = {}  # the last column of each block
        self._styles: dict[Format, str] = {}
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - until all is read

    def marked(self, style: Format) -> str:
        """The attribute of a cell."""
        return self._styles.setdefault(style, f's="@{len(self._styles)}"')

    def add(self, cells: Sequence[str], height: int) -> None:
        """The next row, a cell for each of its columns, '' for none."""
        last = next(at for at in range(len(cells) - 1, -1, -1) if cells[at])
        block = self.end // BLOCK
        self.spans[block] = max(last, self.spans.get(block, 0))
        self._file.write(f"{height} {''.join(cells)}\n")
        self.end += 1

    def read(self) -> Iterator[KeptRow]:
        """All of them, once."""
        numbers = [(mark, f's="{style._get_xf_index()}"') for style, mark in self._styles.items()]
        with self._file as file:
            file.seek(0)
            for row, line in enumerate(file, self.first):
                height, _, cells = line.rstrip("\n").partition(" ")
                for mark, number in numbers:
                    cells = cells.replace(mark, number)
                yield KeptRow(row, int(height), cells)
