"""What can be set, what each is for, and what it may be; what it says of days is held against the year."""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from disclosure_batch.dates import day_of
from disclosure_batch.form.model import YEARS
from disclosure_batch.text import is_unseen

LONGEST_VALUE = 200  # characters of a value
TABLE = "page"  # the part of the file that holds the tags of a page
OPTIONS_TABLE = "options"  # … that says what the commands do in its folder


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file says; '' or None where it says nothing. places: in which line what is set stands, by its key."""

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


class NotAllowed(Exception):
    """What a value should be."""


def _words(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_VALUE or any(map(is_unseen, value)):
        raise NotAllowed(f"应是引号里的一行文字，不超过 {LONGEST_VALUE} 字，没有看不见的特殊字符")
    return value.strip()


def _matching(pattern: str, allowed: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value and not (isinstance(value, str) and re.fullmatch(pattern, value.strip())):
            raise NotAllowed(allowed)
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
        raise NotAllowed("应是一个日期")
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
    raise NotAllowed("应是日期和时间")


def _whole(allowed: range) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
            raise NotAllowed(f"应是 {allowed[0]} 到 {allowed[-1]} 的一个整数，不加引号")
        return value

    return read


def _one_of(*allowed: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in allowed:
            raise NotAllowed(f"应是 {'、'.join(allowed)} 中的一个，放在引号里")
        return str(value)

    return read


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise NotAllowed("应是 true（是）或 false（否），不加引号")
    return value


def _paths(value: object) -> tuple[str, ...]:
    """One or several."""
    several = [value] if isinstance(value, str) else value
    if not isinstance(several, list) or not several:
        raise NotAllowed("应是引号里的文件夹或文件；几个的，写成 [\"收件\", \"补报\"]")
    return tuple(map(_path, several))


def _path(value: object) -> str:
    """Written with /, which every system takes: in TOML's usual quotes the \\ of Windows is no sign but half of one."""
    try:
        path = _words(value)
    except NotAllowed:
        path = ""
    if not path:
        raise NotAllowed("应是引号里的文件或文件夹；路径里用 /，不用 \\")
    return path.replace("\\", "/")


@dataclass(frozen=True, slots=True)
class Key:
    what: str
    example: str  # as it is written
    read: Callable[[object], Any] = _words
    more: str = ""  # what the file says beside it


KEYS: Mapping[str, Key] = {
    "name": Key("汇总机关的名称", '"示例区人民政府办公室"', more="名册里有“汇总机关”一行的，以名册为准"),
    "year": Key("报告年度", "2024", _whole(YEARS)),
    "publisher": Key("以哪个机关的名义公布", '"示例区人民政府"', more="用于标题、正文、署名"),
    "address": Key("办公地址", '"示例市示例区人民路1号"'),
    "postcode": Key("邮政编码", '"454950"', _matching("[0-9]{6}", "应是引号里的六位数字")),
    "telephone": Key("联系电话", '"0391-0000000"', _matching(r".*[0-9]{3}.*", "应是引号里的电话号码")),
    "email": Key("电子邮箱", '"zwgk@example.gov.cn"', _matching(r"[^@\s]+@[^@\s]+\.[^@\s.]+", "应是引号里的邮箱地址")),
    "deadline": Key("各单位报送、报回的截止日期", "2025-01-20", _day, "写在通知里"),
    "date": Key("年度报告的成文日期", "2025-01-24", _day, "签发时再写"),
}
PAGE: Mapping[str, Key] = {
    "SiteName": Key("网站名称", '"示例区人民政府门户网站"'),
    "SiteDomain": Key("网站域名", '"www.example.gov.cn"', _matching(r"[\w.-]+(:[0-9]+)?", "应是域名，前面没有 http://")),
    "SiteIDCode": Key("政府网站标识码", '"4108000001"', _matching("[0-9A-Za-z]{10}", "应是引号里的十位标识码")),
    "ColumnName": Key("栏目名称", '"政府信息公开年报"'),
    "ColumnDescription": Key("栏目说明", '"本机关历年政府信息公开工作年度报告"'),
    "ColumnKeywords": Key("栏目关键词", '"政府信息公开,年度报告"'),
    "ColumnType": Key("栏目类别", '"政府信息公开年报"'),
    "PubDate": Key("发布时间", '"2025-01-24 10:00"', _moment),
    "Author": Key("作者", '"示例区人民政府办公室"'),
    "Image": Key("正文首图的网址", '"https://www.example.gov.cn/nb/2024.png"', _matching(r"https?://\S+", "应是网址")),
    "Url": Key("网页的网址", '"https://www.example.gov.cn/nb/2024.html"', _matching(r"https?://\S+", "应是网址")),
}
OPTIONS: Mapping[str, Key] = {
    "paths": Key("放收回的表的文件夹", '"收件"', _paths, "几个的，写成 [\"收件\", \"补报\"]"),
    "roster": Key("名册", '"名册.xlsx"', _path),
    "previous": Key("上年的结果", '"上年"', _path, "汇总表.xlsx、档案，或放上年材料的文件夹（空的不算）"),
    "output": Key("汇总的结果写到哪个文件夹", '"output/2024"', _path, "不写时是 output/年度"),
    "decisions": Key("处理决定表", '"处理决定.xlsx"', _path, "没有时写出"),
    "on-error": Key(
        "有错误的单位怎么办",
        '"exclude"',
        _one_of("exclude", "include", "stop"),
        "exclude 不计入，include 按能读出的数计入，stop 不写出",
    ),
    "by-parent": Key("逐级汇总", "true", _yes_or_no, "每个上级另写一份完整的结果"),
    "report-template": Key("自己的报告样式", '"样式.docx"', _path),
    "text-templates": Key("文字模板", '"五项"', _path, "五项、四项，或一个文件夹"),
    "jobs": Key("同时用几个进程读取", "2", _whole(range(1, 257))),
    "scheduler": Key("交给哪个 Dask 集群读取", '"tcp://10.1.1.5:8786"', _matching(r"[a-z]+://\S+", "应是调度程序的地址")),
    "quiet": Key("只说结果", "true", _yes_or_no),
}

TABLES: Mapping[str, Mapping[str, Key]] = {TABLE: PAGE, OPTIONS_TABLE: OPTIONS}

# When it is done: from a day to a day, in the year on which is reported (0) and those after it.
DAYS = {
    "deadline": ((0, "12-01"), (1, "12-31")),
    "date": ((1, "01-01"), (1, "12-31")),
    "PubDate": ((1, "01-01"), (10, "12-31")),
}


def out_of_time(settings: Settings, year: int) -> Iterator[str]:
    """Days on which nobody reports, signs or publishes what was done in a year, a line for each."""
    said = {"deadline": settings.deadline, "date": settings.date, "PubDate": settings.page.get("PubDate")}
    for name, span in DAYS.items():
        first, last = (f"{year + later}-{day}" for later, day in span)
        if (day := said[name]) and not first <= str(day)[: len(first)] <= last:
            place, what = settings.places.get(name, ""), (KEYS | PAGE)[name].what
            yield f"{place}{name}（{what}）写的是 {day}；{year}年度的报告，这一项应在 {first} 到 {last} 之间。"
