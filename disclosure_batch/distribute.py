"""The workbook goes out: blank, or one for each unit of the roster."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from disclosure_batch.figures.last_year import LastYear
from disclosure_batch.form.edition import load_form
from disclosure_batch.form.model import Form
from disclosure_batch.job import NOTHING_DONE, Request, ShowProgress, Stopped, last_year_for, of_last_year, roster_of
from disclosure_batch.names import file_names
from disclosure_batch.outputs import roster_file
from disclosure_batch.roster import Unit, with_made_codes
from disclosure_batch.rules.lacking import still_lacking
from disclosure_batch.storing import on_disk, sync_folder, write_soon
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import blank, prefilled
from disclosure_batch.template.mould import Moulds

SHOWN = 5  # so many files are named
Write = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Distributed:
    """How many workbooks were written, and what the coordinator should know."""

    count: int
    remarks: Sequence[str] = ()


def write_blank(output: Path, year: int | None) -> Path:
    """The blank official workbook; into a folder it is written under its own name."""
    form = load_form(year)
    path = output if output.suffix.lower() == ".xlsx" else output / blank_name(form)
    _write_new(path.parent, {path.name: partial(write_workbook, filling=blank(form, year))})
    return path


def blank_name(form: Form) -> str:
    """政府信息公开工作年度报告（2021格式）.xlsx"""
    return f"{form.title}（{form.edition}格式）.xlsx"


def distribute(roster: Path, output: Path, year: int, previous: Path | None, progress: ShowProgress) -> Distributed:
    """One workbook for each unit, named <code>_<name>.xlsx; of a list without codes, the list with codes beside them.

    Raises Stopped where the roster is faulty.
    """
    form = load_form(year)
    listed = roster_of(roster)
    units = listed.units
    last_year = last_year_for(Request((), previous=previous, year=year), listed, units, form, progress)
    has_codes = any(unit.code for unit in units)
    coded = units if has_codes else with_made_codes(units)
    names, moulds = file_names(coded), Moulds()

    def workbook_of(unit: Unit, own: Unit, path: Path) -> None:
        before = last_year.of(unit) if last_year else {}
        write_soon(path, moulds.workbook(prefilled(form, own.name, own.code, year, before)))

    files: dict[str, Write] = {
        f"{names[own.key]}.xlsx": partial(workbook_of, unit, own) for unit, own in zip(units, coded, strict=True)
    }
    if not has_codes:
        files[roster_file.NAME] = partial(roster_file.write_roster, units=coded)
    with progress(len(files), "写出各单位的表") as tick:
        _write_new(output, files, tick)
    made = [] if has_codes else [_use_from_now_on(output)]
    remarks = (*made, *_of_others(output, files), *of_last_year(last_year), *_remarks(units, last_year))
    return Distributed(len(units), remarks)


def _use_from_now_on(output: Path) -> str:
    path = output / roster_file.NAME
    use = f"汇总时写 --roster {path}，有 年报.toml 的，把其中的 roster 改成 \"{path.as_posix()}\""
    return f"名册没有单位代码，已逐个编好，写在 {path}。以后请都用它作名册：增减单位在它上面改，{use}。"


# ---------------------------------------------------------------- all or none


def _write_new(folder: Path, files: Mapping[str, Write], done: Callable[[], None] = lambda: None) -> None:
    """Writes files, all or none: one that stands there and is another, perhaps filled in, is left as it is.

    All are written beside the folder first, so that what is wrong with the disk shows before the first one stands.
    """
    with _beside(folder) as staging:
        for name, write in files.items():
            write(staging / name)
            done()
        on_disk(staging)
        if others := [name for name in files if os.path.lexists(folder / name) and not _same(folder, staging, name)]:
            raise Stopped(NOTHING_DONE, _left_alone(folder, others))
        _move_in(staging, folder, [name for name in files if not os.path.lexists(folder / name)])


def _left_alone(folder: Path, others: Sequence[str]) -> str:
    shown = "、".join(others[:SHOWN])
    more = f"等 {len(others)} 个文件" if len(others) > SHOWN else ""
    what = f"{folder} 里已有内容不同的 {shown}{more}，可能已经填写，没有覆盖，什么都没有写。"
    if roster_file.NAME in others:
        return f"{what}单位代码上次已经编好：请用 {folder / roster_file.NAME} 作名册，增减单位在它上面改。"
    return f"{what}请换一个文件夹，或先移走原有的文件。"


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder to write into, on the same disk; folders made on the way vanish again if they stay empty."""
    made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".暂存", ignore_cleanup_errors=True) as staging:
            yield Path(staging)
    finally:
        for parent in made:
            with suppress(OSError):  # it holds something
                parent.rmdir()


def _same(folder: Path, staging: Path, name: str) -> bool:
    """Whether what stands there is what would be written."""
    return (folder / name).is_file() and (folder / name).read_bytes() == (staging / name).read_bytes()


def _move_in(staging: Path, folder: Path, names: Sequence[str]) -> None:
    """What fails takes back those that have moved."""
    moved: list[str] = []
    try:
        for name in names:
            os.replace(staging / name, folder / name)
            moved.append(name)
    except BaseException:
        for name in moved:
            with suppress(OSError):
                (folder / name).unlink()
        raise
    sync_folder(folder)


# ---------------------------------------------------------------- what the coordinator should know


def _of_others(output: Path, files: Mapping[str, Write]) -> Iterator[str]:
    """A workbook of a unit that has left the roster, or was called otherwise, must not go out again unseen."""
    there = sorted(path.name for path in output.glob("*.xlsx") if not path.name.startswith((".", "~$")))
    if others := [name for name in there if name not in files and name != roster_file.NAME]:
        yield f"注意：{output} 里还有 {len(others)} 份表不是名册上现有单位的：{'、'.join(others)}。单位已撤销、改名或换了代码的，请移走，不要再下发。"

def _remarks(units: Sequence[Unit], last_year: LastYear | None) -> Iterator[str]:
    if last_year is None:
        return
    if last_year.lacking:
        yield f"注意：给的上年结果是送审稿，{still_lacking(last_year.lacking)}，这些单位没有带出上年数。有定稿的，请用定稿重新下发。"
    unknown = [unit.name for unit in units if unit.key not in last_year.figures.position]
    if unknown:
        names = "、".join(unknown)
        yield f"这 {len(unknown)} 个单位没有带出上年数：{names}。上年没有报送或本年新设的属于正常；改过名称的请在名册“别名”栏写上原名。"
