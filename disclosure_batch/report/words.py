"""Words of units as a report takes them: cleaned, held against a figure, or their names in a row."""

import re
from collections.abc import Collection, Iterable
from decimal import Decimal

from disclosure_batch.form.model import Figure
from disclosure_batch.text import without_unseen

_NOTHING = re.compile(
    r"[/\\—－-]+|(本(年度|单位|机关|局))?(暂?无|没有)(其他)?(需要?|应当?)?(报告|说明)?的?(其他)?(事项|情况|内容|问题)?"
)
SENTENCES = re.compile("[。；;\n]")
NOT_DONE = re.compile("未|没|无|不(?!断|仅)|尚|待|拟|将|计划|下一步|今后|明年")


def visible(text: str) -> str:
    """Without what can't be seen, steers the reading direction, or can't stand in XML; tabs stay."""
    return without_unseen(text, but="\t").strip()


def said(text: str) -> tuple[str, ...]:
    """A unit's words as paragraphs; none where it only says that there is nothing."""
    paragraphs = tuple(filter(None, map(visible, text.splitlines())))
    nothing = len(paragraphs) == 1 and _NOTHING.fullmatch(paragraphs[0].strip("。．.；;！ 　"))
    return () if nothing else paragraphs


def states(words: str, what: str, figure: Figure, unit: str) -> bool | None:
    """Whether the sentences that speak of something state its figure, or deny it where that is 0.

    None where no sentence speaks of it.
    """
    sentences = "。".join(sentence for sentence in SENTENCES.split(words) if what in sentence)
    if not sentences:
        return None
    if amounts := re.findall(rf"(\d[\d,，]*(?:\.\d+)?)\s*{unit}", sentences):
        return figure in [Decimal(re.sub("[,，]", "", amount)) for amount in amounts]
    return figure == 0 and bool(re.search("未|没有|无|不", sentences))


def done(words: str, cues: str) -> str:
    """The first sentence that speaks of something as done, by one of its words; '' where none does."""
    speaking = (sentence for sentence in SENTENCES.split(words) if re.search(cues, sentence))
    none = re.compile(rf"{NOT_DONE.pattern}|(?:{cues})[^，,\d]*0(?![\d.])")
    return next((sentence for sentence in speaking if not none.search(sentence)), "")


def of_part(counts: Collection[int], units: int, above: str = "") -> str:
    """（据43家单位统计，另2家请补充）: of so many units something is, where it is not of all."""
    fewest, most = min(counts), max(counts)
    if fewest < most:
        return f"（{above}据{fewest}至{most}家单位统计，其余单位请补充）"
    return f"（{above}据{fewest}家单位统计，另{units - most}家请补充）"


OF_PART = re.compile(r"（据(\d+)家单位统计，另\d+家请补充）")  # as `of_part` has it


def named(names: Iterable[str], at_most: int = 10) -> str:
    """X局、Y局, of many the first ones and how many there are."""
    shown = [visible(name) for name in names]
    return "、".join(shown[:at_most]) + (f"等{len(shown)}家" if len(shown) > at_most else "")
