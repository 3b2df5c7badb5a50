"""The figures that a template names: a field's id, or a sum of ids (a + b - c, * for any part of an id)."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase

from disclosure_batch.form.model import Figure
from disclosure_batch.report.narrative import TemplateMistake
from disclosure_batch.report.subject import Subject

_SUM = re.compile(r"\s*[a-z][\w.*]*(\s*[+-]\s*[a-z][\w.*]*)*\s*")
_RECKONED = re.compile(r"[/\u4e00-\u9fff]")
_TERM = re.compile(r"([+-]?)\s*([a-z][\w.*]*)")


class Sums:
    """The totals of a subject. What can't be read as a sum of its fields raises TemplateMistake."""

    def __init__(self, subject: Subject) -> None:
        self._of = subject

    def total(self, sum_of: str) -> Figure:
        return sum(sign * self._of.totals[name] for sign, name in self.terms(sum_of))

    def fields(self, sum_of: str) -> list[str]:
        """The fields that it is made of."""
        return [name for _, name in self.terms(sum_of)]

    def named_in(self, words: str) -> list[str]:
        """The fields that are named anywhere in what a figure is said to be of."""
        return [name for _, word in _TERM.findall(words) for name in self._matching(word)]

    def last_year(self, sum_of: str) -> Figure | None:
        """The same of last year; None where a part of it isn't known."""
        terms = [(sign, self._of.last_year.get(name)) for sign, name in self.terms(sum_of)]
        return None if any(figure is None for _, figure in terms) else sum(sign * figure for sign, figure in terms)

    def stated(self, sum_of: str) -> bool:
        """Whether a sentence may be made of it: of a sum, where each part is stated or the parts known make some."""
        unstated = [name for _, name in self.terms(sum_of) if name not in self._of.stated]
        required = all(self._of.form.fields[name].required for name in unstated)
        stated = not unstated or (required and self.total(sum_of) != 0)
        return stated and bool(self._of.contributors)  # the totals of no unit at all are no zeros

    def known(self, name: str) -> str:
        """The id itself, of a field that holds a figure."""
        return one_of(self._of.form.numeric, name, "数字")

    def terms(self, sum_of: str) -> Iterator[tuple[int, str]]:
        """Its fields, each with its sign."""
        if not isinstance(sum_of, str) or not _SUM.fullmatch(sum_of):
            raise TemplateMistake(f"“{sum_of}”不是字段，也不是字段的加减。")
        for sign, word in _TERM.findall(sum_of):
            for name in self._matching(word):
                yield (-1 if sign == "-" else 1), name

    def _matching(self, word: str) -> list[str]:
        if "*" not in word:
            return [self.known(word)]
        if found := [name for name in self._of.form.numeric if fnmatchcase(name, word)]:
            return found
        raise TemplateMistake(f"没有字段符合“{word}”。")


def is_reckoned(of: str) -> bool:
    """Whether what a figure is said to be of is no plain sum: a share, a change, a figure of last year or of a unit."""
    return _RECKONED.search(of) is not None


def one_of(names: Iterable[str], name: str, kind: str) -> str:
    """The name, where it is one of these; raises TemplateMistake with the one that was perhaps meant."""
    known = tuple(names)
    if name in known:
        return name
    near = get_close_matches(str(name), known, 1)
    raise TemplateMistake(f"没有名为“{name}”的{kind}字段" + (f"，是不是“{near[0]}”？" if near else "。"))
