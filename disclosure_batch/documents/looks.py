"""How a piece of text looks, kept in the text itself: struck through, raised, lowered or hidden.

12 and a footnote's raised 1 is not 121; what is crossed out or hidden is neither left out nor taken for good, if it
holds any figure.
"""

import re
from enum import StrEnum


class TextLook(StrEnum):
    """How a piece of text looks where that matters."""

    STRUCK = "struck"
    RAISED = "superscript"
    LOWERED = "subscript"
    HIDDEN = "hidden"


SMALL_DIGITS = {
    TextLook.RAISED: str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    TextLook.LOWERED: str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"),
}
STROKE = "\u0336"  # over each character that is struck through
CROSSED_OUT = "（已划去）"  # behind a whole cell that is
SMALLER, UNSEEN = "（设了缩小显示的格式）", "（设了不显示数字的格式）"
HIDDEN = re.compile(r"（隐藏的字：[^）]*）")
SIGN = re.compile(rf"(?:{CROSSED_OUT}|{SMALLER}|{UNSEEN}|{HIDDEN.pattern})$")


def holds_digit(text: str) -> bool:
    """Whether there is any figure in it."""
    return any(map(str.isdigit, text))


def has_sign(text: str) -> bool:
    """Whether what stands at its end is said of how it looks, and was written by nobody."""
    return SIGN.search(text) is not None


def as_seen(text: str, look: str) -> str:
    """A piece of text with signs that say how it looks."""
    if look == TextLook.HIDDEN:
        return f"（隐藏的字：{text.replace('）', ')')}）" if holds_digit(text) else ""
    if look == TextLook.STRUCK:
        return "".join(character if character.isspace() else character + STROKE for character in text)
    return text.translate(SMALL_DIGITS[look]) if look in SMALL_DIGITS else text


def without_strokes(text: str) -> str:
    """A text without the signs that it was struck through."""
    return text.replace(CROSSED_OUT, "").replace(STROKE, "")
