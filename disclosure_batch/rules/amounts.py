"""V012: an amount that seems to be in another unit than its column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosure_batch.findings import Finding, Reader, Severity, Spot, Words, say, words
from disclosure_batch.form.formulas import is_large
from disclosure_batch.form.model import Field, FieldKind, Figure, Form
from disclosure_batch.intake.stated import amounts_stated
from disclosure_batch.intake.submission import Submission
from disclosure_batch.intake.values import IN_YUAN
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rule import Who, rule
from disclosure_batch.text import plain

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


DoubtfulAmount = StatedOtherwise | TooLarge


@dataclass(frozen=True, slots=True)
class Unlikely:
    """An amount that has to be mended or explained; explain: where an office says why."""

    doubt: DoubtfulAmount
    explain: str


@rule("V012", Severity.ERROR, Who.OFFICE)
def amount_of_another_unit(case: Case) -> Iterator[Finding]:
    """金额可能填错了单位。

    检查什么：金额是上年的 1000 倍以上，且不少于 1000 万元；是本单位文字里所写金额的一万倍；没有上年数字时，超过 100000 万元，一个单位一年不会有这样多。只是看起来大的是警告：收费金额是上年的 100 倍以上，或没有上年数字时超过 10000 万元；只有文字里所写金额的万分之一。
    依据：收费金额以万元计，误填成元会大一万倍；信息处理费以元计。
    示例：上年 96.0914 万元，今年填 960914。
    如何修改：请核对是不是按元填了：251000 元应填 25.1 万元；确属实的，请在“核对与说明”写明原因。
    """
    amounts = [case.form.fields[name] for name in case.form.inputs if case.form.fields[name].kind is FieldKind.AMOUNT]
    for field in amounts:
        for i, submission in enumerate(case.current):
            value = submission.filing.value(case.form, field.id)
            if value:
                yield from _about(case, submission, field, value, _last_year(case, i, field.id))


def _last_year(case: Case, i: int, name: str) -> Figure | None:
    if case.previous is None or not case.known_before[name][i] or case.before[name][i] < 0:
        return None
    return case.before[name][i]


def _about(
    case: Case, submission: Submission, field: Field, value: Figure, last_year: Figure | None
) -> Iterator[Finding]:
    """An error where it has to be mended or explained, a warning where it only looks so."""
    amount = Amount(case.spot(submission, field.id), value, field.unit)
    said, stated = _in_another_unit(amount, amounts_stated(submission.filing, case.form, case.year, field.id))
    doubt = StatedOtherwise(amount, said) if said else TooLarge(amount, last_year)
    form, in_yuan = case.form, value * IN_YUAN[field.unit]
    if stated < in_yuan if said else _unlikely(form, in_yuan, last_year, field.unit):
        about = Unlikely(doubt, case.place_to_explain("V012"))
        yield case.finding(submission, about, field.id, value=value)
    elif said or (not stated and _looks_large(form, value, last_year, field.unit)):
        yield case.finding(submission, doubt, field.id, value=value, severity=Severity.WARNING)


def _unlikely(form: Form, in_yuan: Figure, last_year: Figure | None, unit: str) -> bool:
    """Beyond what one office has in a year; or, where last year's is known, many times that, and much."""
    if last_year is None:
        return in_yuan >= form.thresholds["V012.unthinkable"] * TIMES
    much = in_yuan >= form.thresholds["V012.least"] * TIMES
    return much and in_yuan >= last_year * IN_YUAN[unit] * form.thresholds["V012.factor"]


def _looks_large(form: Form, value: Figure, last_year: Figure | None, unit: str) -> bool:
    """As if it were 元 in a column of 万元; of 元 only where it is very many times last year's."""
    if unit == "万元":
        return is_large(form, value, last_year or 0)
    return bool(last_year) and value >= last_year * form.thresholds["V012.factor"]


def _in_another_unit(amount: Amount, stated: Mapping[str, Decimal]) -> tuple[str, Decimal]:
    """An amount of the office's own words that is the same figure in 元 instead of 万元, or the other way round: how
    it is said there, and in 元; where they state the very amount, that alone, and nothing otherwise."""
    typed = amount.value * IN_YUAN[amount.unit]
    if typed in stated.values():
        return "", typed
    comparable = (found for found in stated.items() if found[1] >= WORTH_COMPARING)
    return next((found for found in comparable if typed in (found[1] * TIMES, found[1] / TIMES)), ("", Decimal(0)))


def _words(amount: Amount, why: str) -> Words:
    typed = plain(amount.value)
    wrong = f"{amount.spot}填的是 {typed} {amount.unit}，{why}。"
    if amount.unit != "万元":
        return Words(wrong, f"请核对单位是不是“{amount.unit}”。")
    return Words(wrong, f"请核对是不是按元填了：{typed} 元就是 {plain(Decimal(amount.value) / TIMES)} 万元。")


@words(Unlikely)
def _(about: Unlikely, finding: Finding, reader: Reader) -> Words:
    more = "" if reader.office else f"确属实的，请单位在{about.explain}写明。"  # an office is told so with the finding
    return replace(say(about.doubt, finding, reader), more=more)


@words(StatedOtherwise)
def _(about: StatedOtherwise, finding: Finding, reader: Reader) -> Words:
    return _words(about.amount, f"文字里写的是“{about.said}”，相差一万倍")


@words(TooLarge)
def _(about: TooLarge, finding: Finding, reader: Reader) -> Words:
    amount, last = about.amount, about.last_year
    if last is None:
        return _words(amount, "大得像是以元计的")
    if not last:
        return _words(amount, "上年是 0")
    return _words(amount, f"是上年 {plain(last)} {amount.unit}的 {int(amount.value / last)} 倍")
