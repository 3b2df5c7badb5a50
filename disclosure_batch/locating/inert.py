"""Whether a text could lead anybody who looks for the form's fields to them, or away from them."""

from functools import lru_cache
from itertools import chain

from disclosure_batch.form.layout import LAST_YEAR_TITLE
from disclosure_batch.form.model import Form
from disclosure_batch.locating.labels import labels_of
from disclosure_batch.locating.units import HEADS, UNIT_NOTE
from disclosure_batch.text import tidy


@lru_cache(20_000)
def locates_nothing(text: str, form: Form) -> bool:
    """Whether it is certain not to be taken for a label, a title or a unit, of this edition or another."""
    said, labels = tidy(text), labels_of(form)
    if UNIT_NOTE.fullmatch(said) or said in HEADS or said.startswith(LAST_YEAR_TITLE):
        return False
    normal = labels.normal(text)
    elsewhere = chain(*form.other_editions.values(), *form.undivided.values())
    known = normal in _printed(form) or any(labels.normal(label) in normal for label in elsewhere)
    return not normal or not known


@lru_cache(8)
def _printed(form: Form) -> frozenset[str]:
    """Every label of the form, as labels are compared."""
    labels = labels_of(form)
    tables = (printed.words | printed.spelled.keys() for several in labels.tables.values() for printed in several)
    return frozenset().union(labels.this_year, *tables, *labels.lists.values())
