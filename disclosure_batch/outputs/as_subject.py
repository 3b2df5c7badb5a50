"""A consolidation as the subject of a report."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from disclosure_batch.decisions.decision import settled
from disclosure_batch.findings import Severity
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.intake.filing import Filing
from disclosure_batch.merge import Consolidation, Status, UnitState
from disclosure_batch.names import shown
from disclosure_batch.outputs.same_units import SameUnits
from disclosure_batch.report.subject import Contributor, Doubt, Lacking, Subject
from disclosure_batch.roster import Category, Unit

CALLED = {  # in a sentence about the units of a district
    Category.PUBLISHER: "政府办公厅（室）",
    Category.DEPARTMENT: "政府部门",
    Category.TOWNSHIP: "乡镇（街道）",
    Category.VERTICAL: "垂直管理单位",
    Category.OTHER: "其他单位",
}
OFFICE = re.compile("府办(公室|公厅)?$|政府$")


def subject_of(result: Consolidation) -> Subject:
    own = result.body_filing.texts if result.body_filing else {}
    return Subject(
        form=result.form,
        year=result.year,
        title=result.title,
        body=result.publisher,
        key=result.body.code or result.body.listed_as or "",
        office=result.body.name,
        phone=own.get("unit.phone") or _phone_on_roster(result),
        settings=result.settings,
        texts=own,
        totals=result.totals,
        last_year=_like_for_like(result),
        moved=_moved(result),
        last_words=result.last_year.words if _is_the_year_before(result) else {},
        stated=frozenset(name for name in result.form.numeric if _is_stated(result, name)),
        reported=result.reported,
        contributors=list(_contributors(result)),
        lacking=lacking_of(result),
        doubts=_doubts(result, result.added),
        corrected=[f"{shown(d.name)}：{shown(d.said)}" for d in result.corrections_added],
    )


def _is_stated(result: Consolidation, name: str) -> bool:
    """Whether a sentence may be made of a field; of an indicator that some units gave, it says of how many it is."""
    some = name in result.form.indicators and result.reported[name] > 0 and result.totals[name] != 0
    return some or result.stated(name)


def _like_for_like(result: Consolidation) -> Mapping[str, Figure | None]:
    """Last year's totals as far as they can be compared: the year before, of the same units; an indicator, where all of
    them gave it both years.
    """
    last = result.last_year
    if last is None or last.lacking or not _is_the_year_before(result) or not _is_of_the_same(result):
        return {}
    whole = {name for name in result.form.indicators if result.reported[name] == len(result.added)}
    known = whole.difference(name for name, stated in last.figures.stated.items() if not stated.all())
    return {name: n for name, n in last.totals.items() if name in known or name not in result.form.indicators}


def _is_of_the_same(result: Consolidation) -> bool:
    """Whether no unit came or went, or nobody knows of which units last year's published totals are."""
    same = SameUnits(result)
    return result.last_year.published if same.years is None else same.all_the_same


def _moved(result: Consolidation) -> int:
    """How many units are in the totals of one of both years alone."""
    same = SameUnits(result) if _is_the_year_before(result) else None
    return sum(len(year.index) - len(same.keys) for year in same.years) if same and same.years else 0


def _is_the_year_before(result: Consolidation) -> bool:
    return result.last_year is not None and result.last_year.year in (None, result.year - 1)


def _doubts(result: Consolidation, states: Iterable[UnitState]) -> Sequence[Doubt]:
    """The figures of some units that warnings speak of, and the coordinator has not accepted; each once."""
    added, doubts = {state.file: state for state in states}, {}
    for finding in result.findings:
        of_a_figure = finding.severity is Severity.WARNING and finding.field in result.form.position
        if of_a_figure and finding.value is not None and finding.file in added and not settled(finding):
            name, state = finding.field, added[finding.file]
            figure, before = state.filing.value(result.form, name), doubts.get((finding.file, name))
            if figure is not None and (before is None or before.explained):  # what nobody has explained comes first
                doubts[finding.file, name] = Doubt(state.unit.name, name, figure, finding.explanation)
    return tuple(doubts.values())


def subject_of_unit(state: UnitState, result: Consolidation, errors: int = 0) -> Subject:
    """A single unit that has handed in a form. errors: so many things are wrong with it."""
    form, filing, name = result.form, state.filing, state.unit.name
    publisher = result.settings.publisher or name
    figures = {field: _figure(filing, form, field) for field in form.numeric}
    unknown = _unknown_of(state, figures, result)
    return Subject(
        form=form,
        year=result.year,
        title=f"{publisher}{result.year}年{form.title}",
        body=publisher,
        key=state.unit.key,
        office=name,
        phone=filing.texts.get("unit.phone", ""),
        settings=result.settings,
        texts=filing.texts,
        totals={field: _added_up(filing, form, field) for field in form.numeric},
        last_year=result.last_year.of_unit(state.unit.key) if _is_the_year_before(result) else {},
        last_words=result.last_year.words_of.get(state.unit.key, {}) if _is_the_year_before(result) else {},
        stated=frozenset(field for field, figure in figures.items() if _is_said(form, field, figure, unknown)),
        reported={field: int(figure is not None) for field, figure in figures.items()},
        contributors=[Contributor(name, figures.__getitem__, filing.texts, unknown, publishes=True)],
        of_one=True,
        errors=errors,
        doubts=_doubts(result, [state]),
    )


def _unknown_of(state: UnitState, figures: Mapping[str, Figure | None], result: Consolidation) -> frozenset[str]:
    """The fields of which it isn't known what a unit has. A blank among figures counts as 0 only where all is right."""
    if state.added:
        return _unknown_by_unit(result).get(state.unit.key, frozenset())
    return frozenset(name for name, figure in figures.items() if figure is None)


def _is_said(form: Form, name: str, figure: Figure | None, unknown: frozenset[str]) -> bool:
    """Whether a sentence may be made of a field."""
    return name not in unknown if form.fields[name].required else figure is not None


def _added_up(filing: Filing, form: Form, name: str) -> Figure:
    """A figure, or a sum; 0 where nothing is stated."""
    return sum(filing.value(form, typed) or 0 for typed in form.typed_in(name))


def lacking_of(result: Consolidation) -> Lacking:
    """Which units the totals of a 送审稿 lack, here and one level down."""
    return Lacking(
        missing=_names(state for state in result.unreported if state.counted),
        scans=_names(state for state in result.only_scans if state.counted),
        unclear=_names(state for state in result.unclear if state.counted),
        left_out=_names(result.left_out),
        below=[(state.unit.name, names) for state, names in result.incomplete],
        nobodys=[] if result.by_roster else [file.path for file in result.nobodys],
    )


def _names(states: Iterable[UnitState]) -> list[str]:
    return [state.unit.name for state in states]


def _phone_on_roster(result: Consolidation) -> str:
    return next((state.unit.phone for state in result.units if result.body.is_unit(state.unit)), "")


def _contributors(result: Consolidation) -> Iterator[Contributor]:
    unknown = _unknown_by_unit(result)
    for state in result.added:
        yield _contributor(state, result, unknown.get(state.unit.key, frozenset()))


def _unknown_by_unit(result: Consolidation) -> Mapping[str, frozenset[str]]:
    """The fields of which it isn't known what they are, by the unit's key."""
    fields: dict[str, set[str]] = {}
    for name, keys in result.unknown.items():
        for key in keys:
            fields.setdefault(key, set()).add(name)
    return {key: frozenset(names) for key, names in fields.items()}


def _contributor(state: UnitState, result: Consolidation, unknown: frozenset[str]) -> Contributor:
    return Contributor(
        name=state.unit.name,
        figure=lambda name: _figure(state.filing, result.form, name),
        texts=state.filing.texts,
        unknown=unknown,
        publishes=result.body.is_unit(state.unit),
        faulty=state.status is Status.INCLUDED,
        aliases=state.unit.aliases,
        category=_called(state.unit),
    )


def _called(unit: Unit) -> str:
    """The kind of a unit; whoever adds up is often a bureau, and no government's office."""
    is_bureau = unit.category is Category.PUBLISHER and not OFFICE.search(unit.name)
    return CALLED.get(Category.DEPARTMENT if is_bureau else unit.category, "")


def _figure(filing: Filing, form: Form, name: str) -> Figure | None:
    """A figure, or a sum, where all that it is made of is stated."""
    figures = [filing.value(form, typed) for typed in form.typed_in(name)]
    return None if None in figures else sum(figures)
