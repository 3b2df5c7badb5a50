"""The lines of the file as they were typed: what each sets, also where TOML does not understand it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

SPACES = " \t\u3000\xa0"
QUOTES = "\"'“”‘’＂＇「」"
HEAD = re.compile(rf"[\[［【]+[{SPACES}{QUOTES}]*(.*?)[{SPACES}{QUOTES}\]］】]*(?:[#＃].*)?")
SETS = re.compile(r"[=＝:：]")
REMARK = re.compile(rf"(?:(?<=[{SPACES}])|^)[#＃][^{QUOTES}]*$")
GOES_ON = ("[", '"""', "'''")  # what begins with these may end in a later line
SEVERAL = 20  # lines


@dataclass(frozen=True, slots=True)
class TypedLine:
    number: int  # from 1
    typed: str
    table: str  # the part in which it stands, '' before the first; of a head the part that it begins
    name: str = ""  # what it sets; of a head nothing
    value: str | None = None  # as it was typed, without a remark behind it; None where nothing is set

    @property
    def is_head(self) -> bool:
        return not self.name and self.value is None and bool(HEAD.fullmatch(self.typed))

    @property
    def place(self) -> str:
        return f"第 {self.number} 行："


@dataclass(frozen=True, slots=True)
class Statement:
    """A line, or several that are one value, by itself: what TOML makes of it, or why it makes nothing."""

    line: TypedLine
    data: dict[str, object] | None
    why: str = ""


class TypedLines:
    """Those that say something: neither blank nor a remark."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._all = text.split("\n")
        self.lines = list(_lines(self._all))

    def of(self, table: str, name: str) -> TypedLine | None:
        """In which a key of a part is set; of a part without a key its head."""
        return next((line for line in self.lines if (line.table, line.name) == (table, name)), None)

    def place(self, table: str, name: str) -> str:
        """第 3 行：; nothing where it is written in a way that isn't looked for."""
        line = self.of(table, name)
        return line.place if line else ""

    def statements(self) -> Iterator[Statement]:
        """One after another, each understood without the others."""
        done = 0
        for line in self.lines:
            if line.number > done:
                lines, data, why = self._statement(line)
                done = line.number - 1 + lines
                yield Statement(line, data, why)

    def _statement(self, line: TypedLine) -> tuple[int, dict[str, object] | None, str]:
        """How many lines it has, what TOML makes of them, or why it makes nothing of the first."""
        at, why = line.number - 1, ""
        for lines in range(1, 1 + (SEVERAL if (line.value or "").startswith(GOES_ON) else 1)):
            try:
                return lines, tomllib.loads("\n".join(self._all[at : at + lines])), ""
            except (tomllib.TOMLDecodeError, RecursionError) as error:
                why = why or str(error)
        return 1, None, why


def _lines(typed: list[str]) -> Iterator[TypedLine]:
    table = ""
    for number, whole in enumerate(typed, 1):
        line = whole.strip(SPACES)
        if not line or line.startswith("#"):
            continue
        if head := HEAD.fullmatch(line):
            table = head[1]
            yield TypedLine(number, line, table)
        elif sign := SETS.search(line):
            name, value = line[: sign.start()].strip(SPACES + QUOTES), line[sign.end() :]
            yield TypedLine(number, line, table, name, REMARK.sub("", value).strip(SPACES))
        else:
            yield TypedLine(number, line, table, line)
