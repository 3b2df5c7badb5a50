"""What `init` says of the folder that it made."""

from collections.abc import Iterator
from pathlib import Path

from disclosure_batch.working_folder.given import SETTINGS_HERE
from disclosure_batch.working_folder.made import FOR_OTHERS, FOR_WINDOWS, ROSTER, SUBMITTED, Made


def made_told(made: Made, folder: Path) -> Iterator[str]:
    """What was written, what stayed, and what to do now."""
    if made.written:
        yield f"工作文件夹“{folder}”里已写出：{'、'.join(made.written)}"
    if made.left:
        yield f"原来就有、没有动的：{'、'.join(made.left)}"
    yield ""
    yield f"接着：① 在“{ROSTER}”里填单位；② 看一遍“{SETTINGS_HERE}”，填地址、电话、截止日期；③ 上年的 汇总表.xlsx 或档案放进“上年”。"
    yield f"然后双击“下发{FOR_WINDOWS}”；收回的表放进“{SUBMITTED}”，双击“汇总{FOR_WINDOWS}”（麒麟、统信用 {FOR_OTHERS} 的）。"
