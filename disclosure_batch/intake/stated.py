"""Figures that an office's own words state: evidence where a sum fails, a proposal where none is filled in; no value.

Only what is certainly said of one field counts, and only where no other place says it differently: a figure of last
year, of one channel or of another body is none of the tables'.
"""

from collections.abc import Mapping
from decimal import Decimal

from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Filing
from disclosure_batch.sentences.bind import Statements
from disclosure_batch.sentences.figures import Bound
from disclosure_batch.sentences.frame import FOREIGN
from disclosure_batch.sentences.mentions import Mention
from disclosure_batch.sentences.passages import headings, text_of
from disclosure_batch.sentences.terms import Known
from disclosure_batch.text import tidy


def stated_in(filing: Filing, form: Form, year: int) -> Mapping[str, int]:
    """Field id -> the figure that the texts and explanations of a filing state, as far as they do."""
    stated: dict[str, set[int]] = {}
    for mention in _said(filing, form, year).mentions:
        if _is_certain(mention):
            stated.setdefault(mention.terms[0][0].field, set()).add(int(mention.figure.value))
    return {field: figures.pop() for field, figures in stated.items() if len(figures) == 1}


def amounts_stated(filing: Filing, form: Form, year: int, field: str) -> Mapping[str, Decimal]:
    """As it is written -> in 元: the amounts that its words state of a field, or of nothing that they name."""
    if not any("元" in text for text in _words(filing)):
        return {}
    said = _said(filing, form, year)
    amounts = [mention for mention in said.mentions if mention.figure.money and _may_be_of(mention, field)]
    return {tidy(said.text.whole[m.figure.start : m.figure.stop]): m.figure.in_unit("元") for m in amounts}


def _said(filing: Filing, form: Form, year: int) -> Statements:
    lines = [filing.name, headings(form)[0], *(line for text in _words(filing) for line in text.split("\n"))]
    return Statements(text_of(lines, form, year, filing.name), Known(form, {}))


def _words(filing: Filing) -> list[str]:
    return [text for name, text in filing.texts.items() if name.startswith(("text.", "explanation."))]


def _may_be_of(mention: Mention, field: str) -> bool:
    of_something_else = FOREIGN in mention.frame.get("topic", ()) or mention.last_year
    return not of_something_else and (not mention.terms or mention.terms[0][0].field == field)


def _is_certain(mention: Mention) -> bool:
    """Whether a count is of this year, exact, and of one field, in so many words."""
    doubted = mention.blocked or mention.guessed or mention.carry or mention.last_year
    exact = mention.figure.bound is Bound.EXACT and not mention.figure.money and mention.figure.step == 1
    return mention.counts and not doubted and exact and bool(mention.terms) and len(mention.terms[0]) == 1
