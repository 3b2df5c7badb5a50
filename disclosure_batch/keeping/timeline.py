"""时间线.csv: who reported when, by the dates of the files themselves, and how often it was sent back.

No clock of this machine is in it. A head says what its column counts: what nobody has recorded is not known here.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from disclosure_batch.intake.filing import Filing, Reading
from disclosure_batch.merge import Status
from disclosure_batch.outputs.standing import FILES

TIMELINE = "时间线.csv"
NOT_REPORTED, MAY_BE_ABSENT = "未报", "没有单独报送（可以没有）"
HEAD = (
    "单位代码",
    "单位名称",
    "归档时的状态",
    "采用的文件",
    "填报日期（采用的表里写的）",
    "最后保存时间（采用的文件自带，多为世界时，北京时间加 8 小时）",
    "收到几份不同的表（在归档的收件里）",
    "各份的填报日期和保存时间",
    "退回修改几次（历次汇总到这个结果文件夹时，有错误、没有照收的不同的表）",
)


def timeline_of(account: Mapping[str, Any], readings: Sequence[Reading]) -> bytes:
    """A line for each unit of the account; with a byte-order mark, so that Excel knows that it is UTF-8."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(HEAD)
    table.writerows(_rows(account, {reading.path: reading for reading in readings if reading.filing}))
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def _rows(account: Mapping[str, Any], readings: Mapping[str, Reading]) -> Iterator[tuple]:
    received = defaultdict(list)
    for file in account["files"]:
        if file["path"] in readings:
            received[file["unit"]].append(readings[file["path"]])
    returned = account.get("returned", {})
    adding_up = {account["body"]["code"], *(node["code"] for node in account.get("nodes", ()))}
    for unit in account["units"]:
        key = unit["code"] or unit["name"]
        adopted = readings.get(unit["file"])
        stands = (unit["code"], unit["name"], _standing(unit, unit["code"] in adding_up), unit["file"])
        yield *stands, *_days(adopted), *_versions(received[key]), len(returned.get(key, ()))


def _standing(unit: Mapping[str, Any], adds_up: bool) -> str:
    """adds_up: others report to it, so that it need not have a workbook of its own."""
    status = Status(unit["status"])
    if status is Status.MISSING:
        return MAY_BE_ABSENT if adds_up else NOT_REPORTED
    return FILES[status]


def _days(adopted: Reading | None) -> tuple[str, str]:
    return (_day(adopted.filing), _saved(adopted.filing)) if adopted else ("", "")


def _versions(received: Sequence[Reading]) -> tuple[int, str]:
    """How many that say something else, and when each was filled in."""
    kinds = {reading.sha256: _dates(reading) for reading in received}
    return len(kinds), "；".join(sorted(kinds.values()))


def _dates(reading: Reading) -> str:
    day, saved = _day(reading.filing) or "没有写日期", _saved(reading.filing)
    return f"{day}（{saved} 保存）" if saved else day


def _day(filing: Filing) -> str:
    return filing.texts.get("unit.date", "")


def _saved(filing: Filing) -> str:
    return filing.saved.strftime("%Y-%m-%d %H:%M") if filing.saved else ""
