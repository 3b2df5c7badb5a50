"""设置文件（.toml）: who publishes and how to reach them, until when units report, what a website asks of a page.

A coordinator edits it by hand. Its keys are English: TOML takes a Chinese one in quotes only, and those of a page are
spelled as 政府网站发展指引 has them. What each is for stands in Chinese beside it, in the file and in every message.

read_settings gives Settings, or raises SettingsMistakes with all that is wrong, line by line: schema.py has what can be
set, lines.py what was typed where, mistakes.py how what was meant is written, writing.py the file that is to be edited.
Others import from here. A further setting is a line in schema.py.
"""

from pathlib import Path

from disclosure_batch.documents.guard import read_file
from disclosure_batch.documents.plain import decoded
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.settings.lines import TypedLines
from disclosure_batch.settings.mistakes import Mistakes
from disclosure_batch.settings.schema import KEYS, OPTIONS, OPTIONS_TABLE, PAGE, TABLE, Settings, out_of_time
from disclosure_batch.settings.writing import written

__all__ = ["KEYS", "OPTIONS", "PAGE", "Settings", "SettingsMistakes", "out_of_time", "read_settings", "written"]

LARGEST = 100_000  # bytes: such a file has a page
MANY = 20  # of so many mistakes each is said


class SettingsMistakes(Exception):
    """What is wrong with the file, a line for each mistake, for the one who edits it."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines

    def told(self, file: str) -> tuple[str, ...]:
        """With how many there are."""
        more = (f"另有 {len(self.lines) - MANY} 处，改好以上各处再看。",) if len(self.lines) > MANY else ()
        return (f"{file}有 {len(self.lines)} 处要改，没有往下做：", *self.lines[:MANY], *more)


def read_settings(path: Path) -> Settings:
    """Raises SettingsMistakes."""
    lines = TypedLines(_text(path))
    mistakes = Mistakes(lines)
    said = mistakes.read()
    if found := mistakes.told():
        raise SettingsMistakes(*found)
    tags = {name: tag for name, tag in said[TABLE].items() if tag}
    places = {name: lines.place(table, name) for table, values in said.items() for name in values}
    return Settings(**said[""], page=tags, options=said[OPTIONS_TABLE], places=places)


def _text(path: Path) -> str:
    try:
        data = read_file(path)
        text = decoded(data) if len(data) <= LARGEST else ""
    except Unreadable as why:
        raise SettingsMistakes("打不开，或不是文本文件。请用记事本另存为 UTF-8 编码的 .toml。") from why
    if len(data) > LARGEST:
        raise SettingsMistakes("太大，不是设置文件。")
    return text.replace("\r\n", "\n")
