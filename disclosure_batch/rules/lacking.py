"""What is said of a 汇总表 that was written as a 送审稿; rules of this year's and of last year's say it."""

from collections.abc import Sequence

from disclosure_batch.text import listed

NAMED = 8  # so many units are put into a sentence


def still_lacking(names: Sequence[str]) -> str:
    """写出时还缺 2 家单位（甲局、乙局）"""
    return f"写出时还缺 {len(names)} 家单位（{listed(names, NAMED)}）"
