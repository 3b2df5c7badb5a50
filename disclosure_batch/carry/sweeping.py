"""Earlier numbers of figures that have changed: each may still stand somewhere in a person's own words.

What is kept of one is the number and whose it was, never what took its place: that is asked anew at each run.
"""

from decimal import Decimal

from disclosure_batch.carry.finding import clause_of
from disclosure_batch.carry.lines import value_of
from disclosure_batch.carry.written import Swept, Written


class Sweep:
    """The earlier numbers, and what their figures are now."""

    def __init__(self, was: Written, now: Written) -> None:
        self._swept = dict.fromkeys(was.swept)
        self._now: dict[str, str] = {}
        self._words: dict[str, str] = {}
        for number in (number for sentence in now.sentences for number in sentence.numbers):
            self._now.setdefault(number.key, number.text)
            self._words.setdefault(number.key, clause_of(number.sentence.text, number.span))
        self._now |= {cell.of: cell.text for table in now.tables for cell in table if cell.of}

    @property
    def swept(self) -> tuple[Swept, ...]:
        return tuple(self._swept)

    def add(self, old: str, of: str, key: str) -> None:
        """A number that stood for a figure, or that somebody was told to write for it."""
        self._swept.setdefault(Swept(old, key, of))

    def earlier(self, key: str) -> set[str]:
        return {swept.old for swept in self._swept if _key(swept) == key}

    def outdated(self) -> dict[Decimal | str, list[Swept]]:
        """By its value each number that is not what its figure is now: of several figures, of all of them."""
        found: dict[Decimal | str, list[Swept]] = {}
        for swept in self._swept:
            if value_of(swept.old) != value_of(self.present(swept)):
                found.setdefault(value_of(swept.old), []).append(swept)
        return found

    def present(self, swept: Swept) -> str:
        """What its figure is now, '' where there is none any more."""
        return self._now.get(_key(swept), "")

    def words(self, swept: Swept) -> str:
        """Between which words its figure stands now."""
        return self._words.get(_key(swept), "")


def _key(swept: Swept) -> str:
    return swept.of or swept.key
