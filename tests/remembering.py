"""Reads a file in both ways, with what is remembered of files before it and without: no difference is allowed.

    python -m tests.remembering 50000             so many changed workbooks
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable

from disclosure_batch.documents.opening import document_of
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.documents.xlsx import workbook_parts
from disclosure_batch.intake import read
from disclosure_batch.intake.filing import Filing
from tests import fuzzing as fuzz
from tests import hostile as h
from tests.district import FORM

DECLARATION = re.compile(rb"^<\?xml[^>]*encoding=.UTF-8.[^>]*\?>")
USUAL = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def in_full(data: bytes) -> object:
    """What the full reader says, as something to compare."""
    try:
        _, document = document_of("a.xlsx", data)
    except Unreadable as why:
        return why.trouble
    return document, read.filing_of(document, FORM)


def remembering(data: bytes) -> object:
    """The same by what is remembered; in full where that declines the file."""
    parts = workbook_parts(data)
    if parts is None:
        return in_full(data)
    try:
        document = read.remembered_workbook(parts)
    except Unreadable as why:
        return why.trouble
    return document, read.filed(document, FORM)


def usual(data: bytes) -> bytes:
    """Packed and declared as programs do it, so that as much as may be is taken from memory."""
    try:
        parts = h.parts_of(data)
    except Exception:  # nothing that could be packed again
        return data
    return h.zipped({name: DECLARATION.sub(USUAL, part) for name, part in parts.items()})


def filled_again(data: bytes, dice: random.Random) -> bytes:
    """Other values in their places, as another office would have filled them in, or nearly so."""
    words = (b"0", b"7", b"12", b"345", b"99999")
    if dice.random() < 0.3:
        words += (b"3.5", b"-1", b"12345678901", b"1E3", b"", b"&amp;", b"0.0000001", b"-0", b"1e400", b" 5")
    share = dice.choice((0.01, 0.1, 0.6))

    def other(match: re.Match[bytes]) -> bytes:
        return match[1] + b"><v>" + dice.choice(words) + b"</v>" if dice.random() < share else match[0]

    parts = h.parts_of(data)
    return h.zipped({n: re.sub(rb'(s="\d+")><v>\d+</v>', other, part) for n, part in parts.items()})


def said_otherwise(data: bytes, dice: random.Random) -> bytes:
    """Words in place of others: labels, units and titles where somebody fills in words, or what is calculated."""
    label = dice.choice([field.row_label for field in FORM.fields.values()])
    words = (label, "单位：万元", "万元", "单位", "上年数", "本年", "示例镇人民政府", "2024", "", "无", "7", "a&amp;b")
    parts = h.parts_of(data)
    for part in dice.sample(sorted(parts), 3):
        texts = list(re.finditer(rb">([^<>]*[\x80-\xff][^<>]*)</(?:t|v)>", parts[part]))
        for text in dice.sample(texts, min(len(texts), dice.choice((1, 1, 3)))):
            parts[part] = parts[part].replace(text[0], text[0].replace(text[1], dice.choice(words).encode()), 1)
    return h.zipped(parts)


def differences(cases: Iterable[int], say: Callable[[str], None] = print) -> Counter[str]:
    """What became of changed workbooks in the two ways; `different` must not come."""
    fates: Counter[str] = Counter()
    for number in cases:
        dice = random.Random(number)
        data = changed(number, dice)
        data = usual(data) if dice.random() < 0.8 else data
        remembered, full = remembering(data), in_full(data)
        if remembered != full:
            say(f"case {number}: {remembered!r}\nand in full: {full!r}"[:3000])
        fates["different" if remembered != full else _fate(full)] += 1
    return fates


def changed(number: int, dice: random.Random) -> bytes:
    match dice.randrange(4):
        case 0:
            return filled_again(fuzz.seed_workbook(), dice)
        case 1:
            return said_otherwise(filled_again(fuzz.seed_workbook(), dice), dice)
    return fuzz.mutated(number)[0]


def _fate(full: object) -> str:
    match full:
        case (_, (Filing(), troubles)):
            return "odd" if troubles else "plain"
    return "rejected"


if __name__ == "__main__":
    found = differences(range(int(sys.argv[1])))
    print(dict(found))
    sys.exit(bool(found["different"]))
