"""Changes a good workbook at random and asks of every reading: no crash, no hang, nothing unaccounted for, and no wrong
figure taken without a word.

    python -m tests.fuzzing --hours 2            as long as wanted; what fails is kept in ./fuzz
    python -m tests.fuzzing --case 1234567       one case again, with all that was found

A case is its number: the same number gives the same file. What is right is known in two ways. A figure is as it was in
the good workbook; or it is what now stands in its cell, as openpyxl or lxml see it, who know nothing of our reader.
In the good workbook no two figures are alike, so that none can be taken for another.
"""

import argparse
import io
import random
import re
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

import openpyxl
from lxml import etree

from disclosure_batch.findings import Severity
from disclosure_batch.form.model import Kind
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Filing, Reading
from disclosure_batch.intake.identify import identify
from disclosure_batch.intake.read import read
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.registry import check
from tests import hostile as h
from tests.district import FORM, SIGNED, UNITS, YEAR, Office, place

SLOW = 20  # seconds that no case may take
SHEETS = [f"xl/worksheets/sheet{n}.xml" for n in range(1, 6)]
OTHERS = [h.STRINGS, h.STYLES, h.BOOK, "xl/_rels/workbook.xml.rels"]
Mutation = Callable[[bytes, random.Random], bytes]


@cache
def figures() -> dict[str, int | Decimal]:
    """No two alike, none 0; section three balances."""
    numbers = iter(random.Random(30).sample(range(11, 900), 300))
    values = {name: Decimal(next(numbers)) + Decimal("0.25") if FORM.fields[name].kind is Kind.AMOUNT else next(numbers) for name in FORM.inputs}
    for name in (n for n in FORM.inputs if n.startswith("requests.new.")):
        column = name.rpartition(".")[2]
        rest = [n for n in FORM.inputs if n.startswith("requests.") and n.endswith(f".{column}") and n not in (name, f"requests.carried_in.{column}")]
        values[name] = sum(values[n] for n in rest) - values[f"requests.carried_in.{column}"]
    assert len(set(values.values())) == len(values)
    return values


@cache
def seed_workbook() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return Office(h.CODE, UNITS[h.CODE], {**figures(), **SIGNED, "text.overview": "本年度\n公开情况如下。"}).write(Path(folder) / "a.xlsx").read_bytes()


@cache
def lean_workbook() -> bytes:
    """The same without formats: what openpyxl opens and saves in no time."""
    book, lean = openpyxl.load_workbook(io.BytesIO(seed_workbook())), openpyxl.Workbook()
    lean.remove(lean.active)
    for page in book.worksheets:
        copy = lean.create_sheet(page.title)
        copy.sheet_state = page.sheet_state
        for cell in (cell for row in page.iter_rows() for cell in row if cell.value is not None):
            copy[cell.coordinate] = cell.value
        for area in page.merged_cells.ranges:
            copy.merge_cells(str(area))
    out = io.BytesIO()
    lean.save(out)
    return out.getvalue()


# ---------------------------------------------------------------- bytes


def flip(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 8, 64))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut(data: bytes, dice: random.Random) -> bytes:
    start, length = dice.randrange(len(data)), dice.choice((1, 10, 1_000, 100_000))
    return data[:start] + data[start + length :]


def insert(data: bytes, dice: random.Random) -> bytes:
    start, source = dice.randrange(len(data)), dice.randrange(len(data))
    return data[:start] + data[source : source + dice.choice((1, 4, 100, 5_000))] + data[start:]


def directory(data: bytes, dice: random.Random) -> bytes:
    """Numbers in the zip's own records."""
    changed = bytearray(data)
    records = [m.start() for m in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    for _ in range(dice.choice((1, 1, 3))):
        changed[dice.choice(records) + dice.randrange(4, 46)] = dice.choice((0, 1, 8, 9, 255, dice.randrange(256)))
    return bytes(changed)


# ---------------------------------------------------------------- XML


def in_part(edit: Callable[[bytes, random.Random], bytes]) -> Mutation:
    """An edit of one part; the zip around it is sound."""

    def mutate(data: bytes, dice: random.Random) -> bytes:
        parts = h.parts_of(data)
        name = dice.choice([n for n in (*SHEETS, *SHEETS, *OTHERS) if n in parts])
        return h.zipped({**parts, name: edit(parts[name], dice)})

    return mutate


def xml_bytes(xml: bytes, dice: random.Random) -> bytes:
    return dice.choice((flip, cut, insert))(xml, dice)


def xml_tags(xml: bytes, dice: random.Random) -> bytes:
    """One tag goes, comes twice, or becomes another."""
    tags = list(re.finditer(rb"<[^>]+>", xml))
    tag, other = dice.choice(tags), dice.choice(tags)
    new = dice.choice((b"", tag[0] * 2, other[0], tag[0].replace(b"<", b"<x:").replace(b"<x:/", b"</x:")))
    return xml[: tag.start()] + new + xml[tag.end() :]


VALUES = ("", "0", "-1", "1", "A1", "D7", "XFD1048576", "s", "str", "e", "b", "n", "d", "inlineStr", "true", "hidden", "veryHidden", "999999999", "é", "rId1", "rId3")


def xml_elements(xml: bytes, dice: random.Random) -> bytes:
    """Elements and attributes of a tree: gone, doubled, exchanged, altered."""
    tree = etree.fromstring(xml)
    everything = [element for element in tree.iter() if isinstance(element.tag, str) and element is not tree]
    for _ in range(dice.choice((1, 1, 2, 5))):
        one, other = dice.choice(everything), dice.choice(everything)
        parent = one.getparent()
        match dice.randrange(7):
            case 0 if parent is not None:
                parent.remove(one)
            case 1 if parent is not None:
                parent.insert(dice.randrange(len(parent) + 1), deepcopy(one))
            case 2:
                one.text, other.text = other.text, one.text
            case 3 if one.attrib:
                del one.attrib[dice.choice(list(one.attrib))]
            case 4 if one.attrib:
                key = dice.choice(list(one.attrib))
                one.set(key, dice.choice((*VALUES, other.get(key) or "")))
            case 5:
                one.set(dice.choice(("r", "t", "s", "hidden", "state", "name")), dice.choice(VALUES))
            case 6:
                one.tag = other.tag
    return etree.tostring(tree, xml_declaration=True, encoding=dice.choice(("UTF-8", "UTF-8", "UTF-16", "GB18030")))


def xml_values(xml: bytes, dice: random.Random) -> bytes:
    """What stands between <v> and </v>, in every way that XML allows and some that it does not."""
    found = list(re.finditer(rb"<v>([^<]*)</v>", xml))
    if not found:
        return xml_tags(xml, dice)
    value = dice.choice(found)
    old = value[1].decode()
    new = dice.choice(
        (
            f"<v><![CDATA[{old}]]></v>",
            f"<v>{old[:1]}<!-- 0 -->{old[1:]}</v>",
            f"<v>&#{ord(old[0]) if old else 48};{old[1:]}</v>",
            f"<v>\n {old} </v>",
            f"<v>{old}E0</v>",
            f"<v>{old}0</v>",
            f"<v>-{old}</v>",
            f"<v>{old}.5</v>",
            f"<v>{old}.0000000000000001</v>",
            f"<v>{dice.randrange(10**6)}</v>",
            f"<v>{dice.randrange(10**17, 10**18)}</v>",
            f"<v>1e{dice.randrange(400)}</v>",
            f"<v>1e-{dice.randrange(400)}</v>",
            f"<v>{old}</v><v>{old}1</v>",
            "<v/>",
            "<v></v>",
            "",
            "<v>NaN</v>",
            "<v>1_0</v>",
            "<v>１２</v>",
            f"<f>1+1</f><v>{old}</v>",
            "<f>1+1</f>",
            f"<is><t>{old}</t></is>",
            f"<v xml:space='preserve'>{old}</v>",
        )
    )
    return xml[: value.start()] + new.encode() + xml[value.end() :]


# ---------------------------------------------------------------- labels and layout, as a person changes them


def by_hand(edit: Callable[[openpyxl.Workbook, random.Random], None]) -> Mutation:
    def mutate(data: bytes, dice: random.Random) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(data))
        for _ in range(dice.choice((1, 1, 2))):
            edit(book, dice)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return mutate


def a_table(book: openpyxl.Workbook, dice: random.Random):
    return dice.choice([page for page in book.worksheets if page.title[:1] in "二三四"] or book.worksheets)


def labels(book: openpyxl.Workbook, dice: random.Random) -> None:
    page = a_table(book, dice)
    said = [cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str) and cell.data_type == "s"]
    if not said:
        return
    cell, other = dice.choice(said), dice.choice(said)
    text = cell.value
    at = dice.randrange(len(text) + 1)
    cell.value = dice.choice(
        (
            text[:at] + " " + text[at:],
            text[:at] + "\n" + text[at:],
            text[:at] + "\u200b" + text[at:],
            text[:at] + text[at + 1 :],
            text[:at] + "某" + text[at:],
            text.translate(str.maketrans("（）：1234567890", "():１２３４５６７８９０")),
            other.value,
            text + "（请如实填写）",
            None,
            5,
        )
    )


def layout(book: openpyxl.Workbook, dice: random.Random) -> None:
    page = a_table(book, dice)
    row, column = dice.randrange(1, page.max_row + 2), dice.randrange(1, min(page.max_column, 15) + 2)
    match dice.randrange(9):
        case 0:
            page.insert_rows(row, dice.randrange(1, 4))
        case 1:
            page.insert_cols(column, dice.randrange(1, 3))
        case 2:
            page.delete_rows(row)
        case 3:
            page.delete_cols(column)
        case 4:
            page.title = dice.choice(("Sheet1", "表", "封面2", page.title + " "))
        case 5:
            book.move_sheet(page, dice.randrange(-4, 5))
        case 6:
            book.copy_worksheet(page)
        case 7:
            page.move_range(f"A1:{page.cell(page.max_row, page.max_column).coordinate}", rows=dice.randrange(0, 5), cols=dice.randrange(0, 4))
        case 8:
            page.row_dimensions[row].hidden = True


CONTENT: tuple[Mutation, ...] = (flip, cut, insert, directory, *map(in_part, (xml_bytes, xml_tags, xml_elements, xml_elements, xml_values, xml_values)))
LAYOUT: tuple[Mutation, ...] = (by_hand(labels), by_hand(layout))


# ---------------------------------------------------------------- what is asked of a reading


@dataclass(frozen=True)
class Outcome:
    """What became of a case; wrong says in words what must not be."""

    fate: str
    wrong: str = ""


def mutated(number: int) -> tuple[bytes, bool]:
    """The file of a case, and whether what stands in a cell may rightly have changed."""
    dice = random.Random(number)
    by_hand_ = dice.random() < 0.25
    data = lean_workbook() if by_hand_ and dice.random() < 0.95 else seed_workbook()
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        try:
            data = dice.choice(LAYOUT if by_hand_ else CONTENT)(data, dice)
        except (etree.XMLSyntaxError, zipfile.BadZipFile, KeyError, ValueError, IndexError, NotImplementedError, OSError, EOFError):
            break  # an earlier change has left nothing to change
        except Exception as error:
            if "zlib" in type(error).__module__ or type(error).__module__ in ("zlib", "builtins"):
                break
            raise
    return data, not by_hand_


def outcome(data: bytes, content: bool) -> Outcome:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(data)
        file.flush()
        try:
            with _limit():
                readings = read(Source("a.xlsx", Path(file.name), named=True), FORM)
        except Exception:
            return Outcome("crashed", traceback.format_exc())
    return judged(readings, data, content)


def judged(readings: list[Reading], data: bytes, content: bool) -> Outcome:
    if not readings or readings[0].path != "a.xlsx" or not all(r.filing or r.troubles for r in readings):
        return Outcome("lost", f"unaccounted for: {readings}")
    filing = readings[0].filing
    if filing is None:
        return Outcome(f"rejected {readings[0].troubles[-1].rule}")
    wrong = [f"{name} is {filing.value(FORM, name)}, was {was}" for name, was in figures().items() if not _right(filing, name, was, data, content)]
    found = list(_findings(readings)) if wrong else []
    if wrong and not any(finding.severity is Severity.ERROR for finding in found):
        told = {finding.field for finding in found} | {cell for finding in found for cell in (finding.cell, *finding.also)}
        silent = [text for text in wrong if not {text.partition(" ")[0], filing.place(FORM, text.partition(" ")[0])[1]} & told]
        if silent:
            return Outcome("accepted", f"{silent}; found: {[(f.rule, f.cell) for f in found]}")
    if wrong:
        return Outcome("wrong and told so")
    return Outcome("same figures" if not filing.slips else "with slips")


def _right(filing: Filing, name: str, was: int | Decimal, data: bytes, content: bool) -> bool:
    value = filing.value(FORM, name)
    if value == was or name in filing.slips:
        return True
    return content and any(_same(value, opinion) for opinion in stands(data, *place(name)))


def _same(value: int | Decimal | None, opinion: object) -> bool:
    if value is None:
        return opinion in (None, "")
    try:
        return not isinstance(opinion, bool) and float(str(opinion)) == float(value)
    except ValueError:
        return False


def stands(data: bytes, sheet: str, cell: str) -> Iterator[object]:
    """What others see in a cell; blank where there is no such cell."""
    for opinion in (_openpyxl, _lxml):
        try:
            yield opinion(data, sheet, cell)
        except Exception:  # whatever they make of a broken file
            continue


def _openpyxl(data: bytes, sheet: str, cell: str) -> object:
    return _workbook(data)[sheet][cell].value


@lru_cache(1)
def _workbook(data: bytes) -> openpyxl.Workbook | dict:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        except Exception:
            return {}


def _lxml(data: bytes, sheet: str, cell: str) -> object:
    found = _tree(data, [page.name for page in FORM.sheets].index(sheet) + 1).get(cell, ())
    return "".join(found[-1].itertext()).strip() if found else None


@lru_cache(10)
def _tree(data: bytes, number: int) -> dict[str, list[etree._Element]]:
    """Cell -> its values."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        tree = etree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    cells = tree.xpath("//*[local-name()='c'][@r]")
    return {cell.get("r"): cell.xpath("./*[local-name()='v']") for cell in cells}


@contextmanager
def _limit() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError(f"longer than {SLOW} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SLOW)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _findings(readings: list[Reading]) -> Iterator:
    yield from check(Case(FORM, YEAR, identify(readings, None, FORM), None))


# ---------------------------------------------------------------- runs


def run(first: int, seconds: float, keep: Path | None = None, say: Callable[[str], None] = lambda text: None) -> tuple[Counter, list[str]]:
    """Cases from a number on, for so long: how many there were of each fate, and what must not be."""
    fates: Counter = Counter()
    wrong: list[str] = []
    begun = told = time.monotonic()
    number = first
    while time.monotonic() - begun < seconds:
        data, content = mutated(number)
        came = outcome(data, content)
        fates[came.fate] += 1
        if came.wrong:
            wrong.append(f"case {number}: {came.fate}: {came.wrong}")
            say(wrong[-1])
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{number}.xlsx").write_bytes(data)
        number += 1
        if time.monotonic() - told > 60:
            told = time.monotonic()
            say(summary(fates))
    return fates, wrong


def summary(fates: Counter) -> str:
    return f"{fates.total()} cases: " + ", ".join(f"{fate} {count}" for fate, count in fates.most_common())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=1)
    parser.add_argument("--first", type=int, default=int(time.time()) * 1_000, help="the number of the first case")
    parser.add_argument("--case", type=int, help="only this case")
    parser.add_argument("--keep", type=Path, default=Path("fuzz"), help="where files that fail are kept")
    options = parser.parse_args()
    if options.case is not None:
        came = outcome(*mutated(options.case))
        print(came.fate, came.wrong)
        return bool(came.wrong)
    print(f"from case {options.first}", flush=True)
    fates, wrong = run(options.first, options.hours * 3600, options.keep, lambda text: print(text, flush=True))
    print(summary(fates))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
