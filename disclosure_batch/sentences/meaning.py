"""A frame to the fields that it means: what the edition says of these words together."""

from disclosure_batch.form.model import Form
from disclosure_batch.sentences.mentions import FIELD_SLOTS, REMEDIES, Mention, Slots
from disclosure_batch.sentences.terms import Terms, terms_of
from disclosure_batch.sentences.vocabulary import Lexicon, Meaning, vocabulary_of

DEFAULTS = {"row": "", "column": "total", "result": "total"}
Meant = tuple[Meaning | None, list[Terms]]
NOTHING: Meant = (None, [])


def resolve(mention: Mention, form: Form) -> Meant:
    """The fields that a frame means, the likeliest first; nothing where the form has none."""
    several = [slot for slot in FIELD_SLOTS if len(mention.frame.get(slot, ())) > 1]
    if len(several) > 1 or _is_no_field(mention):
        return NOTHING
    found = [_meant(variant, mention, form) for variant in _variants(mention.frame, several)]
    if not all(terms for _, terms in found):
        return NOTHING
    added = zip(*(terms for _, terms in found), strict=False)
    return found[0][0], [sum(parts, ()) for parts in added]


def _variants(frame: Slots, several: list[str]) -> list[Slots]:
    """A frame for each of the values that are to be added up."""
    return [{**frame, slot: (value,)} for slot in several for value in frame[slot]] or [frame]


def _is_no_field(mention: Mention) -> bool:
    of_another_year = mention.one("year") == "other"
    only_touched = mention.one("act") == "happen" and mention.one("topic") in ("", "requests")  # 涉及土地的
    only_touched = only_touched and not set(mention.frame.get("topic", ("",))) <= set(REMEDIES)
    return of_another_year or only_touched or (mention.figure is not None and mention.figure.share)


def _meant(frame: Slots, mention: Mention, form: Form) -> Meant:
    vocabulary = vocabulary_of(form)
    plain = {slot: values[0] for slot, values in frame.items() if values}
    meaning = vocabulary.meaning(plain)
    if meaning is None or not _is_counted_so(mention, meaning):
        return NOTHING
    last = plain.get("year") == "last"
    said = [meaning.carry] if mention.carry and meaning.carry else meaning.fields
    return meaning, [terms_of(_filled(one, plain, vocabulary), form, last) for one in said]


def _is_counted_so(mention: Mention, meaning: Meaning) -> bool:
    """Whether the field is counted in the figure's unit; one in a list, or behind 数量为, may have none."""
    if mention.figure is None:
        return True
    counter = mention.figure.counter
    several = any(len(mention.frame.get(slot, ())) > 1 for slot in FIELD_SLOTS)
    return counter in meaning.units or (not counter and not several)


def _filled(said: str, frame: dict[str, str], vocabulary: Lexicon) -> str:
    """A field's id with row, column and result in their places; of a word that stands for several, all of them."""
    pieces = [said]
    for slot, default in DEFAULTS.items():
        value = frame.get(slot, default)
        values = vocabulary.groups.get(value, (value,)) if f"{{{slot}}}" in said else (value,)
        pieces = [piece.replace(f"{{{slot}}}", one) for piece in pieces for one in values]
    return " + ".join(pieces)
