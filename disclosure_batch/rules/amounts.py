"""V012: an amount that seems to be in another unit than its column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from disclosure_batch.findings import Finding, Reader, Severity, Spot, Words, words
from disclosure_batch.form.model import Field, Figure, Kind
from disclosure_batch.intake.filing import Filing
from disclosure_batch.intake.submission import Submission
from disclosure_batch.intake.values import IN_YUAN
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rule import Who, rule
from disclosure_batch.text import plain, tidy

AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)([百千万亿]?元)")  # in a sentence
WORTH_COMPARING = 100  # 元: what is less may be the same by chance
TIMES = 10_000  # 元 in 万元


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount where it stands, and the unit of its column."""

    spot: Spot
    value: Figure
    unit: str


@dataclass(frozen=True, slots=True)
class StatedOtherwise:
    """The office's own words state the amount ten thousand times as large or as small."""

    amount: Amount
    said: str


@dataclass(frozen=True, slots=True)
class TooLarge:
    """The amount is beyond all bounds, or many times last year's where that is known."""

    amount: Amount
    last_year: Figure | None


@rule("V012", Severity.WARNING, Who.OFFICE)
def amount_of_another_unit(case: Case) -> Iterator[Finding]:
    """金额可能填错了单位。

    检查什么：金额是上年的 1000 倍以上；以万元计的，没有上年数字时大得像是以元计的；与本单位文字里写的金额正好相差一万倍。
    依据：收费金额以万元计，误填成元会大一万倍；信息处理费以元计。
    示例：上年 96.0914 万元，今年填 960914。
    如何修改：请核对单位；251000 元应填 25.1 万元。
    """
    amounts = [case.form.fields[name] for name in case.form.inputs if case.form.fields[name].kind is Kind.AMOUNT]
    for field in amounts:
        for i, submission in enumerate(case.current):
            value = submission.filing.value(case.form, field.id)
            if value and (about := _doubt(case, submission, field, value, _last_year(case, i, field.id))):
                yield case.finding(submission, about, field.id, value=value)


def _last_year(case: Case, i: int, name: str) -> Figure | None:
    last = pd.NA if case.previous is None else case.previous[name][i]
    return None if pd.isna(last) or last <= 0 else last


def _doubt(
    case: Case, submission: Submission, field: Field, value: Figure, last_year: Figure | None
) -> StatedOtherwise | TooLarge | None:
    amount = Amount(case.spot(submission, field.id), value, field.unit)
    if said := _stated_in_another_unit(submission.filing, amount):
        return StatedOtherwise(amount, said)
    factor, bound = (case.form.thresholds[f"V012.{name}"] for name in ("factor", "unthinkable"))
    if last_year is not None:
        return TooLarge(amount, last_year) if value >= last_year * factor else None
    return TooLarge(amount, None) if field.unit == "万元" and value >= bound else None


def _stated_in_another_unit(filing: Filing, amount: Amount) -> str:
    """An amount of the office's own words that is the same figure in 元 instead of 万元, or the other way round."""
    own = (text for name, text in filing.texts.items() if name.startswith(("text.", "explanation.")))
    texts = (text.replace("\n", "。") for text in own)
    found = AMOUNT.finditer(tidy("。".join(texts)))
    stated = {match[0]: Decimal(match[1].replace(",", "")) * IN_YUAN[match[2]] for match in found}
    typed = amount.value * IN_YUAN[amount.unit]
    if typed in stated.values():
        return ""
    comparable = ((said, yuan) for said, yuan in stated.items() if yuan >= WORTH_COMPARING)
    return next((said for said, yuan in comparable if typed in (yuan * TIMES, yuan / TIMES)), "")


def _words(amount: Amount, why: str) -> Words:
    wrong = f"{amount.spot}填的是 {plain(amount.value)} {amount.unit}，{why}。"
    return Words(wrong, f"请核对单位是不是“{amount.unit}”：251000 元就是 25.1 万元。")


@words(StatedOtherwise)
def _(about: StatedOtherwise, finding: Finding, reader: Reader) -> Words:
    return _words(about.amount, f"文字里写的是“{about.said}”，相差一万倍")


@words(TooLarge)
def _(about: TooLarge, finding: Finding, reader: Reader) -> Words:
    amount, last = about.amount, about.last_year
    if last is None:
        return _words(amount, "大得像是以元计的")
    return _words(amount, f"是上年 {plain(last)} {amount.unit}的 {int(amount.value / last)} 倍")
