"""数据.csv of a result, read again for what a 汇总表 does not say in its cells: the figures of the year before."""

import csv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from disclosure_batch.documents.guard import read_file
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.form.model import Figure
from disclosure_batch.papers import DATA, DATA_HEAD

NAME, NOW, BEFORE = (DATA_HEAD.index(head) for head in ("字段", "本年", "上年"))


def year_before(result: Path, totals: Mapping[str, Figure | None]) -> Mapping[str, Figure]:
    """Last year's figures as far as they stand beside a 汇总表 with these totals; none where the file is of others."""
    try:
        text = read_file((result if result.is_dir() else result.parent) / DATA).decode("utf-8-sig")
        head, *rows = csv.reader(text.splitlines())
        known = {row[NAME]: (_figure(row[NOW]), _figure(row[BEFORE])) for row in rows}
    except (Unreadable, UnicodeDecodeError, ValueError, IndexError, csv.Error, ArithmeticError):
        return {}
    same = all(known.get(name, (None,))[0] == figure for name, figure in totals.items() if figure is not None)
    if not same or tuple(head[: len(DATA_HEAD)]) != DATA_HEAD:
        return {}
    return {name: before for name, (_, before) in known.items() if before is not None}


def _figure(written: str) -> Figure | None:
    if not written:
        return None
    figure = Decimal(written)
    return int(figure) if figure == int(figure) else figure
