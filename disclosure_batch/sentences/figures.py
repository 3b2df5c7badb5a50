"""The figures of a text: value, unit of counting, how exact; without years, days, numbers of papers and telephones."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

COUNTERS = (
    "个百分点|百分点|个工作日|人次|件次|场次|条次|百元|千元|万元|亿元|小时|件|宗|条|次|份|个|项|起|篇|期|例|笔|桩|人|家|部|场|则|批|名|处|册|户|页|字|天|元|倍|成|"
    "%|封|款|类|间|台|幅|届|轮|支|米|亩|版|本|套|块|面|组|站|站点|所|卷|种|株|吨|公里|辆|枚|余"
)
CHINESE = "零〇一二两三四五六七八九十百千"
IN_BRACKETS = re.compile(r"〔(?!(?:19|20)\d\d〕)([^〔〕]*)〕")  # not the year of a paper's number
BEFORE = re.compile(r"(约|大约|近|将近|超过|超|逾|突破|不少于|至少|不足)$")
ABOUT = {
    "约": "about",
    "大约": "about",
    "近": "above",
    "将近": "above",
    "不足": "above",
}  # the figure lies above what it is of
PLAIN = re.compile(r"(?<![\d.A-Za-z\-/])(?<!\d:)(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\dA-Za-z])")
WORDED = re.compile(rf"[{CHINESE}]+")
MORE = "([余多](?![出于了少\\d]))?"  # 18 件多出 3 件
BEHIND = re.compile(rf"{MORE}(万|亿)?{MORE}({COUNTERS})?{MORE}(以上|左右|上下)?")
NO_QUANTITY_BEFORE = re.compile(
    r"(?:第|编号|〔|[〔\[(]20\d\d[〕\])]|(?<![公众视频抖音头条账])号码?|电话|邮编|邮政编码|传真|[-—–~])[::]?$"
)
NO_QUANTITY_BEHIND = re.compile(r"[年月日号时时]|[-—–~:]\d|级|岁|楼|室|路|区|开头|版本")
A_YEAR = re.compile(r"(?:19|20)\d\d")
AN_ITEM = re.compile(r"[)）、.．](?=[\u4e00-\u9fff])")  # 1.主动公开
IDIOM_BEFORE = re.compile(r"[第其每某任同统唯逐进之万专另]$|初$|[周]$")
WORDED_COUNTERS = re.compile(
    r"(?:人次|件次|场次|个百分点|件|宗|条|次|份|个|项|起|篇|期|例|场|则|倍|成|处|家|名)(?![性律致样旦直事月人体果效立本功员])"
)

OF_A_TELEPHONE = 9  # digits without a unit
IN_YUAN = {"元": 1, "百元": 100, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
TENTHS = "成"  # 两成: about 20 %
NOT_ONE = re.compile(r"(?:未|没有|无(?!法)|(?<![百千万])零)[^,。;]{0,8}$")  # 没有发生一起


class Bound(StrEnum):
    """How a figure stands to what it is of."""

    EXACT = "exact"
    BELOW = "below"  # 1564余: what it is of is no smaller
    ABOVE = "above"  # 近5000: what it is of is no larger
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class WrittenFigure:
    """start and end: of its digits in the text. written: as it stands there. step: what one in its last place is."""

    start: int
    end: int
    written: str
    value: Decimal
    counter: str
    bound: Bound
    step: Decimal
    stop: int  # where its unit ends

    @property
    def share(self) -> bool:
        return self.counter == "%"

    @property
    def money(self) -> bool:
        return self.counter in IN_YUAN

    def in_unit(self, unit: str) -> Decimal:
        """An amount in 元 or 万元."""
        return self.value * IN_YUAN[self.counter] / IN_YUAN[unit]


class TextLine:
    """A paragraph as it is compared: half-width, without blanks; each sign knows where it stands in the text."""

    def __init__(self, text: str, start: int = 0) -> None:
        signs: list[str] = []
        places: list[int] = []
        for place, sign in enumerate(IN_BRACKETS.sub(r"(\1)", text), start):
            if "\u4e00" <= sign <= "\u9fff":  # nearly all of them
                signs.append(sign)
                places.append(place)
                continue
            for plain in _compared(sign):
                signs.append(plain)
                places.append(place)
        self.said = "".join(signs)
        self.places = [*places, start + len(text)]

    def at(self, index: int) -> int:
        """Where a sign stands in the text."""
        return self.places[index]

    def behind(self, index: int) -> int:
        """Where the text goes on behind the sign before this one."""
        return self.places[index - 1] + 1 if index else self.places[0]


@lru_cache(10_000)
def _compared(sign: str) -> str:
    """A sign half-width, '' for a blank."""
    if sign in "〔〕":
        return sign
    if unicodedata.category(sign) == "No":  # ②部分公开: numbers an item, and counts nothing
        return ","
    plain = unicodedata.normalize("NFKC", sign)
    return "".join(one for one in plain if not one.isspace() and unicodedata.category(one) != "Cf")


def quantities_in(line: TextLine) -> Iterator[tuple[int, int, WrittenFigure]]:
    """Every quantity of a line, with where it begins and ends in it (its unit included)."""
    found = [*_plain(line), *_worded(line)]
    yield from sorted(found, key=lambda one: one[0])


def _plain(line: TextLine) -> Iterator[tuple[int, int, WrittenFigure]]:
    for match in PLAIN.finditer(line.said):
        if not _is_quantity(line.said, match):
            continue
        value = Decimal(match[0].replace(",", ""))
        yield _figure(line, match.start(), match.end(), value, value)


def _is_quantity(said: str, match: re.Match) -> bool:
    before, behind = said[max(match.start() - 12, 0) : match.start()], said[match.end() : match.end() + 8]
    if NO_QUANTITY_BEHIND.match(behind) or NO_QUANTITY_BEFORE.search(before):
        return False
    counted = bool(BEHIND.match(behind)[4])
    if (not counted and A_YEAR.fullmatch(match[0])) or _is_a_code(match[0], counted):
        return False
    quoted = before.count("“") > before.count("”")
    return counted or (not quoted and not AN_ITEM.match(behind)) or behind[:1] in "、"


def _is_a_code(digits: str, counted: bool) -> bool:
    """A telephone's number, or one of something else: it is long, or begins with 0."""
    long = not counted and len(digits.replace(",", "").partition(".")[0]) >= OF_A_TELEPHONE
    return long or (digits[0] == "0" and digits[1:2].isdigit())


def _worded(line: TextLine) -> Iterator[tuple[int, int, WrittenFigure]]:
    """Chinese numerals that count something: 十二件, not 一是, 一致, 第三."""
    for match in WORDED.finditer(line.said):
        behind = line.said[match.end() :]
        approximate = 1 if behind[:1] in ("余", "多") else 0
        before = line.said[: match.start()]
        if not WORDED_COUNTERS.match(behind[approximate:]) or IDIOM_BEFORE.search(before) or NOT_ONE.search(before):
            continue
        if (value := worded_value(match[0])) is not None:
            yield _figure(line, match.start(), match.end(), Decimal(value), Decimal(value))


def worded_value(said: str) -> int | None:
    """十二 is 12, 一百零五 is 105; None where it is no number."""
    digits = {
        sign: number
        for number, signs in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
        for sign in signs
    }
    scales = {"十": 10, "百": 100, "千": 1000}
    total = digit = 0
    last = 10_000
    for sign in said:
        if sign in scales:
            if scales[sign] >= last:
                return None
            last = scales[sign]
            total += (digit or 1) * last
            digit = 0
        elif digit:
            return None
        else:
            digit = digits[sign]
    return total + digit


def _figure(line: TextLine, start: int, end: int, value: Decimal, plain: Decimal) -> tuple[int, int, WrittenFigure]:
    behind = BEHIND.match(line.said, end)
    more_a, scale, more_b, counter, more_c, around = behind.groups()
    if counter == "余":
        more_a, counter = "余", None
    factor = {"万": 10_000, "亿": 100_000_000, None: 1}[scale]
    if counter == TENTHS:
        counter, factor = "%", 10
    if scale and counter == "元":
        counter, factor = f"{scale}元", 1
    bound = _bound(line.said[:start], bool(more_a or more_b or more_c or around == "以上"), around)
    places = max(-plain.as_tuple().exponent, 0)
    step = Decimal(1).scaleb(-places) * factor
    stop = behind.end()
    figure = WrittenFigure(
        line.at(start),
        line.behind(end),
        line.said[start:end],
        value * factor,
        counter or "",
        bound,
        step,
        line.behind(stop),
    )
    return start, stop, figure


def _bound(before: str, more: bool, around: str | None) -> Bound:
    if match := BEFORE.search(before):
        return Bound(ABOUT.get(match[1], "below"))
    if more:
        return Bound.BELOW
    return Bound.ABOUT if around else Bound.EXACT
