"""What is wrong with the settings, for the one who edits them: where, what may stand there, how what was meant is
written. What is said to be meant has been read as if it stood there; it is said, never taken."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping

from disclosure_batch.settings.lines import QUOTES, SPACES, TypedLine, TypedLines
from disclosure_batch.settings.schema import KEYS, LONGEST_VALUE, OPTIONS_TABLE, TABLE, TABLES, Key, NotAllowed
from disclosure_batch.settings.writing import as_typed
from disclosure_batch.text import is_unseen, tidy, without_unseen

Values = dict[str, dict[str, object]]  # of each part, '' before the first: what its keys say

AROUND = SPACES + QUOTES + "[]［］【】" + ",;，；。"  # what people put around a value, or behind it
COMMAS = re.compile("[,，、;；]")
YES_NO = {"true": True, "是": True, "false": False, "否": False}
CLOSE = 0.7  # how alike two names are of which one may be meant by the other
CALLED = {TABLE: "页面标签", OPTIONS_TABLE: "选项"}
HOW = '请写成：名称 = "内容"。等号和引号用半角的，文字放在一对引号里；日期不加引号，例如 2025-01-20；说明写在 # 后面。'


class Mistakes:
    """Reads what lines set, and takes down what can't be."""

    def __init__(self, lines: TypedLines) -> None:
        self.lines = lines
        self._found: list[tuple[int, str]] = []

    def told(self) -> tuple[str, ...]:
        """A line for each, from top to bottom."""
        return tuple(said for _, said in sorted(self._found, key=lambda found: found[0]))

    def read(self) -> Values:
        """What is set and may be, as it is used."""
        try:
            data = tomllib.loads(self.lines.text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            data = self._line_by_line(str(error))
        parts: Values = {"": data, **{table: self._part(data, table) for table in TABLES}}
        return {table: dict(self._values(table, said)) for table, said in parts.items()}

    def _add(self, line: TypedLine | None, said: str) -> None:
        self._found.append((line.number, line.place + said) if line else (0, said))

    def _part(self, data: dict[str, object], table: str) -> dict[str, object]:
        part = data.pop(table, {})
        if isinstance(part, dict):
            return part
        self._add(self.lines.of("", table) or self.lines.of(table, ""), f"“{table}”要单独写成一行 [{table}]，各项写在它下面。")
        return {}

    def _values(self, table: str, said: Mapping[str, object]) -> Iterator[tuple[str, object]]:
        keys = TABLES.get(table, KEYS)
        for name, value in said.items():
            line = self.lines.of(table, name)
            if not table and isinstance(value, dict) and name not in KEYS:
                self._add(self.lines.of(name, ""), _no_such_part(name))
            elif name not in keys:
                self._add(line, _no_such(name, table))
            else:
                try:
                    yield name, keys[name].read(value)
                except NotAllowed as allowed:
                    self._add(line, f"{name}（{keys[name].what}）{allowed}{_instead(name, keys[name], line)}")

    # ------------------------------------------------------------ what TOML does not understand

    def _line_by_line(self, why: str) -> dict[str, object]:
        """What can be understood of the file, when it can't be as a whole."""
        data: dict[str, object] = {}
        part, seen, before = data, {}, len(self._found)
        for statement in self.lines.statements():
            line = statement.line
            first = seen.setdefault((line.table, line.name), line)
            if first is not line and (line.is_head or line.value is not None):
                self._add(line, f"{line.name or f'[{line.table}]'} 写了两次，第 {first.number} 行也有。同一项请只留一处。")
            elif line.is_head:
                table = _part_meant(line.table)
                part = data.setdefault(table, {}) if table in TABLES else {}
                if statement.data is None or table != line.table:
                    self._add(line, _no_such_part(line.table))
            elif statement.data is None:
                self._add(line, _not_understood(line, statement.why))
            else:
                part.update(statement.data)
        if len(self._found) == before:
            self._add(None, f"{_place_in(why)}写法不对。{HOW}")
        return data


def _place_in(why: str) -> str:
    line = re.search(r"at line (\d+)", why)
    return f"第 {line[1]} 行：" if line else ""


def _not_understood(line: TypedLine, why: str) -> str:
    table = _part_meant(line.table)
    keys = TABLES.get(table, KEYS)
    if line.value is None:
        return f"“{_shown(line.typed)}”{'是说明，前面要有 #。' if _is_remark(line.typed) else f'的写法不对。{HOW}'}"
    if line.name not in keys:
        return _no_such(line.name, table)
    key = keys[line.name]
    known = f"{line.name}（{key.what}）"
    if not line.value:
        return f"{known}后面没有内容。请写上，例如 {line.name} = {key.example}；不用的，在前面加 #。"
    stands = f"{known}写的是“{_shown(line.typed)}”，"
    if meant := _meant(key, line.value):
        better = f"{line.name} = {as_typed(meant)}"
        alike = "有全角的或看不见的字符，" if tidy(line.typed) == tidy(better) else ""
        return f"{stands}{alike}请写成：{better}"
    return f"{stands}{_reason(line.value, why)}，例如 {line.name} = {key.example}。"


def _reason(value: str, why: str) -> str:
    """Why TOML does not understand it, as far as that can be told."""
    if any(map(is_unseen, value.replace("\t", ""))):
        return "里面有看不见的特殊字符，请删去这一行重新输入"
    if "Invalid date" in why:
        return "没有这一天，请核对"
    if "Unescaped" in why or "hex value" in why:  # the backslash of a path as Windows writes it
        return "引号里不能用 \\"
    return "等号、引号、逗号、数字要用半角的，文字放在一对引号里，日期和数字不加引号"


def _is_remark(typed: str) -> bool:
    """Whether it is one of the file's own, whose # is gone."""
    return typed.lstrip("＃ ").split("：")[0] in {key.what for keys in (KEYS, *TABLES.values()) for key in keys.values()}


def _shown(typed: str) -> str:
    return without_unseen(typed)[:LONGEST_VALUE]


# ---------------------------------------------------------------- what may have been meant


def _instead(name: str, key: Key, line: TypedLine | None) -> str:
    """How it is written: what was meant where that can be told, else an example."""
    meant = _meant(key, line.value) if line and line.value else None
    return f"，例如 {name} = {key.example}。" if meant is None else f"，请写成：{name} = {as_typed(meant)}"


def _meant(key: Key, typed: str) -> object | None:
    """What the key takes of it, without what doesn't belong there; None where that can't be told."""
    if any(quote * 3 in typed for quote in QUOTES):  # it goes on in the next line
        return None
    bare = without_unseen(typed).strip(AROUND)
    pieces = [piece.strip(AROUND) for piece in COMMAS.split(bare)]
    plain = tidy(bare)
    number = re.fullmatch("([0-9]+)(?:年度?)?", plain)
    readings = (pieces if len(pieces) > 1 else None, YES_NO.get(plain.lower()), number and int(number[1]), bare, plain)
    for said in readings:
        try:
            if said is not None and not _holds_quotes(said) and (value := key.read(said)) not in ("", None):
                return value
        except NotAllowed:
            continue
    return None


def _holds_quotes(said: object) -> bool:
    """Then it is not one text that somebody has put in the wrong quotes."""
    return any(quote in text for text in (said if isinstance(said, list) else [str(said)]) for quote in QUOTES)


def _no_such(name: str, table: str) -> str:
    """Of a key that doesn't exist, or not here."""
    parts = {"": KEYS, **TABLES}
    if where := next((_where(other) for other, keys in parts.items() if name in keys and other != table), ""):
        return f"{name} 要写在{where}。"
    for other in (table, *(each for each in parts if each != table)):
        if near := _nearest(name, parts[other]):
            where = "" if other == table else f"，写在{_where(other)}"
            key = parts[other][near]
            return f"没有“{_shown(name)}”这一项；{key.what}写作 {near}{where}，例如 {near} = {key.example}。"
    allowed = "、".join(f"{known}（{key.what}）" for known, key in parts[table].items())
    return f"没有“{_shown(name)}”这一项。可以写的有：{allowed}。"


def _where(table: str) -> str:
    return f" [{table}] 那一行的下面" if table else f"文件前面，第一个方括号那一行（如 [{OPTIONS_TABLE}]）的上面"


def _nearest(name: str, keys: Mapping[str, Key]) -> str:
    """The key that was misspelt, or called by its Chinese name; '' where there is none."""
    alike = {_folded(known): known for known in keys}
    if close := difflib.get_close_matches(_folded(name), alike, 1, CLOSE):
        return alike[close[0]]
    return next((known for known, key in keys.items() if len(name) > 1 and key.what.endswith(name)), "")


def _folded(name: str) -> str:
    return name.lower().replace("_", "-")


def _part_meant(name: str) -> str:
    """The part of the file that a head begins; what was typed where there is none like it."""
    alike = {each: table for table, called in CALLED.items() for each in (table, called)}
    close = difflib.get_close_matches(name.lower(), alike, 1, CLOSE)
    return alike[close[0]] if close else name


def _no_such_part(name: str) -> str:
    meant = _part_meant(name)
    if meant in TABLES:
        return f"这一行请写成：[{meant}]"
    return f"没有“{_shown(name)}”这一部分。可以写的有：{'、'.join(f'[{table}]（{called}）' for table, called in CALLED.items())}。"
