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
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import count, takewhile
from pathlib import Path

import openpyxl
from lxml import etree

from disclosure_batch.findings import Severity
from disclosure_batch.form.model import FieldKind
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Filing, Reading
from disclosure_batch.intake.identify import identify
from disclosure_batch.intake.read import read
from disclosure_batch.locating.labels import labels_of
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rulebook import check
from tests import hostile as h
from tests.district import FORM, SIGNED, YEAR, Office, place
from tests.mutations import CONTENT, LAYOUT
from tests.spoken_of import rule_of

BODY = "示例市人民政府"
SLOW = 20  # seconds that no case may take


@cache
def figures() -> dict[str, int | Decimal]:
    """No two alike, none 0; section three balances."""
    numbers = iter(random.Random(30).sample(range(11, 900), 300))
    values = {
        name: Decimal(next(numbers)) + Decimal("0.25") if FORM.fields[name].kind is FieldKind.AMOUNT else next(numbers)
        for name in FORM.inputs
    }
    for name in (n for n in FORM.inputs if n.startswith("requests.new.")):
        column = name.rpartition(".")[2]
        rest = [
            n
            for n in FORM.inputs
            if n.startswith("requests.")
            and n.endswith(f".{column}")
            and n not in (name, f"requests.carried_in.{column}")
        ]
        values[name] = sum(values[n] for n in rest) - values[f"requests.carried_in.{column}"]
    assert len(set(values.values())) == len(values)
    return values


@cache
def seed_workbook() -> bytes:
    """Of a body that can make 规章, so that nothing in it is an error before it is changed."""
    with tempfile.TemporaryDirectory() as folder:
        return (
            Office(h.CODE, BODY, {**figures(), **SIGNED, "text.overview": "本年度\n公开情况如下。"})
            .write(Path(folder) / "a.xlsx")
            .read_bytes()
        )


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
        except (
            etree.XMLSyntaxError,
            zipfile.BadZipFile,
            KeyError,
            ValueError,
            IndexError,
            NotImplementedError,
            OSError,
            EOFError,
        ):
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
        return Outcome(f"rejected {rule_of(readings[0].troubles[-1])}")
    wrong = [
        f"{name} is {filing.value(FORM, name)}, was {was}"
        for name, was in figures().items()
        if not _right(filing, name, was, data, content)
    ]
    found = list(_findings(readings)) if wrong else []
    if wrong and not any(finding.severity is Severity.ERROR for finding in found):
        told = {finding.field for finding in found} | {
            cell for finding in found for cell in (finding.cell, *finding.also)
        }
        silent = [
            text for text in wrong if not {text.partition(" ")[0], filing.place(FORM, text.partition(" ")[0])[1]} & told
        ]
        if silent:
            return Outcome("accepted", f"{silent}; found: {[(f.rule, f.cell) for f in found]}")
    if wrong:
        return Outcome("wrong and told so")
    return Outcome("same figures" if not filing.slips else "with slips")


def _right(filing: Filing, name: str, was: int | Decimal, data: bytes, content: bool) -> bool:
    value = filing.value(FORM, name)
    if value == was or name in filing.slips:
        return True
    if not content:
        return False
    return any(_same(value, opinion) for opinion in stands(data, *place(name))) or _beside_its_labels(
        filing, name, data
    )


def _beside_its_labels(filing: Filing, name: str, data: bytes) -> bool:
    """Labels may have changed places, too: then a figure is where its own labels are, as openpyxl sees them."""
    sheet, cell = filing.place(FORM, name)
    if sheet not in getattr(_workbook(data), "sheetnames", ()):
        return False
    page = _workbook(data)[sheet]
    at, field = page[cell], FORM.fields[name]
    normal = labels_of(FORM).normal
    left = [normal(str(page.cell(at.row, column).value or "")) for column in range(1, at.column)]
    above = [normal(str(page.cell(row, at.column).value or "")) for row in range(1, at.row)]
    row_label, column_label = (
        normal(label.split()[-1]) if label else "" for label in (field.row_label, field.column_label)
    )
    told = row_label in left and (not column_label or column_label in above)
    return told and _same(filing.value(FORM, name), at.value)


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


def errors_in(data: bytes) -> list[str]:
    """The rules that find errors in a workbook."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(data)
        file.flush()
        readings = read(Source("a.xlsx", Path(file.name), named=True), FORM)
    return [finding.rule for finding in _findings(readings) if finding.severity is Severity.ERROR]


def _findings(readings: list[Reading]) -> Iterator:
    yield from check(Case(FORM, YEAR, identify(readings, None, FORM), None))


# ---------------------------------------------------------------- runs


def for_so_long(first: int, seconds: float) -> Iterator[int]:
    """The numbers of cases from the first on, until the time is over."""
    end = time.monotonic() + seconds
    return takewhile(lambda _: time.monotonic() < end, count(first))


def run(
    cases: Iterable[int], keep: Path | None = None, say: Callable[[str], None] = lambda text: None
) -> tuple[Counter, list[str]]:
    """How many cases there were of each fate, and what must not be."""
    fates: Counter = Counter()
    wrong: list[str] = []
    told = time.monotonic()
    for number in cases:
        data, content = mutated(number)
        came = outcome(data, content)
        fates[came.fate] += 1
        if came.wrong:
            wrong.append(f"case {number}: {came.fate}: {came.wrong}")
            say(wrong[-1])
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{number}.xlsx").write_bytes(data)
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
    cases = for_so_long(options.first, options.hours * 3600)
    fates, wrong = run(cases, options.keep, lambda text: print(text, flush=True))
    print(summary(fates))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
