"""The workbook goes out: blank, or one for each unit of the roster."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.form.edition import load_form
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.job import NOTHING_DONE, Progress, Request, Stopped, last_year_for, roster_of
from disclosure_batch.names import file_names
from disclosure_batch.roster import Unit
from disclosure_batch.rules.lacking import still_lacking
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import Filling, blank, prefilled

SHOWN = 5  # so many files are named


@dataclass(frozen=True, slots=True)
class Distributed:
    """How many workbooks were written, and what the coordinator should know."""

    count: int
    remarks: Sequence[str] = ()


def write_blank(output: Path, year: int | None) -> Path:
    """The blank official workbook; into a folder it is written under its own name."""
    form = load_form(year)
    path = output if output.suffix.lower() == ".xlsx" else output / blank_name(form)
    _write_new({path: blank(form, year)})
    return path


def blank_name(form: Form) -> str:
    """政府信息公开工作年度报告（2021格式）.xlsx"""
    return f"{form.title}（{form.edition}格式）.xlsx"


def distribute(roster: Path, output: Path, year: int, previous: Path | None, progress: Progress) -> Distributed:
    """One workbook for each unit, named <code>_<name>.xlsx. Raises Stopped where the roster is faulty."""
    form = load_form(year)
    units = roster_of(roster).units
    last_year = last_year_for(Request((), roster, previous, year), [], form, progress)
    names = file_names(units)
    workbooks = {
        output / f"{names[unit.key]}.xlsx": prefilled(form, unit.name, unit.code, year, _figures(last_year, unit))
        for unit in units
    }
    with progress(len(units), "写出模板") as tick:
        _write_new(workbooks, tick)
    return Distributed(len(units), list(_remarks(units, last_year, year)))


def _write_new(workbooks: Mapping[Path, Filling], done: Callable[[], None] = lambda: None) -> None:
    """Writes workbooks, all or none: a file that stands there and is another, perhaps filled in, is left as it is."""
    if others := [path for path, filling in workbooks.items() if path.exists() and not _same(path, filling)]:
        shown = "、".join(path.name for path in others[:SHOWN])
        more = f"等 {len(others)} 个文件" if len(others) > SHOWN else ""
        raise Stopped(NOTHING_DONE, f"{others[0].parent} 里已有内容不同的 {shown}{more}，可能已经填写，没有覆盖，什么都没有写。请换一个文件夹，或先移走原有的文件。")
    for path, filling in workbooks.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(path, filling)
        done()


def _same(path: Path, filling: Filling) -> bool:
    """Whether a file is what would be written."""
    with tempfile.TemporaryDirectory() as work:
        fresh = Path(work) / path.name
        write_workbook(fresh, filling)
        return fresh.read_bytes() == path.read_bytes()


def _figures(last_year: LastYear | None, unit: Unit) -> Mapping[str, Figure]:
    if last_year is None or unit.key not in last_year.detail.index:
        return {}
    return last_year.detail.loc[unit.key].dropna().to_dict()


def _remarks(units: Sequence[Unit], last_year: LastYear | None, year: int):
    if last_year is None:
        return
    if last_year.year not in (None, year - 1):
        yield f"注意：给的上年结果是 {last_year.year} 年的，不是 {year - 1} 年的。"
    if last_year.lacking:
        yield f"注意：给的上年结果是送审稿，{still_lacking(last_year.lacking)}，这些单位没有带出上年数。有定稿的，请用定稿重新下发。"
    unknown = [unit.name for unit in units if unit.key not in last_year.detail.index]
    if unknown:
        names = "、".join(unknown)
        yield f"这 {len(unknown)} 个单位没有带出上年数：{names}。上年没有报送或本年新设的属于正常；改过名称的请在名册“别名”栏写上原名。"
