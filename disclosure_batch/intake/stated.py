"""Figures that an office's own words state: evidence where a sum fails, a proposal where none is filled in; no value.

Only what is certainly said of one field counts, and only where no other place says it differently: a figure of last
year, of one channel or of another body is none of the tables'.
"""

from collections.abc import Mapping

from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Filing
from disclosure_batch.sentences.bind import Statements
from disclosure_batch.sentences.figures import Bound
from disclosure_batch.sentences.mentions import Mention
from disclosure_batch.sentences.passages import headings, text_of
from disclosure_batch.sentences.terms import Known


def stated_in(filing: Filing, form: Form, year: int) -> Mapping[str, int]:
    """Field id -> the figure that the texts and explanations of a filing state, as far as they do."""
    words = [text for name, text in filing.texts.items() if name.startswith(("text.", "explanation."))]
    lines = [filing.name, headings(form)[0], *(line for text in words for line in text.split("\n"))]
    said = Statements(text_of(lines, form, year, filing.name), Known(form, {}))
    stated: dict[str, set[int]] = {}
    for mention in said.mentions:
        if _is_certain(mention):
            stated.setdefault(mention.terms[0][0].field, set()).add(int(mention.figure.value))
    return {field: figures.pop() for field, figures in stated.items() if len(figures) == 1}


def _is_certain(mention: Mention) -> bool:
    """Whether a count is of this year, exact, and of one field, in so many words."""
    doubted = mention.blocked or mention.guessed or mention.carry or mention.last_year
    exact = mention.figure.bound is Bound.EXACT and not mention.figure.money and mention.figure.step == 1
    return mention.counts and not doubted and exact and bool(mention.terms) and len(mention.terms[0]) == 1
