"""What a workbook that goes out costs: python -m benchmarks.distribute [N]

N workbooks (2,000 where nothing is said) with last year's figures, each made anew by XlsxWriter as it comes, by
XlsxWriter as this tool uses it, and put into a mould (template/mould.py). In turns, 20 and a few more of each, and of
each turn the processor time; the fastest turn counts. Every part of every workbook is compared. Prints a table.
"""

import io
import random
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from unittest.mock import patch

from xlsxwriter.worksheet import Worksheet

from benchmarks.merge import YEAR
from disclosure_batch.form.edition import load_form
from disclosure_batch.sheets import book
from disclosure_batch.template.drawing import drawn_workbook
from disclosure_batch.template.filling import Filling, prefilled
from disclosure_batch.template.mould import Moulds

TURN = 20  # workbooks that go into a mould in a turn; of those that are drawn a tenth


def main() -> None:
    fillings = [_filling(code) for code in range(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)]
    moulds = Moulds()
    moulds.workbook(fillings[0])
    as_it_comes, as_used, moulded = [], [], []
    for at in range(0, len(fillings), TURN):
        turn = fillings[at : at + TURN]
        drawn = turn[: TURN // 10]
        with patch.object(book._Book, "worksheet_class", Worksheet):
            as_it_comes.append(_ms(drawn_workbook, drawn)[0])
        spent, whole = _ms(drawn_workbook, drawn)
        as_used.append(spent)
        spent, cast = _ms(moulds.workbook, turn)
        moulded.append(spent)
        assert [_parts(data) for data in cast[: len(whole)]] == [_parts(data) for data in whole]
    print("| way | ms of processor time a workbook | KB | times as fast |", "| --- " * 4 + "|", sep="\n")
    ways = [
        ("XlsxWriter as it comes", as_it_comes, whole),
        ("XlsxWriter, formulas prepared once", as_used, whole),
        ("put into a mould", moulded, cast),
    ]
    for name, spent, data in ways:
        size = sum(map(len, data)) / len(data) / 1000
        print(f"| {name} | {min(spent):.2f} | {size:.0f} | {min(as_it_comes) / min(spent):.1f} |")


def _filling(code: int) -> Filling:
    form, chance = load_form(YEAR), random.Random(code)
    last_year = {name: chance.randrange(100) for name in form.numeric}
    return prefilled(form, f"示例第{code}局", f"{code:06d}", YEAR, last_year)


def _ms(make: Callable[[Filling], bytes], fillings: Sequence[Filling]) -> tuple[float, list[bytes]]:
    """Milliseconds of processor time for each, and what was made; of fillings of which nothing is known yet."""
    fresh = [prefilled(f.form, f.values["unit.name"], f.values["unit.code"], YEAR, f.last_year) for f in fillings]
    began = time.process_time()
    made = [make(filling) for filling in fresh]
    return 1000 * (time.process_time() - began) / len(fillings), made


def _parts(workbook: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


if __name__ == "__main__":
    main()
