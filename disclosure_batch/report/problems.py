"""Problems and measures, one by one, as offices write them: 一是……；二是……。 Whose they are is not said."""

import re
from collections.abc import Iterable, Iterator, Sequence

ENDS = re.compile(r"[。；;！!\n]")
NUMBERED = r"(?:[一二三四五六七八九十]是|第[一二三四五六七八九十][，,、是]|[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.．、](?!\d))"
MARK = re.compile(rf"^(?:{NUMBERED}|首先|其次|再次|最后|此外|另外|例如|比如|同时|主要(?:是|表现为|体现在)|[、，,：:\s])+")
LISTED = re.compile(NUMBERED)
WITHIN = re.compile(rf"(?<=[，,：: 　]){NUMBERED}")  # a point that begins within a sentence
LEAD = re.compile(r"^.*?(?:表现[在为]|体现[在为]|如下|以下.{0,6}|问题|不足|措施|改进)[：:]")
GENERAL = re.compile(
    r"(?:存在|还有).{0,8}(?:问题|不足|差距|短板|薄弱环节)(?:和不足|与不足)?$"
    r"|^.{0,20}(?:主要)?问题.{0,4}$|^(?:下一步|针对).{0,30}(?:改进|措施|工作)[:：]?$|^.{0,12}(?:改进措施|改进情况|整改措施)$"
)
OURS = re.compile(r"^(?:我|本)(?:单位|机关|部门|街道|局|镇|乡|办|委|中心|区|县|市)(?:的)?")
SHORTEST = 2  # signs of a point
MEASURES_FROM = re.compile(r"改进措施|整改措施|下一步|改进情况|改进方向|针对(?:这些|上述|以上|存在)|今后")
ALIKE = 5  # of the pairs of signs of a problem one in so many is in words that take it up


def points_in(text: str) -> list[str]:
    """The points of a text, without their numbers, what only leads to them, and who says them."""
    points = (_bare(point) for point in ENDS.split(_apart(text)))
    return [point for point in points if len(point) >= SHORTEST and not GENERAL.search(point)]


def _apart(text: str) -> str:
    """Points that begin within a sentence on lines of their own."""
    return WITHIN.sub(lambda found: f"\n{found[0]}", text)


def _bare(point: str) -> str:
    point = MARK.sub("", LEAD.sub("", point.strip())).strip("，,、：: 　").removesuffix("等")
    return MARK.sub("", OURS.sub("", point)).strip()


def problems_in(section: str) -> list[str]:
    """The problems of a section that may go on with what is done about them; where they are numbered, these alone."""
    said = MEASURES_FROM.split(section)[0]
    listed = [point for point in ENDS.split(_apart(said)) if LISTED.match(point.strip())]
    return points_in("。".join(listed) if len(listed) > 1 else said)


class Unnamed:
    """Points in which no office is named. There may be thousands of names: each is looked up, none is searched for."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(filter(None, names))
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)

    def __call__(self, point: str) -> str:
        said, at = [], 0
        while at < len(point):
            length = next((n for n in self._lengths if point[at : at + n] in self._names), 0)
            said.append(("有的单位" if at else "") if length else point[at])
            at += length or 1
        return "".join(said).removeprefix("的").strip("，,")


def is_taken_up(problem: str, said: str) -> bool:
    """Whether words speak of a problem, by the pairs of signs that they share."""
    pairs = [problem[i : i + 2] for i in range(len(problem) - 1)]
    return sum(pair in said for pair in pairs) >= len(pairs) / ALIKE


def numbered(points: Sequence[str]) -> Iterator[str]:
    """一是……, 二是……; from the eleventh on without."""
    signs = "一二三四五六七八九十"
    yield from (f"{signs[i]}是{point}" if i < len(signs) else point for i, point in enumerate(points))
