"""Every limit of what is read from outside stands here, and a file is taken from the disk within them.

A form that is filled in has 50 KB and some 400 cells in 100 rows; the 汇总表 of 10,000 units, the largest thing
that is rightly handed in, 20 MB, and 2,500,000 cells in 10,020 rows. The limits lie beyond that.
"""

import errno
import os
import stat
from pathlib import Path

from disclosure_batch.documents.unreadable import OfTheFolder, Unreadable

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
TOO_DEEP = OfTheFolder(f"文件夹套得太深（超过 {LEVELS} 层或路径太长），里面的没有读", "把里面的文件移到浅一些的文件夹")
ROUND = OfTheFolder("是绕回自身的链接，哪里也不通", "把文件本身放进来")
NO_FILE = OfTheFolder("不是文件（是管道、套接字或设备）", "把它移出收件的文件夹")
BROKEN_LINK = OfTheFolder("是断开的链接，指向的文件不在了", "把文件本身放进来")
SHUT_BY = {errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EBUSY: "正被占用", errno.EIO: "磁盘读不出来"}
GONE = OfTheFolder("刚才还在，现在找不到了", "重新放进来再运行一次")


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
    except FileNotFoundError as error:
        raise Unreadable(BROKEN_LINK if os.path.islink(path) else GONE) from error
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None) == errno.ELOOP:
            raise Unreadable(ROUND) from error
        reason = SHUT_BY.get(getattr(error, "errno", None), "没有权限或正被占用")
        raise Unreadable(OfTheFolder(f"打不开（{reason}）", "检查它的权限，或关掉正在使用它的程序后再运行一次")) from error


def most_of(beginning: bytes) -> int:
    """How many bytes of a file may be read, by what it begins with."""
    return ARCHIVE_FILE_SIZE if beginning.startswith(ARCHIVE) else FILE_SIZE


def seconds(size: int) -> float:
    """How long a file of so many bytes may take."""
    return SECONDS + MORE_SECONDS * size / 1_000_000
