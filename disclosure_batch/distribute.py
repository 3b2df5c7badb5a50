"""The workbook goes out: blank, or one for each unit of the roster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from disclosure_batch.form.edition import load_form
from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Figure
from disclosure_batch.job import Progress, Request, last_year_for, roster_of
from disclosure_batch.outputs.names import file_names
from disclosure_batch.previous import LastYear
from disclosure_batch.roster import Unit
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import blank, prefilled


@dataclass(frozen=True, slots=True)
class Distributed:
    """How many workbooks were written, and what the coordinator should know."""

    count: int
    remarks: Sequence[str] = ()


def write_blank(output: Path, year: int | None) -> Path:
    """The blank official workbook; into a folder it is written under its own name."""
    form = load_form()
    path = output if output.suffix.lower() == ".xlsx" else output / blank_name(form)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(path, blank(form, year))
    return path


def blank_name(form: Form) -> str:
    """政府信息公开工作年度报告（2021格式）.xlsx"""
    return f"{form.title}（{form.edition}格式）.xlsx"


def distribute(roster: Path, output: Path, year: int, previous: Path | None, progress: Progress) -> Distributed:
    """One workbook for each unit, named <code>_<name>.xlsx. Raises Stopped where the roster is faulty."""
    form = load_form()
    units = roster_of(roster).units
    last_year = last_year_for(Request((), roster, previous, year), [], form, progress)
    names = file_names(units)
    output.mkdir(parents=True, exist_ok=True)
    with progress(len(units), "写出模板") as tick:
        for unit in units:
            figures = _figures(last_year, unit)
            write_workbook(output / f"{names[unit.key]}.xlsx", prefilled(form, unit.name, unit.code, year, figures))
            tick()
    return Distributed(len(units), list(_remarks(units, last_year, year)))


def _figures(last_year: LastYear | None, unit: Unit) -> Mapping[str, Figure]:
    if last_year is None or unit.key not in last_year.detail.index:
        return {}
    return last_year.detail.loc[unit.key].dropna().to_dict()


def _remarks(units: Sequence[Unit], last_year: LastYear | None, year: int):
    if last_year is None:
        return
    if last_year.year not in (None, year - 1):
        yield f"注意：给的上年结果是 {last_year.year} 年的，不是 {year - 1} 年的。"
    unknown = [unit.name for unit in units if unit.key not in last_year.detail.index]
    if unknown:
        yield f"上年的结果里没有这 {len(unknown)} 个单位，没有带出上年数：{'、'.join(unknown)}。改过名称的请在名册“别名”栏写上原名。"
