"""Where a path leads, how bytes go to the disk whole, and what keeps a run from it, in words."""

import errno
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

NO_SPACE, READ_ONLY, CLOSED, HELD, TOO_LONG, IN_THE_WAY, GONE, BROKEN, STOPPED, OTHER = (
    "磁盘空间不够，写不下{}。请清理磁盘，或换一个磁盘上的文件夹，再运行一次。",
    "{}在只读的磁盘或光盘上，不能写。请换一个可以写的文件夹，再运行一次。",
    "没有权限读写{}。请换一个自己能写的文件夹，或请管理员开通权限。",
    "{}正被其他程序（如 Excel、WPS）打开，不能改写。请关闭后再运行一次。",
    "{}的路径太长，系统写不了。请换一个名称短、离盘符近的文件夹，例如 D:\\年报。",
    "{}的位置上已有同名的文件或文件夹，写不进去。请换一个名称，或先移走它。",
    "{}找不到了，可能磁盘、U 盘或网络已断开。请检查后再运行一次。",
    "读写{}时磁盘或网络出错。请检查磁盘、网络，或换一个文件夹，再运行一次。",
    "读写{}被杀毒软件或安全策略拦住了。请在那里允许本工具，或换一个文件夹，再运行一次。",
    "不能读写{}（{}）。",
)
_WORDS = {
    errno.ENOSPC: NO_SPACE,
    errno.EDQUOT: NO_SPACE,
    errno.EFBIG: NO_SPACE,
    errno.EROFS: READ_ONLY,
    errno.EACCES: CLOSED,
    errno.EPERM: CLOSED,
    errno.EBUSY: HELD,
    errno.ETXTBSY: HELD,
    errno.ENAMETOOLONG: TOO_LONG,
    errno.EEXIST: IN_THE_WAY,
    errno.ENOTDIR: IN_THE_WAY,
    errno.EISDIR: IN_THE_WAY,
    errno.ENOENT: GONE,
    errno.EIO: BROKEN,
    errno.ESTALE: BROKEN,
}
# What the numbers of Windows say better than errno, which has 13 or 22 for most of them:
# https://learn.microsoft.com/windows/win32/debug/system-error-codes
NUMBERS_OF_HOLDING = frozenset({32, 33, 1224})  # shared by nobody, locked, mapped
NUMBERS_OF_BREAKING = frozenset({21, 53, 55, 59, 64, 67, 121, 1231})  # a network share, or a disk that was pulled out
NUMBERS_OF_GUARDS = frozenset({225, 226, 1260})  # a virus scanner, a policy
NUMBERS_OF_CLOUDS = frozenset({362, 382, 386, 387, 388, 389, 393, 395, 398, 404, 426})  # not on the disk
_ON_WINDOWS = {
    19: READ_ONLY,
    39: NO_SPACE,
    112: NO_SPACE,
    206: TOO_LONG,
    **dict.fromkeys(NUMBERS_OF_HOLDING, HELD),
    **dict.fromkeys(NUMBERS_OF_BREAKING, GONE),
    **dict.fromkeys(NUMBERS_OF_GUARDS, STOPPED),
    **dict.fromkeys(NUMBERS_OF_CLOUDS, BROKEN),
}
LONGEST_PATH = 259 if os.name == "nt" else 4_095  # characters; of a longer one Windows says that it isn't there
AT_A_TIME = 8  # files for which the disk is asked to have them
# What no other program's closing a file would mend.
FOR_GOOD = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENAMETOOLONG, errno.EIO})
_KNOWS_NO_WAITING = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})  # some network folders


def real(path: Path) -> Path:
    """Where a path leads; of links that lead round in a circle the first, which Path.resolve raises of."""
    return Path(os.path.realpath(path))


def store(path: Path, data: bytes) -> None:
    """Writes a file and waits until the disk has it. An error names the file."""
    write_soon(path, data)
    _sync(path)


def write_soon(path: Path, data: bytes) -> None:
    """Writes a file that the disk may have later: one of many, for which `on_disk` waits. An error names the file."""
    with _naming(path), path.open("wb") as file:
        file.write(data)


@contextmanager
def _naming(path: str | Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def on_disk(folder: Path) -> None:
    """Waits until the disk has every file below a folder, and knows where it stands: for several files at a time, as
    the waiting is most of it."""
    with ThreadPoolExecutor(AT_A_TIME) as waiting:
        for here, _, names in os.walk(folder):
            list(waiting.map(_sync, (os.path.join(here, name) for name in names)))
            sync_folder(here)


def sync_folder(folder: str | Path) -> None:
    """Waits, where it can, until the disk knows what stands in a folder; Windows opens none for that."""
    with suppress(OSError):
        _sync(folder)


def _sync(path: str | Path) -> None:
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)  # Windows flushes what it may write
    try:
        with _naming(path):
            os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _KNOWS_NO_WAITING:
            raise
    finally:
        os.close(descriptor)


def number_on_windows(error: Exception) -> int:
    """By which Windows itself tells why; 0 elsewhere."""
    return getattr(error, "winerror", None) or 0


def is_too_long(path: str | Path) -> bool:
    return len(os.path.abspath(path)) > LONGEST_PATH


def in_words(error: OSError) -> str:
    """What keeps a run from reading or writing, and what to do: space, permission and a file held open told apart."""
    what = f"“{Path(error.filename).name or error.filename}”" if error.filename else "结果"
    words = _ON_WINDOWS.get(number_on_windows(error)) or _WORDS.get(error.errno or 0, OTHER)
    if words is GONE and error.filename and is_too_long(str(error.filename)):
        words = TOO_LONG
    return words.format(what, error.strerror or error)
