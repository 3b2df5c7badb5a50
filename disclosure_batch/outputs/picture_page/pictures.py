"""What 一图读懂 shows, as values: parts with figures, bars and sentences. Every figure is a total, or a sum of some."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from disclosure_batch.form.model import Field, Figure, Form, SheetKind
from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.pictured import (
    REMEDIES_PICTURE,
    REQUESTS,
    Pictured,
    applicants,
    contested,
    handled,
    outcomes,
    table_of,
)
from disclosure_batch.outputs.same_units import SameUnits
from disclosure_batch.text import plain, width_of

PUBLISHED, ITS_PART = "indicators.published", "其中："  # the indicator, and how those begin that are parts of one
INDICATORS = (  # that the public is told with a picture
    *("policy_interpretations", "responses_to_concerns", "special_columns", "letters_received"),
    *("platforms", "service_zones", "gazette_issues"),
)
NUMBER = re.compile(r"^（[一二三四五六七八九十]+）")  # of a row of the table
NO_REQUESTS = "本年没有收到政府信息公开申请。"
NOTHING_CONTESTED = "本年没有因政府信息公开引起的行政复议和行政诉讼。"
NOTHING_AT_ALL = "还没有可以汇总的数字。"


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure that stands alone; note: of how many units it is, where not of all."""

    name: str
    figure: str
    unit: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """length: of the longest of its picture, in hundredths. lighter: it is last year's."""

    said: str
    length: float
    lighter: bool = False


@dataclass(frozen=True, slots=True)
class BarGroup:
    """A name and the bars under it."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """note: of how many units it is, where not of all."""

    title: str
    groups: Sequence[BarGroup]
    note: str = ""

    @property
    def widest(self) -> int:
        """Of what is said behind the bars, in halves of a Chinese character."""
        return max(width_of(bar.said) for group in self.groups for bar in group.bars)

    @property
    def words(self) -> str:
        """All that it shows, for who does not see it: 自然人 7件；商业企业 1件。"""
        told = (f"{group.name} {'、'.join(bar.said for bar in group.bars)}" for group in self.groups)
        return f"{'；'.join(told)}。"


@dataclass(frozen=True, slots=True)
class PageSection:
    title: str
    tiles: Sequence[Tile] = ()
    pictures: Sequence[Picture] = ()
    sentences: Sequence[str] = ()


def sections_of(result: Consolidation) -> Iterator[PageSection]:
    """Those in which there is something to be said."""
    if not result.added:
        yield PageSection("汇总数字", sentences=[NOTHING_AT_ALL])
        return
    parts = (_proactive(result), _requests(result), _contested(result), _two_years(result))
    yield from (part for part in parts if part.tiles or part.pictures or part.sentences)


# ---------------------------------------------------------------- parts


def _proactive(result: Consolidation) -> PageSection:
    form = result.form
    names = [PUBLISHED, *(f"indicators.{name}" for name in INDICATORS), *_of_no_requests(form)]
    channels = [name for name in form.indicators if form.fields[name].row_label.startswith(ITS_PART)]
    pictured = [Pictured(_called(form.fields[name]), (name,)) for name in channels]
    return PageSection("主动公开", _tiles(names, result), _pictures("按公开渠道", pictured, result))


def _of_no_requests(form: Form) -> Iterator[str]:
    """The figures of the tables about what was done and published."""
    for sheet in form.sheets:
        if sheet.kind is SheetKind.TABLES and not any(
            table.name in (REQUESTS, REMEDIES_PICTURE) for table in sheet.tables
        ):
            yield from (name for table in sheet.tables for name in table.fields)


def _requests(result: Consolidation) -> PageSection:
    came = [name for shown in handled(result.form) for name in shown.fields]
    tiles = _tiles(came, result)
    if not tiles:
        return PageSection("依申请公开", sentences=[NO_REQUESTS] if came and all(map(result.stated, came)) else [])
    who = _pictures("谁在申请", applicants(result.form), result)
    ends = [Pictured(NUMBER.sub("", shown.name), shown.fields) for shown in outcomes(result.form)]
    return PageSection("依申请公开", tiles, [*who, *_pictures("怎样办理", ends, result)])


def _contested(result: Consolidation) -> PageSection:
    """What was contested, and with what result."""
    names = [name for way in contested(result.form) for name in way.fields]
    tiles = _tiles(names, result)
    if not tiles:
        known = names and all(map(result.stated, names))
        return PageSection("行政复议、行政诉讼", sentences=[NOTHING_CONTESTED] if known else [])
    return PageSection("行政复议、行政诉讼", tiles, list(_results(result)))


def _results(result: Consolidation) -> Iterator[Picture]:
    """A picture for each way in which it was contested."""
    table = table_of(result.form, REMEDIES_PICTURE)
    for row in table.rows:
        ends = (Pictured(c.name, (table.field(row.id, c.id),)) for c in table.columns if not c.sum)
        yield from _pictures("：".join(row.label), ends, result)


def _two_years(result: Consolidation) -> PageSection:
    """Where the units of both years are the same, so that the totals may be compared."""
    kinds = (("政府信息公开申请", handled(result.form)), ("行政复议、行政诉讼", contested(result.form)))
    groups = {title: list(_pairs(pictured, SameUnits(result))) for title, pictured in kinds}
    return PageSection("与上年比较", pictures=[Picture(title, pairs) for title, pairs in groups.items() if pairs])


def _pairs(pictured: Iterable[Pictured], same: SameUnits) -> Iterator[BarGroup]:
    """This year's figure over last year's; none where both are 0."""
    compared = {shown.name: found for shown in pictured for name in shown.fields if (found := same.of_all(name))}
    most = max((max(found.now, found.last) for found in compared.values()), default=0)
    for name, found in compared.items():
        if found.now or found.last:
            last = same.result.last_year.year
            now = _bar(found.now, most, "件", f"{same.result.year}年")
            yield BarGroup(name, (now, _bar(found.last, most, "件", f"{last}年" if last else "上年", lighter=True)))


# ---------------------------------------------------------------- what they are made of


def _tiles(names: Iterable[str], result: Consolidation) -> list[Tile]:
    """The figures that are not 0."""
    fields = [result.form.fields[name] for name in names if result.totals.get(name)]
    return [Tile(_called(f), plain(result.totals[f.id]), f.unit, _of_some(f.id, result)) for f in fields]


def _called(field: Field) -> str:
    """行政许可·本年处理决定数量（单位：万元） as the public reads it."""
    name = field.name.partition("（单位")[0].removeprefix(ITS_PART).removesuffix("·总计")
    return name.replace("·本年", "·")


def _of_some(name: str, result: Consolidation) -> str:
    """据 9 家单位统计: an indicator may be of some units; the tables are of all."""
    of_all = result.form.fields[name].required or result.reported[name] == len(result.added)
    return "" if of_all else f"据 {result.reported[name]} 家单位统计"


def _pictures(title: str, pictured: Iterable[Pictured], result: Consolidation) -> list[Picture]:
    """One of the figures that are not 0; none of a single one, or where they are not of the same number of units."""
    figures = {shown: figure for shown in pictured if (figure := shown.of(result.totals))}
    names = [name for shown in figures for name in shown.fields]
    notes = {_of_some(name, result) for name in names}
    if len(figures) < 2 or len(notes) > 1:
        return []
    unit, most = result.form.fields[names[0]].unit, max(figures.values())
    groups = [BarGroup(shown.name, (_bar(figure, most, unit),)) for shown, figure in figures.items()]
    return [Picture(title, groups, notes.pop())]


def _bar(figure: Figure, most: Figure, unit: str, year: str = "", lighter: bool = False) -> Bar:
    return Bar(f"{year} {plain(figure)} {unit}".strip(), round(float(100 * figure / most), 1), lighter)
