"""Files that programs and systems leave among those of people."""

from collections.abc import Sequence

SYSTEM_NAMES = {"thumbs.db", "desktop.ini", "__macosx"}


def why_ignored(parts: Sequence[str]) -> str:
    """Why a file of this path below the given one is no submission, by its names alone; '' where it may be one."""
    *folders, name = parts or [""]
    if name.startswith("~$"):
        return "是表格打开时的临时锁文件"
    if name.lower() in SYSTEM_NAMES or name.startswith("."):
        return "是系统文件或隐藏文件"
    hidden = any(part.startswith(".") or part.lower() in SYSTEM_NAMES for part in folders)
    return "在系统文件夹或隐藏文件夹里" if hidden else ""
