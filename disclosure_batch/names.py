"""Words from outside, made safe: for a file's name on any system, and for being shown."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from disclosure_batch.roster import Unit
from disclosure_batch.text import is_unseen

MAX_CHARACTERS = 80  # a path may have 260 on Windows, and the folder needs its share
MAX_BYTES = 240  # a name may have 255 on Linux, and it gets an ending
NAMELESS = "未命名"
CONCEALED = "□"  # stands for what can't be seen; every Chinese font and code page 936 have it

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
# Windows takes these for devices, whatever ending follows.
_DEVICES = re.compile(r"(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def safe_name(text: str) -> str:
    """`text` as a file's name without its ending: one that Windows, Linux and macOS take; never empty.

    Nor does it look like a hidden file or like the lock file of an office program.
    """
    name = _FORBIDDEN.sub("_", shown(unicodedata.normalize("NFC", text)).replace(CONCEALED, ""))
    name = re.sub(r"^~\$", "_", name.lstrip(". "))
    if _DEVICES.match(name):
        name = f"_{name}"
    return _cut(name).rstrip(". ") or NAMELESS


def file_names(units: Iterable[Unit]) -> Mapping[str, str]:
    """Each unit's key and `<code>_<name>`, safe, without an ending; no two alike, whatever their case."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for unit in units:
        stem = safe_name("_".join(filter(None, (unit.code, unit.name))))
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{_cut(stem, spare=5)}（{number}）"
        taken.add(name.casefold())
        names[unit.key] = name
    return names


def shown(text: str) -> str:
    """`text` on one line; a sign stands for what is invisible, turns the line around or breaks XML."""
    text = " ".join(text.split())
    if text.isprintable():
        return text
    return "".join(CONCEALED if is_unseen(character) else character for character in text)


def shortened(text: str, most: int = 200) -> str:
    """`shown`, and cut where it is very long."""
    text = shown(text)
    return text if len(text) <= most else f"{text[:most]}……"


def _cut(name: str, spare: int = 0) -> str:
    """The longest beginning within the limits; Windows counts in UTF-16 units, Linux in bytes of UTF-8."""
    units = size = 0
    for end, character in enumerate(name):
        units += len(character.encode("utf-16-le")) // 2
        size += len(character.encode())
        if units > MAX_CHARACTERS - spare or size > MAX_BYTES - 3 * spare:
            return name[:end]
    return name
