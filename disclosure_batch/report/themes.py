"""Section five where the publishing body has written nothing: what the units wrote, by the themes of the edition.

A draft: a problem stands with its measure, and with no other unit's; no office is named, last year's problems come
first in their order. What has no words is a place to fill in; what is left out is counted, and stands in
文字材料汇编.docx.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from disclosure_batch.report.problems import Unnamed, is_taken_up, numbered, points_by_number, problems_in
from disclosure_batch.report.report import TO_FILL
from disclosure_batch.report.subject import Contributor, Subject
from disclosure_batch.report.words import said
from disclosure_batch.text import tidy

MOST = 4  # points that are told of a theme
NONE = ""  # the theme of what is of none
DONE = re.compile(r"已|了|完成|全年|年内|本年|今年")
INTENDED = re.compile(r"将|拟|计划|下一步|今后|明年|继续|进一步|力争|争取")
QUOTES = str.maketrans("“”", "‘’")  # within others
BRACKETS = str.maketrans("（）", "()")  # within those of a place to fill in
Saying = Callable[[str], str]
Numbered, Pointed = tuple[int, str], tuple[str, str]  # a point under its number, or under the name of its theme
Points = Mapping[str, Sequence[str]]  # by the name of their theme


class Themes:
    """Of one subject. problems, measures: the fields in which units write of them. to_fill makes a
    place to fill in, unasked makes some of what stands between braces.
    """

    def __init__(self, subject: Subject, problems: str, measures: str, to_fill: Saying, unasked: Saying) -> None:
        self._of, self._to_fill, self._unasked = subject, to_fill, unasked
        self.last_year = problems_in(subject.last_words.get(problems, ""))
        answered = {self._theme(problem) for problem in self.last_year}
        found, tried = self._written(problems, measures)
        done = {point for _, point in tried if answered and _is_done(point) and self._theme(point) in answered}
        self._problems = _by_theme(found)
        self._done = _by_theme((self._theme(point), point) for _, point in tried if point in done)
        self._measures = _by_theme((theme, point) for theme, point in tried if point not in done)

    def problems(self) -> str:
        """一是信息更新不够及时，主要是：……；……。 A paragraph a theme; a point alone says it without."""
        told = [_of_theme(theme, points) for theme, points in self._problems.items() if theme]
        return _paragraphs(told, self._problems.get(NONE, ()))

    def measures(self) -> str:
        """一是针对信息更新不够及时的问题，……。 For each problem its own, in the same order; one alone in its words."""
        themes = [theme for theme in self._problems if theme]
        told = [self._answer(_called(theme, self._problems[theme]), self._measures.get(theme, ())) for theme in themes]
        others = (points for theme, points in self._measures.items() if theme not in themes)
        return _paragraphs(told, list(chain.from_iterable(others)))

    def improved(self) -> str:
        """一是针对上年“更新不够及时”的问题，……。 Each of last year's problems, in their order."""
        done = dict(self._done)
        told = [self._answer(f"上年“{problem}”", done.pop(self._theme(problem), ())) for problem in self.last_year]
        return _paragraphs(told, ())

    def not_taken_up(self, words: str) -> list[str]:
        """Last year's problems of which words say nothing."""
        return [problem for problem in self.last_year if not is_taken_up(problem, tidy(words))]

    @property
    def has_done(self) -> bool:
        """Whether units wrote anything of what was done about last year's problems."""
        return bool(self._done)

    @property
    def left_out(self) -> int:
        """How many points are not told."""
        all_of_them = (*self._problems.values(), *self._done.values(), *self._measures.values())
        return sum(max(len(points) - MOST, 0) for points in all_of_them)

    def _answer(self, problem: str, points: Sequence[str]) -> str:
        what = _row(points) or self._to_fill(f"{problem}的改进做法".translate(BRACKETS))
        return f"针对{problem}的问题，{what}。"

    def _written(self, problems: str, measures: str) -> tuple[list[Pointed], list[Pointed]]:
        """What the other units wrote, point by point: of problems, and of what is done about them."""
        others = [one for one in self._of.contributors if not one.publishes]
        unnamed = Unnamed(name for one in others for name in (one.name, *one.aliases))
        found, tried = [], []
        for one in others:
            its, answers = (self._points(one, name, unnamed) for name in (problems, measures))
            found += [(self._theme(point), point) for _, point in its]
            tried += self._answering(its, answers)
        return found, tried

    def _points(self, one: Contributor, name: str, unnamed: Saying) -> list[Numbered]:
        text = "\n".join(said(one.texts.get(name, "")))
        points = ((number, unnamed(point)) for number, point in points_by_number(text))
        return [(number, self._unasked(point)) for number, point in points if point]

    def _answering(self, its: Sequence[Numbered], answers: Sequence[Numbered]) -> Iterator[Pointed]:
        """A unit's measures under the themes of its own problems: of the one with the same number where it numbered
        both alike, or has but one of each; else by its words. What answers none of them is of no theme.
        """
        its_themes = {self._theme(point) for _, point in its}
        numbered = {number: self._theme(point) for number, point in reversed(its)}
        alike = max(numbered, default=0) == max((number for number, _ in answers), default=0)
        for number, point in answers:
            theme = self._theme(point) if self._theme(point) in its_themes else NONE
            if len(its) == len(answers) == 1:
                theme = self._theme(its[0][1])
            elif alike and number:
                theme = numbered.get(number, theme)
            yield theme, point

    def _theme(self, point: str) -> str:
        """Of whose words it has most."""
        hits = {theme.name: sum(word in point for word in theme.words) for theme in self._of.form.outline.themes}
        best = max(hits, key=hits.__getitem__, default=NONE)
        return best if hits.get(best) else NONE


def _by_theme(points: Iterable[Pointed]) -> Points:
    """The same words once, what most units say first; so are the themes."""
    themes: dict[str, Counter] = {}
    for theme, point in points:
        themes.setdefault(theme, Counter())[point] += 1
    themes = {theme: _said_once(counted) for theme, counted in themes.items()}
    ranked = sorted(themes, key=lambda theme: -themes[theme].total())
    return {theme: [point for point, _ in themes[theme].most_common()] for theme in ranked}


def _called(theme: str, points: Sequence[str]) -> str:
    """How a problem is named where it is answered: as it was told."""
    in_its_words = len(points) == 1 and not TO_FILL.search(points[0])
    return f"“{points[0].translate(QUOTES)}”" if in_its_words else theme


def _of_theme(theme: str, points: Sequence[str]) -> str:
    return f"{theme}，主要是：{_row(points)}。" if len(points) > 1 else f"{points[0]}。"


def _said_once(points: Counter) -> Counter:
    """Without those that another one says, too; it is said as often as both. There may be tens of thousands: a longer
    one is looked for among those that have the rarest pair of signs in common with it."""
    once: Counter = Counter()
    by_pair: dict[str, list[str]] = {}  # those said so far, in their order
    for point in sorted(points, key=len, reverse=True):
        pairs = {point[i : i + 2] for i in range(len(point) - 1)}
        rarest = min((by_pair.get(pair, ()) for pair in pairs), key=len, default=once)
        longer = next((other for other in rarest if point in other), point)
        once[longer] += points[point]
        if longer == point:
            for pair in pairs:
                by_pair.setdefault(pair, []).append(point)
    return once


def _is_done(point: str) -> bool:
    return bool(DONE.search(point)) and not INTENDED.search(point)


def _row(points: Sequence[str]) -> str:
    return "；".join(points[:MOST])


def _paragraphs(told: Sequence[str], others: Sequence[str]) -> str:
    rest = [f"{'此外，' if told else ''}{_row(others)}。"] if others else []
    return "\n\n".join([*(numbered(told) if len(told) > 1 else told), *rest])
