"""What `init` says of the folder that it made."""

from collections.abc import Iterator
from pathlib import Path

from disclosure_batch.working_folder.given import SETTINGS_HERE
from disclosure_batch.working_folder.made import FOR_OTHERS, FOR_WINDOWS, SUBMITTED, Made
from disclosure_batch.working_folder.next_year import PREVIOUS, ROSTER_HERE, archive_of


def made_told(made: Made, folder: Path) -> Iterator[str]:
    """What was written, what stayed, and what to do now."""
    if made.written:
        yield f"工作文件夹“{folder}”里已写出：{'、'.join(made.written)}"
    if made.left:
        yield f"原来就有、没有动的：{'、'.join(made.left)}"
    yield ""
    if made.handed_on.year is None:
        yield f"接着：① 在“{ROSTER_HERE}”里填单位；② 看一遍“{SETTINGS_HERE}”，填地址、电话、截止日期；③ 上年的 汇总表.xlsx 或档案放进“{PREVIOUS}”。"
    else:
        yield from _of_what_came_along(made)
    yield f"然后双击“下发{FOR_WINDOWS}”；收回的表放进“{SUBMITTED}”，双击“汇总{FOR_WINDOWS}”（麒麟、统信用 {FOR_OTHERS} 的）。"


def other_year_told(folder: Path, there: int, year: int) -> str:
    return f"文件夹“{folder}”是 {there} 年度的，什么都没有动。{year} 年度的请另建一个，例如 {year}年报。"


def _of_what_came_along(made: Made) -> Iterator[str]:
    before = made.handed_on
    came = [name for name in before.files if name in made.written]
    if SETTINGS_HERE in made.written:
        came.append(f"{SETTINGS_HERE} 里的设置（日期没有带）")
    if came:
        yield f"从 {before.year} 年的文件夹带来：{'、'.join(came)}。"
    last = "" if made.has_last_year else f"；③ {archive_of(before.year)} 写好后放进“{PREVIOUS}”（还没有 {before.year} 年的结果）"
    yield f"接着：① 增减“{before.options.get('roster', ROSTER_HERE)}”里的单位；② 看一遍“{SETTINGS_HERE}”，填截止日期{last}。"
