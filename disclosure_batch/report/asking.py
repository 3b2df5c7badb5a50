"""Figures that words ask for by the name that the form prints: 收到申请{本年新收}件，{较上年·本年新收}。

What can't be found, or is not known, is a place to fill in, and the coordinator is told the names that look like it; so
is all else between braces, and a brace that stands alone: none of them is ever printed.
"""

import re
from collections.abc import Callable
from functools import cached_property

from disclosure_batch.form.printed_names import BETWEEN, Found, PrintedNames
from disclosure_batch.report.comparing import Comparing
from disclosure_batch.report.ratios import LAST_YEAR, as_told
from disclosure_batch.report.subject import Subject
from disclosure_batch.report.sums import Sums
from disclosure_batch.report.told import Told, cut, joined

ASKED = r"[{｛](?P<name>[^{}｛｝\n]+)[}｝]"
WITHIN = r"[{｛][^{}｛｝，。；\n]*[{｛][^{}｛｝\n]*[}｝]+"  # {较上年·{本年新收}
ALONE = r"[{｛][^{}｛｝，。；\n]*[}｝]?|[}｝]"
BRACED = re.compile(f"{WITHIN}|{ASKED}|{ALONE}")
BRACES = re.compile(r"[{}｛｝]")
AGAINST = "较上年"
RATES = re.compile(r"率$|占比|比重|比例|百分比")
BRACKETS = str.maketrans("（）", "()")  # within those of a place to fill in


class Asking:
    """Of one subject. remind: tells the coordinator."""

    def __init__(self, subject: Subject, sums: Sums, beside: Comparing, remind: Callable[[str], str]) -> None:
        self._of, self._sums, self._beside, self._remind = subject, sums, beside, remind

    def answered(self, words: str) -> Told:
        """Words with the figures that they ask for."""
        return self._with(words, self.asked)

    def unanswered(self, words: str) -> Told:
        """Words of another unit, whose figures are not known here: what they ask for is to be filled in."""
        return self._with(words, lambda name: self._to_fill(name, "是其他单位的文字里要的数"))

    def _with(self, words: str, answer: Callable[[str], str]) -> Told:
        pieces, at = [], 0
        for match in BRACED.finditer(words):
            said = answer(match["name"]) if match["name"] else self._unpaired(match[0])
            pieces += [cut(words, at, match.start()), said]
            at = match.end()
        return joined([*pieces, cut(words, at, len(words))])

    def asked(self, name: str) -> str:
        """The figure of a printed name, with 上年 before it last year's, with 较上年 what changed: 较上年增长12.5%."""
        year, label = _year_of(name)
        found = self._names.find(label)
        if not found.fields:
            return self._to_fill(name, _not_found(found, label))
        sum_of = " + ".join(found.fields)
        if not self._sums.stated(sum_of):
            return self._to_fill(name, "还没有单位填报，或没有填全")
        if not year:
            return as_told(self._sums.total(sum_of), sum_of)
        before = self._sums.last_year(sum_of)
        if before is None:
            return self._to_fill(name, "不知道上年的数，或口径与上年不同")
        return self._changed(name, sum_of) if year == AGAINST else as_told(before, f"{sum_of} {LAST_YEAR}")

    def _changed(self, name: str, sum_of: str) -> str:
        unit = self._of.form.fields[self._sums.fields(sum_of)[0]].unit
        both_none = not self._sums.total(sum_of) and not self._sums.last_year(sum_of)
        said = "与上年持平" if both_none else self._beside.against(sum_of, unit)
        return said or self._to_fill(name, "还有单位没有报齐，不能与上年比较")

    def _to_fill(self, name: str, why: str) -> str:
        self._remind(f"文字里的“{{{name}}}”{why}，请补充。")
        return f"（“{name.translate(BRACKETS)}”请补充）"

    def _unpaired(self, braced: str) -> str:
        """Braces with nothing in them, within others, or without the other one of the pair."""
        name = BRACES.sub("", braced).strip()
        meant = f"不成对，是不是“{{{name}}}”？请改好" if name else "里没有名称，请写表里印的名称，例如“{本年新收}”"
        self._remind(f"文字里的“{braced}”花括号{meant}。")
        return f"（“{name.translate(BRACKETS)}”请补充）" if name else "（花括号里的名称请补充）"

    @cached_property
    def _names(self) -> PrintedNames:
        return PrintedNames(self._of.form)


def _year_of(name: str) -> tuple[str, str]:
    """上年 or 较上年 before a name, and the name."""
    first, *others = BETWEEN.split(name, maxsplit=1)
    return (first.strip(), others[0]) if others and first.strip() in (AGAINST, LAST_YEAR) else ("", name)


def _not_found(found: Found, label: str) -> str:
    if RATES.search(label):
        return "是比率，花括号里只能写表里印的数，比率请直接写上数字"
    near = "、".join(f"“{{{name}}}”" for name in found.near)
    return f"在表里认不准是哪一项，相近的有{near}" if near else "在表里没有这一项"
