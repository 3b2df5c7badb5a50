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
    whole = is_of_a_district(text)
    office_alone = _of_the_office(spoken, known)
    of_region = {tuple(m.terms) for m in _mentions(spoken) if m.one("scope") == "region" and m.terms}
    for mention in _mentions(spoken):
        scope = mention.one("scope")
        beside_region = scope == "own" and tuple(mention.terms) in of_region and whole
        other_region = scope == "region" and (not whole or office_alone)
        if scope in ("office", "system") or beside_region or other_region:
            mention.blocked = True


def is_of_a_district(text: Text) -> bool:
    """Whether the report is of a whole region: a government's, or its office's."""
    title = next((tidy(passage.text) for passage in text.passages if passage.part is Part.TITLE), "")
    body = text.body or re.split("20[0-9]{2}年|政府信息公开", title)[0]
    return bool(GOVERNMENT.search(body))


def _mentions(spoken: Iterable[Spoken]) -> Iterable[Mention]:
    return (mention for one in spoken for mention in one.sentence.mentions)


def _of_the_office(spoken: Sequence[Spoken], known: Known) -> bool:
    """Whether the tables hold the office's own figures: those agree with them, and none of the region's does."""
    found = {
        scope: [m for m in _mentions(spoken) if m.one("scope") == scope and m.terms] for scope in ("region", "office")
    }
    agree = {scope: any(known.value(m.terms[0]) == m.figure.value for m in ms) for scope, ms in found.items()}
    return bool(found["office"]) and agree["office"] and not agree["region"]
