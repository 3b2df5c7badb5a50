"""How an edition's reports speak of its fields: what words mean, and which of them together mean which field."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

from disclosure_batch.form.model import Form
from disclosure_batch.text import tidy

FILE = "sentences.toml"
CLAIMS = ("all", "none", "zero")  # marks
LOOSE = ("year", "scope", "mark", "filler")  # slots that do not decide which field it is


class Sense(NamedTuple):
    slot: str
    value: str


@dataclass(frozen=True, eq=False)
class Meaning:
    """when: what a frame holds ('*': anything); fields: what it may be, the likeliest first.

    carry: what it is with what was carried in.

    loose: offices count it differently, so that another figure is a question and no mistake.

    unsure: the words may be said of something else as well, so that nothing is said against another figure.
    """

    when: Mapping[str, str]
    fields: Sequence[str]
    units: Sequence[str]
    carry: str = ""
    loose: bool = False
    unsure: bool = False

    @cached_property
    def takes(self) -> frozenset[str]:
        filled = {slot for slot in ("row", "column", "result") if any(f"{{{slot}}}" in said for said in self.fields)}
        return frozenset(self.when) | filled

    def fits(self, frame: Mapping[str, str], said: set[str]) -> bool:
        """said: the slots of the frame that decide which field it is."""
        return said <= self.takes and all(
            frame.get(slot) == value or (value == "*" and slot in frame) for slot, value in self.when.items()
        )


@dataclass(frozen=True, eq=False)
class Lexicon:
    words: Mapping[str, Sense]
    meanings: Sequence[Meaning]
    groups: Mapping[str, Sequence[str]]
    narrow: frozenset[str] = frozenset()  # words that may name but a part of what they mean
    either: frozenset[str] = frozenset()  # words of requests that are as well said of a reconsideration or a lawsuit
    patterns: Sequence[tuple[re.Pattern, Sense]] = ()  # words that are put together in many ways
    headings: Mapping[str, re.Pattern] = field(default_factory=dict)  # by a section's heading its other names

    def word_at(self, said: str, at: int) -> str:
        """The longest word that begins at a place, '' where none does."""
        for size in self._sizes.get(said[at], ()):
            if (word := said[at : at + size]) in self.words:
                return word
        return ""

    @cached_property
    def begins(self) -> frozenset[str]:
        """The signs with which a word begins."""
        return frozenset(self._sizes)

    @cached_property
    def claims(self) -> re.Pattern:
        """What a text holds that says all or none: of these words those that hold no other."""
        words = [word for word, sense in self.words.items() if sense.slot == "mark" and sense.value in CLAIMS]
        least = [word for word in words if not any(other in word for other in words if other != word)]
        return re.compile("|".join(map(re.escape, least)) or "(?!)")

    @cached_property
    def _sizes(self) -> Mapping[str, Sequence[int]]:
        """How long the words are that begin with a sign, the longest first."""
        sizes: dict[str, set[int]] = {}
        for word in self.words:
            sizes.setdefault(word[0], set()).add(len(word))
        return {sign: sorted(found, reverse=True) for sign, found in sizes.items()}

    def meaning(self, frame: Mapping[str, str]) -> Meaning | None:
        deciding = frozenset((slot, value) for slot, value in frame.items() if slot not in LOOSE)
        if deciding not in self._met:
            said = {slot for slot, _ in deciding}
            of_topic = self._by_topic.get(frame.get("topic", ""), ())
            self._met[deciding] = next((meaning for meaning in of_topic if meaning.fits(frame, said)), None)
        return self._met[deciding]

    @cached_property
    def _met(self) -> dict[frozenset[tuple[str, str]], Meaning | None]:
        """What was asked for already: reports say the same things again and again."""
        return {}

    @cached_property
    def _by_topic(self) -> Mapping[str, Sequence[Meaning]]:
        by_topic: dict[str, list[Meaning]] = {}
        for meaning in self.meanings:
            by_topic.setdefault(meaning.when.get("topic", ""), []).append(meaning)
        return by_topic


@cache
def vocabulary_of(form: Form) -> Lexicon:
    """Of an edition; it knows no word where the edition has no such file."""
    file = form.file.with_suffix("") / FILE if form.file else None
    data = tomllib.loads(file.read_text(encoding="utf-8")) if file and file.is_file() else {"words": {}}
    words = {
        tidy(word): Sense(slot, value)
        for slot, values in data["words"].items()
        for value, said in values.items()
        for word in said
    }
    usual = data.get("units", {}).get("usual", ())
    meanings = [
        Meaning(
            entry["when"],
            entry["is"],
            entry.get("units", usual),
            entry.get("carry", ""),
            entry.get("loose", False),
            entry.get("unsure", False),
        )
        for entry in data.get("means", ())
    ]
    narrow, either = (frozenset(map(tidy, data.get(some, {}).get("words", ()))) for some in ("narrow", "either"))
    patterns = [
        (re.compile(pattern), Sense(slot, value))
        for slot, values in data.get("patterns", {}).items()
        for value, pattern in values.items()
    ]
    names = {heading: re.compile(pattern) for heading, pattern in data.get("headings", {}).items()}
    return Lexicon(words, meanings, data.get("groups", {}), narrow, either, patterns, names)
