"""How well an edited report is carried over a late correction, judged against the same edits in the corrected report.

    python -m benchmarks.carry [DOCUMENTS] [EDITS]

Each document is a report of random figures, edited at random (words between, sentences deleted, retyped or copied,
paragraphs moved, runs split, numbers retyped, own words with old numbers, tracked changes, rows made higher), a share
of them then saved by LibreOffice as .docx or by way of .odt, and carried over a correction, every second one in two
halves, as by two late corrections. Every number of the
result is compared: right, told in the list, or silently old, which must never be. Needs LibreOffice.
"""

import io
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.shared import Pt
from lxml import etree

from disclosure_batch.carry.carrying import Kind, Left, Outcome
from disclosure_batch.carry.forward import Carried, Refused, forward
from disclosure_batch.carry.lines import NUMBER, Line, Span, paragraphs_of, sentences_in, wording
from disclosure_batch.carry.steps import steps
from disclosure_batch.documents.word import W
from disclosure_batch.outputs.annual_report import report_of
from disclosure_batch.report.as_docx import Printed, printed
from tests.consolidations import FORM, Office, consolidated, seed
from tests.hand_made import with_sums

EDITED_EACH = 10  # documents from one report and its correction
ROUND_TRIPS = {"docx": 0.1, "odt": 0.1}  # what share is saved by LibreOffice, and how
UNMARKED = 0.2  # what share of the others loses all bookmarks, as by an editor that knows none
WORDS = ("据统计，", "经核实，", "（含街道）", "进一步", "共计", "，同比有所变化", "，群众满意度较高")
SYNONYMS = (
    *(("主动公开", "对外公开"), ("申请", "申请事项"), ("办结", "办理完毕")),
    *(("本年度", "今年"), ("制发", "印发"), ("收到", "收悉")),
)


@dataclass(frozen=True)
class Pair:
    """A report, the same one corrected, and the paragraphs that both have, by their numbers in each.

    between: with the first half of the corrections.
    """

    was: Printed
    between: Printed
    now: Printed
    paragraphs: Sequence[tuple[int, int, str, str]]  # (in the one, in the other, sentence in the one, in the other)


def pair(chance: random.Random) -> Pair:
    """Figures of an office, and the same with some corrected."""
    was, last = figures(chance), figures(chance)
    between, now = dict(was), dict(was)
    for number, name in enumerate(chance.sample(list(FORM.inputs), 12)):
        if name in now:
            now[name] = max(0, now[name] + chance.choice((-5, -1, 1, 1, 2, 3, 10, 100)))
            between |= {name: now[name]} if number < 6 else {}
    reports = [printed(report_of(of(figures, last))) for figures in (was, between, now)]
    titles = {s.paragraph for s in reports[0].written.sentences if s.text.endswith("\n")}
    same = [step for step in steps(reports[0].written.sentences, reports[2].written.sentences) if step.same]
    paragraphs = [(s.was[0].paragraph, s.now[0].paragraph, s.was[0].text, s.now[0].text) for s in same]
    return Pair(*reports, [p for p in paragraphs if len(p[2]) > 8 and p[0] not in titles])


def figures(chance: random.Random) -> dict:
    sizes = [chance.choice((0, 0, 1, 2, 5, 12, 40, 150, 900, 13_000)) for _ in FORM.inputs]
    typed = {name: chance.randint(0, size) for name, size in zip(FORM.inputs, sizes, strict=True)}
    return {name: typed[name] for name in typed if name in FORM.numeric}


def of(figures: dict, last: dict):
    words = {"text.problems": "一是公开不够及时，全年更正3件。二是培训不够，只办2期。"}
    own = replace(seed(), figures=figures, texts=words)
    return consolidated(own, Office("示例区财政局", {}), last=with_sums(last))


# ---------------------------------------------------------------- edits, the same in both


class Hand:
    """A person at one of the two documents."""

    def __init__(self, made: Printed) -> None:
        self.document: Document = docx.Document(io.BytesIO(made.data))
        self.body = self.document.element.body
        self.paragraphs = [line.paragraph for line in paragraphs_of(self.body)]

    def line(self, number: int) -> Line:
        return Line(self.paragraphs[number])

    @property
    def data(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()


def where(line: Line, sentence: str) -> Span | None:
    start = line.text.find(sentence)
    return Span(start, start + len(sentence)) if start >= 0 else None


def words_between(hand: Hand, number: int, sentence: str, chance: random.Random) -> None:
    line = hand.line(number)
    if span := where(line, sentence):
        steps_in = chance.random()
        tokens = [m.end() for m in NUMBER.finditer(sentence)] or [1]
        at = span.start + tokens[int(steps_in * len(tokens))] + chance.randint(1, 3)
        at = min(at, span.end - 1)
        line.put(Span(at, at), chance.choice(WORDS))


def synonym(hand: Hand, number: int, sentence: str, chance: random.Random) -> None:
    line = hand.line(number)
    for old, new in chance.sample(SYNONYMS, len(SYNONYMS)):
        if old in sentence and (span := where(line, old)):
            line.put(span, new)
            return


def delete_sentence(hand: Hand, number: int, sentence: str, chance: random.Random) -> None:
    line = hand.line(number)
    if span := where(line, sentence):
        line.put(span, "")


def move_paragraph(hand: Hand, number: int, sentence: str, chance: random.Random) -> None:
    paragraph = hand.paragraphs[number]
    behind = paragraph.getnext()
    for _ in range(chance.randint(1, 3)):
        if behind is not None and behind.tag == W + "p" and behind.getnext() is not None:
            behind = behind.getnext()
    if behind is not None and behind.tag == W + "p" and paragraph.getparent() is behind.getparent():
        behind.addnext(paragraph)


def split_runs(hand: Hand, number: int, sentence: str, chance: random.Random) -> None:
    for run in list(hand.paragraphs[number].iter(W + "r")):
        text = run.find(W + "t")
        if text is not None and text.text and len(text.text) > 1 and len(run.findall(W + "t")) == 1:
            at = max(1, int(len(text.text) * chance.random()))
            other = deepcopy(run)
            other.find(W + "t").text = text.text[at:]
            text.text = text.text[:at]
            run.addnext(other)
            return


def retype_number(hand: Hand, number: int, sentence: str, chance: random.Random) -> None:
    line = hand.line(number)
    found = [m.span() for m in NUMBER.finditer(sentence)]
    which, new = chance.random(), str(chance.randint(20_000, 99_999))
    if (span := where(line, sentence)) and found:
        start, end = found[int(which * len(found))]
        line.put(Span(span.start + start, span.start + end), new)


def digit_beside(hand: Hand, number: int, sentence: str, chance: random.Random) -> None:
    line = hand.line(number)
    found = [m.end() for m in NUMBER.finditer(sentence)]
    which, digit = chance.random(), str(chance.randint(1, 9))
    if (span := where(line, sentence)) and found:
        at = span.start + found[int(which * len(found))]
        line.put(Span(at, at), digit)


def retype_sentence(hand: Hand, number: int, sentence: str, chance: random.Random) -> None:
    """As typing over does it: the bookmarks of the paragraph are lost."""
    paragraph = hand.paragraphs[number]
    text = Line(paragraph).text
    for child in list(paragraph):
        if child.tag != W + "pPr":
            paragraph.remove(child)
    run = etree.SubElement(paragraph, W + "r")
    etree.SubElement(run, W + "t").text = text


def copy_sentence(hand: Hand, number: int, sentence: str, chance: random.Random) -> None:
    copied = deepcopy(hand.paragraphs[number])
    for start in copied.iter(W + "bookmarkStart"):
        start.set(W + "name", start.get(W + "name") + "_Copy_1")
    hand.paragraphs[number].addnext(copied)


def own_words(hand: Hand, number: int, sentence: str, chance: random.Random, old: str = "") -> None:
    """The number is of the uncorrected report in both: a person has typed it."""
    text = f"{chance.choice(('回头看，', '全区共'))}{old}{chance.choice(('件次', '人次'))}{chance.choice(('。', '，成效明显。'))}"
    paragraph = etree.Element(W + "p")
    run = etree.SubElement(paragraph, W + "r")
    etree.SubElement(run, W + "t").text = text
    hand.paragraphs[number].addnext(paragraph)


def bold(hand: Hand, number: int, sentence: str, chance: random.Random) -> None:
    runs = [run for run in hand.paragraphs[number].iter(W + "r") if run.find(W + "t") is not None]
    run = runs[int(chance.random() * len(runs))]
    looks = run.find(W + "rPr")
    if looks is None:
        looks = etree.Element(W + "rPr")
        run.insert(0, looks)
    etree.SubElement(looks, W + "b")


def row_height(hand: Hand, number: int, sentence: str, chance: random.Random) -> None:
    table = hand.document.tables[chance.randrange(len(hand.document.tables))]
    table.rows[int(chance.random() * len(table.rows))].height = Pt(chance.randint(20, 60))


def retype_cell(hand: Hand, number: int, sentence: str, chance: random.Random) -> None:
    """python-docx and some editors drop the bookmark with the text."""
    table = hand.document.tables[chance.randrange(len(hand.document.tables))]
    cells = [tc for tc in table._tbl.iter(W + "tc") if NUMBER.fullmatch(_text(tc))]
    paragraph = cells[int(chance.random() * len(cells))].find(W + "p")
    text = Line(paragraph).text
    for child in list(paragraph):
        if child.tag != W + "pPr":
            paragraph.remove(child)
    etree.SubElement(etree.SubElement(paragraph, W + "r"), W + "t").text = text


def track(hand: Hand, number: int, sentence: str, chance: random.Random) -> None:
    """A tracked insertion behind the sentence."""
    paragraph = hand.paragraphs[number]
    inserted = etree.SubElement(paragraph, W + "ins", {W + "id": "901", W + "author": "甲"})
    run = etree.SubElement(inserted, W + "r")
    etree.SubElement(run, W + "t").text = "（修订时加的话）"


EDITS: Sequence[Callable] = (
    words_between, words_between, synonym, delete_sentence, move_paragraph, split_runs, retype_number, digit_beside,
    retype_sentence, copy_sentence, own_words, own_words, bold, row_height, retype_cell, track,
)  # fmt: skip


def edited(pair: Pair, edits: int, chance: random.Random) -> tuple[bytes, bytes]:
    """Both documents after the same edits."""
    hands = Hand(pair.was), Hand(pair.now)
    for _ in range(edits):
        edit, chosen = chance.choice(EDITS), chance.choice(pair.paragraphs)
        seed, old = chance.random(), chance.choice(NUMBER.findall(pair.was.written.text))
        for side, hand in enumerate(hands):
            extra = {"old": old} if edit is own_words else {}
            if hand.paragraphs[chosen[side]].getparent() is not None:
                edit(hand, chosen[side], chosen[2 + side].strip("\n"), random.Random(seed), **extra)
    return hands[0].data, hands[1].data


def carried(data: bytes, pair: Pair, twice: bool = False) -> Carried | Refused:
    """An edited document over the correction, at once or in two halves."""
    was = pair.was.written.data
    if twice:
        done = forward(data, pair.between.written, was)
        if isinstance(done, Refused):
            return done
        data, was = done.data, done.outcome.written.data
    return forward(data, pair.now.written, was)


def unmarked(data: bytes) -> bytes:
    """The document without any bookmark."""
    document = docx.Document(io.BytesIO(data))
    for mark in list(document.element.body.iter(W + "bookmarkStart", W + "bookmarkEnd")):
        mark.getparent().remove(mark)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# ---------------------------------------------------------------- by LibreOffice


def by_libreoffice(documents: dict[int, bytes], over: str) -> dict[int, bytes]:
    """The documents as LibreOffice saves them, as .docx, or as .odt and then as .docx."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, data in documents.items():
            (folder / f"{number}.docx").write_bytes(data)
        made = _converted(folder, "docx", over)
        if over != "docx":
            made = _converted(made, over, "docx")
        return {number: (made / f"{number}.docx").read_bytes() for number in documents}


def _converted(folder: Path, ending: str, to: str) -> Path:
    out = folder / f"to-{to}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = sorted(map(str, folder.glob(f"*.{ending}")))
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(out), *files],
        check=True, capture_output=True, timeout=1800,
    )  # fmt: skip
    return out


# ---------------------------------------------------------------- judged


def _text(element: Any) -> str:
    return "".join(line.text for line in paragraphs_of(element)).strip()


def units(data: bytes) -> list[str]:
    """Sentences and cells of a document, in order."""
    body = docx.Document(io.BytesIO(data)).element.body
    return [s.of(line.text).strip() for line in paragraphs_of(body) for s in sentences_in(line.text)]


def judged(carried: Carried, expected: bytes, pair: Pair) -> tuple[Counter, list[str]]:
    """Every number of the document against the same edits in the corrected report; and what went wrong."""
    ours, theirs = units(carried.data), units(expected)
    changed = {(old.text, new.text) for step in steps(pair.was.written.sentences, pair.now.written.sentences)
               if step.same for old, new in step.numbers if old.text != new.text}
    changed |= {(a.text, b.text) for s, t in zip(pair.was.written.tables, pair.now.written.tables, strict=True)
                for a, b in zip(s, t, strict=True) if a.text != b.text}
    stale = {old for old, _ in changed}
    counted, wrong, apart = Counter(), [], ([], [])
    matcher = SequenceMatcher(None, [wording(u) for u in ours], [wording(u) for u in theirs], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            for mine, other in zip(ours[a:b], theirs[c:d], strict=True):
                _compare(mine, other, carried.outcome, stale, counted, wrong)
        else:
            apart[0].extend(ours[a:b])
            apart[1].extend(theirs[c:d])
    for mine, other in _moved(*apart):  # a paragraph that was moved stands elsewhere where others are new or gone
        _compare(mine, other, carried.outcome, stale, counted, wrong)
    for text in (*apart[0], *apart[1]):
        told = _told_words(text, carried.outcome)
        counted["words told" if told else "words silent"] += 1
        wrong += [] if told else [f"silent words: {text}"]
    counted["set"] = sum(not c.words for c in carried.outcome.changed)
    counted["exchanged"] = sum(c.words for c in carried.outcome.changed)
    return counted, wrong


def _moved(ours: list[str], theirs: list[str]) -> Iterator[tuple[str, str]]:
    """Takes out of both what has the same words."""
    for mine in list(ours):
        other = next((text for text in theirs if wording(text) == wording(mine)), None)
        if other is not None:
            ours.remove(mine)
            theirs.remove(other)
            yield mine, other


def _compare(mine: str, other: str, outcome: Outcome, stale: set[str], counted: Counter, wrong: list[str]) -> None:
    for one, two in zip(NUMBER.findall(mine), NUMBER.findall(other), strict=True):
        if one == two:
            counted["right"] += 1
        elif any(_is_told(left, one) and _speaks_of(left.where, mine) for left in outcome.left):
            counted["told"] += 1
        else:
            kind = "silently old" if one in stale else "wrong"
            counted[kind] += 1
            wrong.append(f"{kind}: {one} for {two} in {mine}")


def _is_told(left: Left, number: str) -> bool:
    """Whether the list names a number, or all of its sentence, or says that what should stand there wasn't found."""
    of_the_sentence = NUMBER.findall(left.where) if left.kind in (Kind.HALF, Kind.TWICE) else ()
    return left.kind is Kind.NOT_FOUND or number in (left.stands, left.old, *of_the_sentence)


def _speaks_of(where: str, sentence: str) -> bool:
    """Whether the list shows this very sentence, as it stands or as it was written; of a cell it shows none."""
    return not where or where in sentence or SequenceMatcher(None, where, sentence).ratio() > 0.6


def _told_words(text: str, outcome: Outcome) -> bool:
    """Whether the list speaks of a sentence that stands as it should not, or is missing."""
    words = wording(text)

    def near(said: str) -> bool:
        return bool(said) and SequenceMatcher(None, wording(said), words).ratio() > 0.5

    return any(near(left.where) or near(left.old) or near(left.new) for left in outcome.left)


def measure(documents: int, edits: int) -> Counter:
    chance = random.Random(20240131)
    made: dict[int, tuple[Pair, bytes, bytes]] = {}
    while len(made) < documents:
        both = pair(chance)
        for _ in range(EDITED_EACH):
            made[len(made)] = (both, *edited(both, edits, chance))
    shares = ROUND_TRIPS | {"unmarked": UNMARKED}
    ways = {n: next((way for way, share in shares.items() if chance.random() < share), "") for n in made}
    saved = {n: unmarked(data) if ways[n] == "unmarked" else data for n, (_, data, _) in made.items()}
    for way in ROUND_TRIPS:
        chosen = {n: saved[n] for n in made if ways[n] == way}
        saved |= by_libreoffice(chosen, way) if chosen else {}
    total: Counter = Counter()
    for n, (both, _, expected) in made.items():
        done = carried(saved[n], both, twice=n % 2 == 1)
        if not isinstance(done, Carried):
            total["refused"] += 1
            print(f"document {n} ({ways[n]}): {done.why}")
            continue
        counted, wrong = judged(done, expected, both)
        total += counted
        total[f"documents {ways[n] or 'as edited'}"] += 1
        total["documents twice"] += n % 2
        for line in wrong:
            print(f"document {n} ({ways[n]}): {line}")
    return total


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    for what, number in sorted(measure(*(numbers + [300, 10][len(numbers):])).items()):
        print(f"{what:24}{number:8,}")
