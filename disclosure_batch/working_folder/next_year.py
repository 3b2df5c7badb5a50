"""What a year's folder hands on to the next: its settings but for the days, its roster, its result."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from disclosure_batch.papers import CONSOLIDATED
from disclosure_batch.settings import Settings

ROSTER_HERE, PREVIOUS = "名册.xlsx", "上年"
OF_THE_PUBLISHER = ("publisher", "address", "postcode", "telephone", "email")
OF_ONE_REPORT = ("PubDate", "Image", "Url")  # tags that are another report's next year
OF_ONE_YEAR = ("output",)  # options
FILES = ("roster", "report-template", "text-templates")  # options that name what is handed on, too


@dataclass(frozen=True)
class HandedOn:
    """What next year's 年报.toml says from the start, and which files come along: where one stands by its name there."""

    values: Mapping[str, object] = field(default_factory=dict)
    page: Mapping[str, object] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    year: int | None = None  # of which it is; None where nothing is handed on


def archive_of(year: int) -> str:
    return f"档案{year}.zip"


def next_folder(here: Path, year: int) -> str:
    """2025年报 beside 2024年报; as a path from the folder itself."""
    name = here.name.replace(str(year), str(year + 1)) if str(year) in here.name else f"{year + 1}年报"
    return f"../{name}"


def handed_on(settings: Settings, result: Path) -> HandedOn:
    """From the current folder. result: where its results stand."""
    named = {name: Path(str(settings.options[name])) for name in FILES if name in settings.options}
    along = {name: path for name, path in named.items() if not path.is_absolute() and path.exists()}
    files = {path.name: path for path in along.values()}
    files |= {f"{PREVIOUS}/{path.name}": path for path in _result(settings.year or 0, result)}
    options = _without(settings.options, OF_ONE_YEAR) | {name: path.name for name, path in along.items()}
    values = {name: getattr(settings, name) for name in OF_THE_PUBLISHER if getattr(settings, name)}
    page = _without(settings.page, OF_ONE_REPORT)
    return HandedOn(values, page, options | {"previous": PREVIOUS}, files, settings.year)


def _without(said: Mapping[str, object], names: Collection[str]) -> dict[str, object]:
    return {name: value for name, value in said.items() if name not in names}


def _result(year: int, result: Path) -> Iterator[Path]:
    """The archive, else the 汇总表."""
    there = (path for path in (Path(archive_of(year)), result / CONSOLIDATED) if path.is_file())
    yield from list(there)[:1]
