"""Every limit of what is read from outside stands here, and a file is taken from the disk within them.

A form that is filled in has 50 KB and some 400 cells in 100 rows; the 汇总表 of 10,000 units, the largest thing
that is rightly handed in, 20 MB, and 2,500,000 cells in 10,020 rows. The limits lie beyond that.
"""

import errno
import os
import stat
from pathlib import Path

from disclosure_batch import storing
from disclosure_batch.documents.unreadable import OfTheFolder, Unreadable
from disclosure_batch.storing import is_too_long, number_on_windows

FILE_SIZE = 50_000_000  # bytes of a file
ARCHIVE_FILE_SIZE = 500_000_000  # bytes of an archive: stamped scans lie in it beside the workbooks
PART_SIZE = 150_000_000  # bytes of one part of a workbook, unpacked
TOTAL_SIZE = 300_000_000  # bytes of all its parts
TREE_SIZE = 20_000_000  # bytes of a text, a web page, or a part of a Word document: they are taken apart as a whole
PARTS = 5_000
MEMBERS = 3_000  # files in an archive
ROWS, COLUMNS = 50_000, 500  # of a sheet or table; what lies beyond is named, but not read
TOLD_BEYOND = 20  # cells beyond that are named
CELLS = 4_000_000  # of all sheets or tables of a file
MERGED_CELLS = 500_000  # cells of a web page that others reach into
TEXT = 1_000_000  # characters of one text; a cell of Excel holds 32,767
DEPTH = 100  # elements within elements
MEMORY = 2_000_000_000  # bytes of address space of a reading process, where the system can limit it
SECONDS = 30  # for one file, with MORE_SECONDS for every million bytes of it
MORE_SECONDS = 3
ARCHIVE_SIZE = 1_000_000_000  # bytes of all files in an archive, unpacked
ARCHIVE_SECONDS = 600  # of processor time for all files in an archive
COPIES = 500  # readings that a process keeps, for a file that comes again
SLEPT = 5  # seconds by which a process is told something too late: the machine has slept
LEVELS = 100  # of folders below a given one that are looked into
READ_HERE = 1_000_000  # bytes of a manifest that are taken apart without a process of their own
MISHAPS = 3  # files that end their reading process; then the rest of their archive is left alone

ARCHIVE = b"PK"  # what an archive begins with, and every workbook that is one

CLOSED_FOLDER = OfTheFolder("是文件夹，打不开", "检查有没有打开它的权限")
PATH_TOO_LONG = OfTheFolder("的路径太长，这台电脑打不开", "把它移到浅一些的文件夹，或把所在文件夹的名称改短")
BROKEN_OFF = OfTheFolder("打不开（网络或移动磁盘已断开）", "连好后再运行一次")
STILL_IN_THE_CLOUD = OfTheFolder("还在云盘上，没有下载到这台电脑", "在云盘里把它设为保留在这台电脑上，下载好后再运行一次")
FORBIDDEN = OfTheFolder("被杀毒软件或安全策略拦住了", "在那里允许打开它后再运行一次")
TOO_DEEP = OfTheFolder(f"文件夹套得太深（超过 {LEVELS} 层或路径太长），里面的没有读", "把里面的文件移到浅一些的文件夹")
ROUND = OfTheFolder("是绕回自身的链接，哪里也不通", "把文件本身放进来")
NO_FILE = OfTheFolder("不是文件（是管道、套接字或设备）", "把它移出收件的文件夹")
BROKEN_LINK = OfTheFolder("是断开的链接，指向的文件不在了", "把文件本身放进来")
SHUT_BY = {errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EBUSY: "正被占用", errno.EIO: "磁盘读不出来"}
GONE = OfTheFolder("刚才还在，现在找不到了", "重新放进来再运行一次")
ON_WINDOWS = {  # numbers of Windows, where they say it better
    storing.NUMBERS_OF_BREAKING: BROKEN_OFF,
    storing.NUMBERS_OF_CLOUDS: STILL_IN_THE_CLOUD,
    storing.NUMBERS_OF_GUARDS: FORBIDDEN,
    storing.NUMBERS_OF_HOLDING: OfTheFolder("打不开（正被占用）", "关掉正在使用它的程序后再运行一次"),
}


def read_file(path: Path) -> bytes:
    """A file whole, or one byte more than may be read, so that a larger one is known as such. What may be an archive
    may be larger.

    Raises Unreadable for what can't be opened and for what is no file: opening a pipe or a device may never end.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise Unreadable(CLOSED_FOLDER if path.is_dir() else NO_FILE)
        with path.open("rb") as file:
            beginning = file.read(len(ARCHIVE))
            return beginning + file.read(most_of(beginning) + 1 - len(beginning))
    except (OSError, ValueError) as error:
        raise Unreadable(why_shut(path, error)) from error


def why_shut(path: Path, error: OSError | ValueError) -> OfTheFolder:
    """Why a file or folder that stands there can't be opened."""
    of_windows = next((why for numbers, why in ON_WINDOWS.items() if number_on_windows(error) in numbers), None)
    match getattr(error, "errno", None):
        case _ if of_windows:
            return of_windows
        case errno.ENOENT if os.path.islink(path):
            return BROKEN_LINK
        case errno.ENOENT:
            return PATH_TOO_LONG if is_too_long(path) else GONE
        case errno.ENAMETOOLONG:
            return PATH_TOO_LONG
        case errno.ELOOP:
            return ROUND
        case number:
            return CLOSED_FOLDER if path.is_dir() else _shut(SHUT_BY.get(number, "没有权限或正被占用"))


def _shut(reason: str) -> OfTheFolder:
    return OfTheFolder(f"打不开（{reason}）", "检查它的权限，或关掉正在使用它的程序后再运行一次")


def most_of(beginning: bytes) -> int:
    """How many bytes of a file may be read, by what it begins with."""
    return ARCHIVE_FILE_SIZE if beginning.startswith(ARCHIVE) else FILE_SIZE


def seconds(size: int) -> float:
    """How long a file of so many bytes may take."""
    return SECONDS + MORE_SECONDS * size / 1_000_000
