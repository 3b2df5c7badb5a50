"""Which relations of the form fail in which units: arithmetic alone, one step over all units for each relation."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from disclosure_batch.form.formulas import needs
from disclosure_batch.form.model import Form, Relation, Term
from disclosure_batch.intake.filing import Figure
from disclosure_batch.intake.submission import Submission
from disclosure_batch.rules.case import Case

# One cause is one finding: the rule on the left says nothing where the one on the right fails over the same figures.
SAID_BY = {"Y101": "Y102"}


@dataclass(frozen=True, slots=True)
class Breach:
    """A relation that fails in one unit."""

    submission: Submission
    relation: Relation
    figures: tuple[Figure, ...]  # of relation.terms, in order
    left: Figure
    right: Figure


def breaches(case: Case, relation: Relation) -> Iterator[Breach]:
    """Where a relation fails among the current submissions and no graver one says so; in their order."""
    failing = fails(case, relation)
    for graver in _graver(case.form, relation):
        failing = failing & ~fails(case, graver)
    for i in np.flatnonzero(failing).tolist():
        figures = {term: _plain(_column(case, relation, term)[i]) for term in relation.terms}
        left, right = relation.sides(figures.__getitem__)
        yield Breach(case.current[i], relation, tuple(figures[term] for term in relation.terms), left, right)


def fails(case: Case, relation: Relation) -> np.ndarray:
    """Whether a relation speaks of a unit and does not hold; a mark for each of the current submissions."""
    if relation not in case.failing:
        case.failing[relation] = _fails(case, relation)
    return case.failing[relation]


def _fails(case: Case, relation: Relation) -> np.ndarray:
    if _implied(case.form, relation) or (relation.compares_years and case.previous is None):
        return np.zeros(len(case.current), dtype=bool)
    left, right = relation.sides(lambda term: _column(case, relation, term))
    return _speaks(case, relation) & ~np.asarray(relation.holds(left, right), dtype=bool)


def _graver(form: Form, relation: Relation) -> Iterator[Relation]:
    """The relations whose failure makes this one's a matter of course, so that it is silent."""
    for other in form.relations:
        same_place = (other.sheet, other.scope) == (relation.sheet, relation.scope)
        if same_place and other.code == SAID_BY.get(relation.code):
            yield other
        if other.code == relation.code and set(other.terms) < set(relation.terms):  # one part alone exceeds the whole
            yield other


def _implied(form: Form, relation: Relation) -> bool:
    """A relation of totals alone follows from those of their parts: 总计列 of R303 echoes the other columns."""
    return not relation.is_sum and all(form.fields[term.field].derived for term in relation.terms)


def _column(case: Case, relation: Relation, term: Term) -> np.ndarray:
    """A term's figures over all units: a sum that is checked is taken as typed, any other total as re-derived."""
    if term.last_year:
        return case.before[term.field]
    if relation.is_sum and term is relation.left[0]:
        return np.where(case.typed[term.field], case.stored[term.field], 0)
    return case.now[term.field]


def _speaks(case: Case, relation: Relation) -> np.ndarray:
    """For which units a relation says anything: all its figures readable, and known where they have to be."""
    marks = [case.readable[term.field] for term in relation.terms if not term.last_year]
    if relation.is_sum:
        marks.append(case.typed[relation.first])
    for terms, least, _ in needs(case.form, relation):
        marks.append(sum(_known(case, term).astype(int) for term in terms) >= least)
    return np.logical_and.reduce(marks)


def _known(case: Case, term: Term) -> np.ndarray:
    return case.known_before[term.field] if term.last_year else case.figures.stated[term.field]


def _plain(figure) -> Figure:
    """A Python number, not numpy's."""
    return figure.item() if hasattr(figure, "item") else figure
