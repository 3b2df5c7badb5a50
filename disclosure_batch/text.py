"""How text is cleaned before it is compared, and how figures are written in it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal

INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]+")
NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # no file of an office program holds it
ILLEGAL = re.compile(rf"{NO_XML.pattern}|[\u202a-\u202e\u2066-\u2069]")  # nor should it hold what turns a line round
UNSEEN = {"Cc", "Cf", "Cs"}  # categories: controls, formats (zero width, direction), halves of a surrogate pair
ROUND_BRACKETS = str.maketrans("〔〕【】[]", "()()()")
LONGEST = 32_767  # what a cell can hold
EXACT_DIGITS = 15  # of a number that a double, and so a cell, keeps
MOST_EXACT = 10**EXACT_DIGITS
DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
NOTHING = {"/", "//", "\\", "-", "--", "---", "—", "——", "–", "−", "无", "没有", "暂无", "零", "○", "〇", "o", "O"}
# What offices write where there is nothing to explain (没有其他需要说明的情况), and where they don't: a text that is made
# of these words alone explains nothing. The longer ones first: each is taken out where it stands, in this order.
NO_EXPLANATION = (
    *("本单位", "我单位", "我局", "本年度", "不适用", "见附件", "没有", "暂无", "不存在", "其他", "其它", "特殊", "特别"),
    *("异常", "感谢", "谢谢"),
    *("需要", "无需", "说明", "解释", "补充", "情况", "原因", "事项", "问题", "内容", "同上", "none", "na", "no"),
    *("无", "略", "需", "的", "。", "，", ".", "/", "-", "—"),
)
# What confirms a figure and gives no reason for it: 情况属实, 经核对，数据准确无误, 按上级要求填报.
CONFIRMS = (
    *("确认", "确实", "属实", "真实", "准确", "正确", "无误", "核对", "核实", "核查", "检查", "以上", "数据", "数字", "填报"),
    *("上级", "领导", "有关", "相关", "规定", "要求", "通知", "部署", "安排", "统一", "口径", "同意", "审核", "审定", "部门"),
    *("实际", "工作", "填写", "报送", "上报", "按照", "根据", "依据", "经过", "进行", "完成"),
    *("如此", "如实", "台账", "一致", "相符", "经", "已", "均", "与", "按", "是", "对", "就", "这样", "的确"),
    *("负责", "责任", "承担", "保证", "承诺", "认可", "没错", "没有错", "异议", "知悉", "政府", "机关", "单位"),
    *("业务", "主要", "分管", "签字", "签批", "为准", "没填错", "没有填错", "无错误", "正常", "来源", "来自", "统计", "逐项", "逐条", "文件", "ok"),
)
# What a piece between these words is made of that still says nothing: who gave the order, and how one asks for belief.
BY_THE_WAY = re.compile(
    "[省市县区乡镇村街道局委办厅科室里上面头级请予以给我们你贵本其该此特现确为由见年数填没未以属了也都并及和而因系于至所有全部无]+"
)
COUNTERS = "人次|件次|件|宗|条|次|份|个|项|起|篇|期|例|人|家|部"
NUMBER_PATTERN = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?"
FIGURE_IN_WORDS = re.compile(rf"{NUMBER_PATTERN}\s?(?:{COUNTERS}|[百千万亿]?元|万|%)?")
FOOTNOTE = "脚注："  # how a footnote of Word begins that is read as a note behind its figure
MOST_NOTED = 200  # characters of a figure with its note
NOTE = r"[（(〔［\[【].+[)）〕］\]】]|[①-⑳⑴-⒇¹²³⁰⁴-⁹*＊※]+|[,，;；、]? ?(?:其中|含|包含|包括).+"  # behind a figure
IN_PLACE_OF_FIGURE = re.compile(
    rf"(?:(?:约|大约|大概|近|将近|超|超过|不足|不到|至少|共)?{FIGURE_IN_WORDS.pattern}(?:余|多|左右|以上|\+)?(?:{COUNTERS})?"
    rf"|[一二两三四五六七八九十百]+(?:{COUNTERS})"
    rf"|{'|'.join(map(re.escape, sorted(NOTHING)))}) ?(?:{NOTE})?"
    rf"|{NUMBER_PATTERN}(?:{COUNTERS})[^.、．)）].*"
    r"|\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|(?:详?见|同)(?:附件|附表|附|备注|说明|上|下|左|前).{0,6}"
    r"|未统计|未掌握|不掌握|不清楚|不详|不知|略|待[定核查]|暂缺|[?？]+|#?N/A|null|none|true|false|#[A-Z/0]+[!?]?",
    re.IGNORECASE | re.DOTALL,
)


def tidy(text: str) -> str:
    """Full-width forms made half-width, spaces and invisible characters dropped."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def spelled(text: str) -> str:
    """A text, a file name that is no Unicode (made under GBK) with its bytes spelled out."""
    return text.encode("utf-8", "backslashreplace").decode()


def normalised(name: str) -> str:
    """The form in which names are compared: tidy, one kind of bracket, nothing at all that can't be seen."""
    return without_unseen(tidy(name).translate(ROUND_BRACKETS))


def without_unseen(text: str, but: str = "") -> str:
    """A text without what can't be seen, turns the line round or breaks XML; the characters of `but` stay."""
    if text.isprintable():
        return text
    return "".join(character for character in text if character in but or not is_unseen(character))


def is_unseen(character: str) -> bool:
    """Whether nobody sees it (a control, zero-width or direction mark), or XML can't hold it."""
    return unicodedata.category(character) in UNSEEN or character in "\ufffe\uffff"


def says_something(text: str) -> bool:
    """Whether an explanation explains anything; a blank, 无, 没有其他需要说明的情况, a mere sign or number does not."""
    return _more_than(text, NO_EXPLANATION)


def gives_reason(text: str, *named: str) -> bool:
    """Whether it says more than that a figure is right, or ordered; named: who says so and of what, which is none."""
    pieces = re.findall(r"[^\W\d_]+", _without(text, (*CONFIRMS, *NO_EXPLANATION)))
    return sum(len(piece) for piece in pieces if not _says_nothing(piece, named)) > 1


def _says_nothing(piece: str, named: Iterable[str]) -> bool:
    return BY_THE_WAY.fullmatch(piece) is not None or any(piece in name.lower() for name in named)


def _more_than(text: str, phrases: Iterable[str]) -> bool:
    """Whether more than a letter is left of a text without some phrases."""
    return sum(map(str.isalpha, _without(text, phrases))) > 1


def _without(text: str, phrases: Iterable[str]) -> str:
    """A text with a gap in the place of each of some phrases."""
    left = text.lower()
    for phrase in phrases:
        left = left.replace(phrase, " ")
    return left


def stands_for_figure(cell: str) -> bool:
    """Whether a text stands in a figure's place, readable or not: 12件, 无, 约5, 4（注1）, 见附件; a label is none."""
    return len(cell) <= MOST_NOTED and IN_PLACE_OF_FIGURE.fullmatch(" ".join(cell.split())) is not None


def width_of(text: str) -> int:
    """In halves of a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def exact(number: int | float) -> Decimal:
    """A number as it would be typed; the noise that arithmetic leaves in a double is none of it."""
    return Decimal(repr(number) if abs(number) >= MOST_EXACT else f"{number:.{EXACT_DIGITS}g}")


def plain(figure: int | Decimal) -> str:
    """A figure as it is printed: every decimal given, no exponent, no trailing zeros after the point."""
    text = format(figure, "f") if isinstance(figure, Decimal) else str(figure)
    return text.rstrip("0").rstrip(".") if "." in text else text


def listed(words: Sequence[str], most: int, between: str = "、") -> str:
    """甲、乙、丙等: the first few of several."""
    return between.join(words[:most]) + ("等" if len(words) > most else "")
