"""Whose figures a sentence states: the whole district's, the office's own, another body's. One scope is the tables'."""

import re
from collections.abc import Iterable, Sequence

from disclosure_batch.sentences.mentions import Mention
from disclosure_batch.sentences.passages import Part, Text
from disclosure_batch.sentences.relation import Spoken
from disclosure_batch.sentences.terms import Known
from disclosure_batch.text import tidy

GOVERNMENT = re.compile(r"(?:政府|政府办公[室厅]|管委会|管理委员会|街道办事处|街道|[市区县镇乡旗州省])$")


def settle_scopes(spoken: Sequence[Spoken], known: Known, text: Text) -> None:
    """Leaves alone the figures of a scope that is not the tables'."""
    whole, office_alone = is_of_a_district(text), _of_the_office(spoken, known)
    others = _others(whole, office_alone)
    of_region = {tuple(m.terms) for m in _mentions(spoken) if m.one("scope") == "region" and m.terms}
    for mention in _mentions(spoken):
        beside_region = mention.one("scope") == "own" and tuple(mention.terms) in of_region and whole
        if mention.one("scope") in others or beside_region:
            mention.blocked = True


def _others(whole: bool, office_alone: bool) -> set[str]:
    """The scopes that are not the tables': whole, of a region's report; office_alone, where the office's agree."""
    office = set() if office_alone and not whole else {"office"}
    region = {"region"} if office_alone or not whole else set()
    return {"system"} | office | region


def is_of_a_district(text: Text) -> bool:
    """Whether the report is of a whole region: a government's, or its office's."""
    title = next((tidy(passage.text) for passage in text.passages if passage.part is Part.TITLE), "")
    body = text.body or re.split("20[0-9]{2}年|政府信息公开", title)[0]
    return bool(GOVERNMENT.search(body))


def _mentions(spoken: Iterable[Spoken]) -> Iterable[Mention]:
    return (mention for one in spoken for mention in one.sentence.mentions)


def _of_the_office(spoken: Sequence[Spoken], known: Known) -> bool:
    """Whether the tables hold the office's own figures: those agree with them, and none of the others' does."""
    said = [(m.one("scope"), known.value(m.terms[0]) == m.figure.value) for m in _mentions(spoken) if m.terms]
    return ("office", True) in said and not {("region", True), ("system", True)} & set(said)
