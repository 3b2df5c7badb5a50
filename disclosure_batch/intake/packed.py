"""A filing of which little is held: 100,000 of them have to lie in memory at once.

Figures are one run of bytes. Of the texts those that are short are another; those that are long lie on a shelf, a file
of the run, until somebody reads them. A process that reads hands over bytes, not objects.
"""

import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from threading import Lock
from typing import Any, NamedTuple, overload

import msgspec

from disclosure_batch.form.model import Figure
from disclosure_batch.intake.filing import Filing, Reading

LONG = 30  # characters of a text that is put on the shelf
IN_MEMORY = 10_000_000  # bytes of a shelf: of a few files nothing goes to the disk
# Shared: an empty one for each filing would be as large as its figures.
NOTHING: Mapping[str, Any] = {}
NONE_ABSENT: frozenset[str] = frozenset()

_pack, _unpack = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder().decode
NO_FIGURE, MOST_IN_HEAD = 0xC0, 3  # bytes: what stands for none, and how many come before the first
_none: dict[bytes, "PackedFigures"] = {}
_names: dict[tuple[str, ...], tuple[str, ...]] = {}  # those of texts: most filings have the same


class PackedFigures(Sequence):
    """Figures, and None where there is none."""

    __slots__ = ("packed",)

    def __init__(self, packed: bytes) -> None:
        self.packed = packed

    @classmethod
    def of(cls, figures: Sequence[Figure | None]) -> "Sequence[Figure | None]":
        """As they are where one is too large to be packed."""
        try:
            return cls(_pack(figures)) if figures else ()
        except OverflowError:
            return figures

    def __iter__(self) -> Iterator[Figure | None]:
        figures = _unpack(self.packed)  # an amount is a text there
        return iter([Decimal(figure) if type(figure) is str else figure for figure in figures])

    def __len__(self) -> int:
        return len(_unpack(self.packed))

    @overload
    def __getitem__(self, at: int) -> Figure | None: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Figure | None, ...]: ...
    def __getitem__(self, at: int | slice) -> Figure | tuple[Figure | None, ...] | None:
        return tuple(self)[at]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PackedFigures) and self.packed == other.packed:
            return True
        return tuple(self) == tuple(other) if isinstance(other, PackedFigures | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple:
        return _figures, (self.packed,)


def _figures(packed: bytes) -> PackedFigures:
    """Where there is not one figure, what others have as well."""
    figures = PackedFigures(packed)
    return _none.setdefault(packed, figures) if packed.count(NO_FIGURE) >= len(packed) - MOST_IN_HEAD else figures


class OnShelf(NamedTuple):
    """Where something lies on a shelf."""

    shelf: "Shelf"
    at: int
    size: int

    def read(self) -> bytes:
        return self.shelf.read(self.at, self.size)


class Shelf:
    """A file that is there as long as something on it may be asked for."""

    def __init__(self) -> None:
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when nobody holds the shelf any more
        self._file, self._end, self._one_at_a_time = file, 0, Lock()
        weakref.finalize(self, file.close)

    def put(self, data: bytes) -> OnShelf:
        with self._one_at_a_time:
            self._file.seek(self._end)
            self._file.write(data)
            self._end += len(data)
            return OnShelf(self, self._end - len(data), len(data))

    def read(self, at: int, size: int) -> bytes:
        with self._one_at_a_time:
            self._file.seek(at)
            return self._file.read(size)


class PackedTexts(Mapping):
    """Texts by their names. near: packed, None for each that is long; far: those, packed, or where they lie."""

    __slots__ = ("far", "names", "near")

    def __init__(self, names: tuple[str, ...], near: bytes, far: bytes | OnShelf) -> None:
        self.names, self.near, self.far = _names.setdefault(names, names), near, far

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> "Mapping[str, str]":
        if not texts:
            return NOTHING
        long = {name: text for name, text in texts.items() if len(text) > LONG}
        near = [None if name in long else text for name, text in texts.items()]
        return cls(tuple(texts), _pack(near), _pack(long) if long else b"")

    def on(self, shelf: Shelf) -> "PackedTexts":
        return PackedTexts(self.names, self.near, shelf.put(self.far)) if self.far else self

    def _far(self) -> bytes:
        return self.far.read() if isinstance(self.far, OnShelf) else self.far

    def __getitem__(self, name: str) -> str:
        if name not in self.names:
            raise KeyError(name)
        text = _unpack(self.near)[self.names.index(name)]
        return _unpack(self._far())[name] if text is None else text

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple:
        return PackedTexts, (self.names, self.near, self._far())


def handed_over(reading: Reading) -> Reading:
    """The same, to be handed over."""
    return replace(reading, filing=_packed(reading.filing)) if reading.filing else reading


def _packed(filing: Filing) -> Filing:
    return replace(
        filing,
        values=PackedFigures.of(filing.values),
        stored=PackedFigures.of(filing.stored),
        last_year=PackedFigures.of(filing.last_year),
        texts=PackedTexts.of(filing.texts),
        stamp=PackedTexts.of(filing.stamp),
        parts=tuple(map(_packed, filing.parts)),
        apart=tuple(map(_packed, filing.apart)),
    )


def shelved(reading: Reading, shelf: Shelf) -> Reading:
    """The same, handed over: what is long goes on the shelf."""
    return replace(reading, filing=_shelved(reading.filing, shelf)) if reading.filing else reading


def _shelved(filing: Filing, shelf: Shelf) -> Filing:
    return replace(
        filing,
        texts=filing.texts.on(shelf) if isinstance(filing.texts, PackedTexts) else filing.texts,
        slips=filing.slips or NOTHING,
        flawed=filing.flawed or NOTHING,
        cells=filing.cells or NOTHING,
        absent=filing.absent or NONE_ABSENT,
        parts=tuple(_shelved(part, shelf) for part in filing.parts),
        apart=tuple(_shelved(part, shelf) for part in filing.apart),
    )
