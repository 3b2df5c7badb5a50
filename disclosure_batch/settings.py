"""设置文件（.toml）: who publishes and how to reach them, until when units report, what a website asks of a page.

A coordinator edits it by hand. Its keys are English: TOML takes a Chinese one in quotes only, and those of a page are
spelled as 政府网站发展指引 has them. What each is for stands in Chinese beside it, in the file and in every message.
"""

import datetime
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from disclosure_batch.dates import day_of
from disclosure_batch.documents.guard import read_file
from disclosure_batch.documents.plain import decoded
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.form.model import YEARS
from disclosure_batch.text import is_unseen

LARGEST = 100_000  # bytes: such a file has a page
LONGEST = 200  # characters of a value
TABLE = "page"  # the part of the file that holds the tags of a page
OPTIONS_TABLE = "options"  # … that says what the commands do in its folder
HOW = '请写成：名称 = "内容"。等号和引号用半角的，文字放在一对引号里；日期不加引号，例如 2025-01-20；说明写在 # 后面。'


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file says; '' or None where it says nothing. places: in which line its days stand, by their keys."""

    name: str = ""  # of the body whose report it is, where no roster says it
    year: int | None = None
    publisher: str = ""
    address: str = ""
    postcode: str = ""
    telephone: str = ""
    email: str = ""
    deadline: datetime.date | None = None
    date: datetime.date | None = None  # on which the report is signed
    page: Mapping[str, str] = field(default_factory=dict)  # the tags by their names, those that are known
    options: Mapping[str, object] = field(default_factory=dict)  # of the commands, by their long names
    places: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def of_several(self) -> "Settings":
        """What holds for each of several units that publish their own reports: the site and its column."""
        return Settings(page={name: said for name, said in self.page.items() if name.startswith(("Site", "Column"))})


class SettingsMistakes(Exception):
    """What is wrong with the file, a line for each mistake, for the one who edits it."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines


class _NotAllowed(Exception):
    """What a value should be."""


# ---------------------------------------------------------------- the schema


def _words(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or any(map(is_unseen, value)):
        raise _NotAllowed(f"应是引号里的一行文字，不超过 {LONGEST} 字，没有看不见的特殊字符；路径里用 /，不用 \\")
    return value.strip()


def _matching(pattern: str, allowed: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value and not (isinstance(value, str) and re.fullmatch(pattern, value.strip())):
            raise _NotAllowed(allowed)
        return _words(value)

    return read


def _day(value: object) -> datetime.date | None:
    """A date of TOML, or one as it is written in Chinese papers."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if value == "":
        return None
    day = day_of(value) if isinstance(value, str) else ""
    if not day:
        raise _NotAllowed("应是一个日期")
    return datetime.date.fromisoformat(day)


def _moment(value: object) -> str:
    """2025-01-24 10:00, as pages carry it."""
    try:
        moment = datetime.datetime.fromisoformat(value) if isinstance(value, str) and value else value
    except ValueError:
        moment = None
    match moment:
        case "":
            return ""
        case datetime.datetime():
            return moment.strftime("%Y-%m-%d %H:%M")
        case datetime.date():
            return moment.isoformat()
    raise _NotAllowed("应是日期和时间")


def _whole(allowed: range) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
            raise _NotAllowed(f"应是 {allowed[0]} 到 {allowed[-1]} 的一个整数，不加引号")
        return value

    return read


def _one_of(*allowed: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in allowed:
            raise _NotAllowed(f"应是 {'、'.join(allowed)} 中的一个，放在引号里")
        return str(value)

    return read


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise _NotAllowed("应是 true（是）或 false（否），不加引号")
    return value


def _paths(value: object) -> tuple[str, ...]:
    """One or several."""
    several = [value] if isinstance(value, str) else value
    if not isinstance(several, list) or not several:
        raise _NotAllowed("应是引号里的文件夹或文件；几个的，写成 [\"收件\", \"补报\"]")
    return tuple(_words(each) for each in several)


def _path(value: object) -> str:
    path = _words(value)
    if not path:
        raise _NotAllowed("应是引号里的文件或文件夹")
    return path


@dataclass(frozen=True, slots=True)
class _Key:
    what: str
    example: str  # as it is written
    read: Callable[[object], object] = _words


KEYS: Mapping[str, _Key] = {
    "name": _Key("汇总机关的名称（名册里有“汇总机关”一行的，以名册为准）", '"示例区人民政府办公室"'),
    "year": _Key("报告年度", "2024", _whole(YEARS)),
    "publisher": _Key("以哪个机关的名义公布，用于标题、正文、署名", '"示例区人民政府"'),
    "address": _Key("办公地址", '"示例市示例区人民路1号"'),
    "postcode": _Key("邮政编码", '"454950"', _matching(r"\d{6}", "应是引号里的六位数字")),
    "telephone": _Key("联系电话", '"0391-0000000"', _matching(r".*\d{3}.*", "应是引号里的电话号码")),
    "email": _Key("电子邮箱", '"zwgk@example.gov.cn"', _matching(r"[^@\s]+@[^@\s]+\.[^@\s.]+", "应是引号里的邮箱地址")),
    "deadline": _Key("各单位报送、报回的截止日期，写在通知里", "2025-01-20", _day),
    "date": _Key("年度报告的成文日期，签发时再写", "2025-01-24", _day),
}
PAGE: Mapping[str, _Key] = {
    "SiteName": _Key("网站名称", '"示例区人民政府门户网站"'),
    "SiteDomain": _Key("网站域名", '"www.example.gov.cn"', _matching(r"[\w.-]+(:\d+)?", "应是域名，前面没有 http://")),
    "SiteIDCode": _Key("政府网站标识码", '"4108000001"', _matching(r"\w{10}", "应是引号里的十位标识码")),
    "ColumnName": _Key("栏目名称", '"政府信息公开年报"'),
    "ColumnDescription": _Key("栏目说明", '"本机关历年政府信息公开工作年度报告"'),
    "ColumnKeywords": _Key("栏目关键词", '"政府信息公开,年度报告"'),
    "ColumnType": _Key("栏目类别", '"政府信息公开年报"'),
    "PubDate": _Key("发布时间", '"2025-01-24 10:00"', _moment),
    "Author": _Key("作者", '"示例区人民政府办公室"'),
    "Image": _Key("正文首图的网址", '"https://www.example.gov.cn/nb/2024.png"', _matching(r"https?://\S+", "应是网址")),
    "Url": _Key("网页的网址", '"https://www.example.gov.cn/nb/2024.html"', _matching(r"https?://\S+", "应是网址")),
}
OPTIONS: Mapping[str, _Key] = {
    "paths": _Key("放收回的表的文件夹；几个的，写成 [\"收件\", \"补报\"]", '"收件"', _paths),
    "roster": _Key("名册", '"名册.xlsx"', _path),
    "previous": _Key("上年的结果：汇总表.xlsx、档案，或放上年材料的文件夹（空的不算）", '"上年"', _path),
    "output": _Key("merge 的结果写到哪个文件夹（改了的，汇总、校对两个图标里写的也要改）", '"output/2024"', _path),
    "decisions": _Key("处理决定表；没有时写出", '"处理决定.xlsx"', _path),
    "on-error": _Key(
        "有错误的单位：exclude 不计入，include 按能读出的数计入，stop 不写出",
        '"exclude"',
        _one_of("exclude", "include", "stop"),
    ),
    "by-parent": _Key("逐级汇总：每个上级另写一份完整的结果", "true", _yes_or_no),
    "report-template": _Key("自己的报告样式", '"样式.docx"', _path),
    "text-templates": _Key("文字模板：五项、四项，或一个文件夹", '"五项"', _path),
    "jobs": _Key("同时用几个进程读取", "2", _whole(range(1, 257))),
    "quiet": _Key("只说结果", "true", _yes_or_no),
}


TABLES: Mapping[str, Mapping[str, _Key]] = {TABLE: PAGE, OPTIONS_TABLE: OPTIONS}

# When it is done: from a day to a day, in the year on which is reported (0) and those after it.
DAYS = {
    "deadline": ((0, "12-01"), (1, "12-31")),
    "date": ((1, "01-01"), (1, "12-31")),
    "PubDate": ((1, "01-01"), (10, "12-31")),
}


# ---------------------------------------------------------------- reading


def read_settings(path: Path) -> Settings:
    """Raises SettingsMistakes."""
    text = _text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsMistakes(_of_syntax(str(error), text)) from error
    except RecursionError as error:
        raise SettingsMistakes(f"写法不对。{HOW}") from error
    mistakes: list[str] = []
    tables = {table: _table(data, table, text) for table in TABLES}
    values = dict(_values(data, KEYS, "", text, mistakes))
    tags, options = (dict(_values(tables[table], keys, table, text, mistakes)) for table, keys in TABLES.items())
    if mistakes:
        raise SettingsMistakes(*mistakes)
    said = (("", values), (TABLE, tags), (OPTIONS_TABLE, options))
    places = {name: _place(text, table, name) for table, names in said for name in names}
    return Settings(**values, page={name: tag for name, tag in tags.items() if tag}, options=options, places=places)


def _table(data: dict[str, object], name: str, text: str) -> Mapping[str, object]:
    table = data.pop(name, {})
    if not isinstance(table, dict):
        raise SettingsMistakes(f"{_place(text, '', name)}“{name}”要单独写成一行 [{name}]，各项写在它下面。")
    return table


def out_of_time(settings: Settings, year: int) -> Iterator[str]:
    """Days on which nobody reports, signs or publishes what was done in a year, a line for each."""
    said = {"deadline": settings.deadline, "date": settings.date, "PubDate": settings.page.get("PubDate")}
    for name, span in DAYS.items():
        first, last = (f"{year + later}-{day}" for later, day in span)
        if (day := said[name]) and not first <= str(day)[: len(first)] <= last:
            place, what = settings.places.get(name, ""), (KEYS | PAGE)[name].what
            yield f"{place}{name}（{what}）写的是 {day}；{year}年度的报告，这一项应在 {first} 到 {last} 之间。"


def _text(path: Path) -> str:
    try:
        data = read_file(path)
        text = decoded(data) if len(data) <= LARGEST else ""
    except Unreadable as why:
        raise SettingsMistakes("打不开，或不是文本文件。请用记事本另存为 UTF-8 编码的 .toml。") from why
    if len(data) > LARGEST:
        raise SettingsMistakes("太大，不是设置文件。")
    return text.replace("\r\n", "\n")


def _values(
    data: Mapping[str, object], keys: Mapping[str, _Key], table: str, text: str, mistakes: list[str]
) -> Iterator[tuple[str, object]]:
    for name, value in data.items():
        place = _place(text, table, name)
        if name not in keys:
            mistakes.append(f"{place}{_unknown(name, keys)}")
            continue
        key = keys[name]
        try:
            yield name, key.read(value)
        except _NotAllowed as allowed:
            mistakes.append(f"{place}{name}（{key.what}）{allowed}，例如 {name} = {key.example}。")


def _unknown(name: str, keys: Mapping[str, _Key]) -> str:
    """A key that doesn't exist, or not here."""
    if name in KEYS:
        return f"{name} 要写在文件前面，第一个方括号那一行（如 [{TABLE}]）的上面。"
    for table, known in TABLES.items():
        if name in known:
            return f"{name} 要写在 [{table}] 那一行的下面。"
    said = "".join(letter for letter in name if not is_unseen(letter))[:LONGEST]
    return f"没有“{said}”这一项。可以写的有：{'、'.join(f'{known}（{key.what}）' for known, key in keys.items())}。"


def _place(text: str, table: str, name: str) -> str:
    """第 3 行：; nothing where it is written in a way that isn't looked for."""
    here = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[\s*[\"']?([^\]\"']*)", line):
            here = head[1].strip()
            if not table and here == name:
                return f"第 {number} 行："
        elif here == table and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[=.]", line):
            return f"第 {number} 行："
    return ""


def _of_syntax(message: str, text: str) -> str:
    """What is wrong with the way it is written, as far as the library's message tells."""
    line = re.search(r"at line (\d+)", message)
    number = int(line[1]) if line else text.count("\n") + 1
    place = f"第 {number} 行："
    if "Unescaped" in message or "hex value" in message:  # the backslash of a path as Windows writes it
        return f"{place}引号里不能用 \\，路径里请用 /，例如 \"D:/年报/名册.xlsx\"。"
    if "Invalid date" in message:
        return f"{place}没有这一天，请核对日期，例如 2025-01-20。"
    if "Cannot overwrite" in message or "twice" in message:
        return f"{place}同一项写了两次，请只留一处。"
    if re.search(r"Illegal character '(?!\\n)", message):
        return f"{place}有看不见的特殊字符，请删去这一行重新输入。"
    return f"{place}写法不对。{HOW}"


# ---------------------------------------------------------------- writing


def written(
    values: Mapping[str, object], page: Mapping[str, object], options: Mapping[str, object] | None = None
) -> str:
    """A file with all that can be set, each with what it is for; what has no value yet stands there as an example.

    options: None where the file is for no folder of its own.
    """
    head = "# 年报设置。用记事本改，保存后再运行。前面有 # 的一行不起作用，只是例子；要用的，改好内容，删去 #。"
    lines = [head, "", *_lines(KEYS, values)]
    if options is not None:
        lines += ["", "# 以下是各命令在这个文件夹里的选项，命令行写了的以命令行为准。", f"[{OPTIONS_TABLE}]"]
        lines += _lines(OPTIONS, options)
    lines += ["", "# 以下供年度报告.html 用：网站要的页面标签。", f"[{TABLE}]"]
    return "\n".join([*lines, *_lines(PAGE, page), ""])


def _lines(keys: Mapping[str, _Key], values: Mapping[str, object]) -> Iterator[str]:
    for name, key in keys.items():
        said = values.get(name)
        yield f"# {key.what}"
        yield f"# {name} = {key.example}" if said is None else f"{name} = {_quoted(said, key)}"


def _quoted(said: object, key: _Key) -> str:
    return str(said) if key.read is _day else json.dumps(said, ensure_ascii=False)
