"""Problems and measures, one by one, as offices write them: 一是……；二是……。 Whose they are is not said."""

import re
from collections.abc import Iterable, Iterator, Sequence

ENDS = re.compile(r"[。；;！!\n]")
NUMBERED = r"(?:[一二三四五六七八九十]是|第[一二三四五六七八九十][，,、是]|[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.．、](?!\d))"
MARK = re.compile(rf"^(?:{NUMBERED}|首先|其次|再次|最后|此外|另外|例如|比如|同时|主要(?:是|表现为|体现在)|[、，,：:\s])+")
LISTED = re.compile(NUMBERED)
BESIDES = re.compile("此外|另外")  # begins what stands under no number any more
WITHIN = re.compile(rf"(?<=[，,：: 　]){NUMBERED}")  # a point that begins within a sentence
LEAD = re.compile(r"^.*?(?:表现[在为]|体现[在为]|如下|以下.{0,6}|问题|不足|措施|改进)[：:]")
GENERAL = re.compile(
    r"(?:存在|还有).{0,8}(?:问题|不足|差距|短板|薄弱环节)(?:和不足|与不足)?$"
    r"|^.{0,20}(?:主要)?问题.{0,4}$|^(?:下一步|针对).{0,30}(?:改进|措施|工作)[:：]?$|^.{0,12}(?:改进措施|改进情况|整改措施)$"
)
OURS = re.compile(r"^(?:我|本)(?:单位|机关|部门|街道|局|镇|乡|办|委|中心|区|县|市)(?:的)?")
SHORTEST = 2  # signs of a point
MEASURES_FROM = re.compile(r"改进措施|整改措施|下一步|改进情况|改进方向|针对(?:这些|上述|以上|存在)|今后")
PLACE = re.compile(r"(?:[\u4e00-\u9fff]{2,7}?(?:自治[区州县]|[省市区县旗盟州]))+(?=[\u4e00-\u9fff]{3})")
OURS_BEFORE = re.compile(r"(?:(?<=[，,、；：和及与如])|^)[我本]?[省市县区旗州]$")
KINDS = "局委办厅院站队所镇乡道处会心校府室"  # how names of offices end, and what is short for them
NO_END = re.compile(r"办[理结件文公]|处[理置]|站[点位]|会[同议商]")  # 街道办理 is no 街道办
SHORTEST_NAME = 3
SOME = "有的单位"
SPEAKS = re.compile("^(?:的|(?:反映|表示|提出|认为|指出)(?:[：:，,]|(?=部分|个别|少数|一些|有[的些]|目前|当前)))")
ROW_OF_SOME = re.compile(f"{SOME}(?:[、和及与]{SOME})+")
ALIKE = 5  # of the pairs of signs of a problem one in so many is in words that take it up


def points_in(text: str) -> list[str]:
    """The points of a text, without their numbers, what only leads to them, and who says them."""
    return [point for _, point in points_by_number(text)]


def points_by_number(text: str) -> list[tuple[int, str]]:
    """Each point with the number that it stands under, counted from 1; with 0 where it stands under none."""
    points, number = [], 0
    for piece in ENDS.split(_apart(text)):
        number += bool(LISTED.match(piece.strip()))
        point = _bare(piece)
        if len(point) >= SHORTEST and not GENERAL.search(point):
            points.append((0 if BESIDES.match(piece.strip()) else number, point))
    return points


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
    """Points in which no office is named: by its name, an alias, or short for one of them, 发改委 or 清水镇.

    There may be thousands of names: each is looked up, none is searched for.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(filter(None, names))
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)
        self._places = tuple({found[0] for name in self._names if (found := PLACE.match(name))})
        self._by_pair: dict[str, list[str]] = {}  # without their places, by the first sign and each that follows it
        for core in {core for name in self._names for core in _cores(name)}:
            for sign in set(core[1:]):
                self._by_pair.setdefault(core[0] + sign, []).append(core)

    def __call__(self, point: str) -> str:
        said, at = "", 0
        while at < len(point):
            length = self._named_at(point, at)
            said = self._without_place(said) if length else said + point[at]
            said += SOME if length and said else ""
            at += length or 1
        return ROW_OF_SOME.sub(SOME, self._begun(said, point))

    def _begun(self, said: str, point: str) -> str:
        """Where an office stood first, without what says that it is the one who speaks: 教育局反映部分信息公开不及时."""
        begun = said.strip("，,、")
        return SPEAKS.sub("", begun).strip("，,") if self._named_at(point, 0) else begun.removeprefix("的").strip("，,")

    def _named_at(self, point: str, at: int) -> int:
        """How many signs name an office there."""
        whole = next((n for n in self._lengths if point[at : at + n] in self._names), 0)
        short = (_short_for(core, point[at:]) for core in self._by_pair.get(point[at : at + 2], ()))
        return whole or max(short, default=0)

    def _without_place(self, said: str) -> str:
        """What was said before an office was named, without the place whose office it is: 西川区, 区."""
        place = next((place for place in self._places if said.endswith(place)), "")
        return OURS_BEFORE.sub("", said.removesuffix(place))


def _cores(name: str) -> Iterator[str]:
    """A name without the places before it; 人民政府办公室 is called 政府办."""
    if found := PLACE.match(name):
        name = name[found.end() :]
    core = name.removeprefix("人民") if name.startswith("人民政府") else name
    if len(core) >= SHORTEST_NAME and not core.startswith("管"):  # 管委会 alone is nobody's
        yield core


def _short_for(core: str, words: str) -> int:
    """With how many signs the words begin that stand in a name in this order, up to one that says what it is: 局, 镇."""
    length = at = 0
    for n, sign in enumerate(words, 1):
        at = core.find(sign, at) + 1
        if not at:
            break
        ends = sign in KINDS and not NO_END.match(words, n - 1)
        length = n if ends and n >= SHORTEST_NAME else length
    return length


def is_taken_up(problem: str, said: str) -> bool:
    """Whether words speak of a problem, by the pairs of signs that they share."""
    pairs = [problem[i : i + 2] for i in range(len(problem) - 1)]
    return sum(pair in said for pair in pairs) >= len(pairs) / ALIKE


def numbered(points: Sequence[str]) -> Iterator[str]:
    """一是……, 二是……; from the eleventh on without."""
    signs = "一二三四五六七八九十"
    yield from (f"{signs[i]}是{point}" if i < len(signs) else point for i, point in enumerate(points))
