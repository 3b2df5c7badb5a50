"""Rosters that mean no good, all of them small: what a coordinator may be sent as 名册, or take for it."""

import io
import struct
from collections.abc import Callable
from functools import cache

from openpyxl import Workbook

from tests import hostile as h

SHEET = "xl/worksheets/sheet1.xml"
ROWS = (("单位代码", "单位名称"), ("410801", "示例区财政局"), ("410802", "示例区教育局"))


@cache
def good() -> bytes:
    """A roster in which all is well."""
    book, out = Workbook(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def sheet(edit: h.Change) -> Callable[[], bytes]:
    return lambda: h.change(good(), SHEET, edit)


def _two_cells_a_row(count: int) -> bytes:
    return b"".join(b"<row><c/><c/></row>" for _ in range(count))


def _csv(line: str, count: int) -> bytes:
    return "\n".join([",".join(ROWS[0]), *([line] * count)]).encode()


def difat_in_a_circle() -> bytes:
    """An OLE container whose table of tables leads back to itself."""
    head = bytearray(h.compound([0xFFFFFFFD, 0xFFFFFFFE]))
    struct.pack_into("<II", head, 68, 2, 0xFFFFFFFF)
    return bytes(head) + struct.pack("<128I", *[0xFFFFFFFF] * 127, 2)


def _shared_strings(count: int) -> bytes:
    return h.with_parts(good(), {"xl/sharedStrings.xml": b"<sst>" + b"<si><t>a</t></si>" * count + b"</sst>"})


# They don't end by themselves, or not soon.
ENDLESS = {"八千万个空格.xlsx", "两千万行.xlsx", "共用字一千万条.xlsx"}
# what it is: how it is made
ROSTERS: dict[str, Callable[[], bytes]] = {
    "八千万个空格.xlsx": sheet(h.with_rows(h.bare_cells(25_000_000))),
    "没有写完的格.xlsx": sheet(lambda xml: b"<worksheet><sheetData><row>" + b"<c " * 1_000_000),
    "一格一亿字.xlsx": sheet(h.with_rows(h.long_string(100_000_000))),
    "两千万行.xlsx": sheet(h.with_rows(_two_cells_a_row(7_000_000))),
    "十万层.xlsx": sheet(h.deep),
    "实体炸弹.xlsx": sheet(lambda xml: h.BOMB + xml.replace(b"</sheetData>", b"</sheetData>&c;")),
    "四亿字节的零.xlsx": lambda: h.raw_zip([(SHEET, *h.of_zeros(400_000_000), 400_000_000)]),
    "共用字一千万条.xlsx": lambda: _shared_strings(8_000_000),
    "到处合并.xlsx": sheet(h.after_data(b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>' * 1_000)),
    "重复到头.ods": lambda: h.ods(h.ODS.format(h.ODS_TABLE.format(h.ODS_MANY) * 200)),
    "扇区表成环.xls": difat_in_a_circle,
    "跨十亿列.docx": lambda: h.docx_table(2_000, span=10**9, before=10**9),
    "到处合并.html": lambda: h.html("<table>" + f"<tr>{'<td colspan=99 rowspan=99>1</td>' * 40}</tr>" * 400 + "</table>"),
    "一行两千万栏.csv": lambda: _csv("," * 20_000_000, 1),
    "五十万行.csv": lambda: _csv("410801,示例区财政局", 500_000),
    "引号不断.csv": lambda: _csv('"' * 20_001, 500),
}
