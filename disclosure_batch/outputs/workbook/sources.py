"""来源: every file that was there, what became of it, and its fingerprint."""

from collections.abc import Mapping, Sequence

from xlsxwriter import Workbook

from disclosure_batch.merge import Consolidation, FileState
from disclosure_batch.outputs.standing import FILES
from disclosure_batch.roster import Unit
from disclosure_batch.sheets.cells import Value
from disclosure_batch.sheets.lists import Column, begin, draw_list
from disclosure_batch.sheets.styles import Styles

NAME = "来源"


def draw(book: Workbook, look: Styles, result: Consolidation) -> None:
    title = f"来源：共 {len(result.files)} 个文件"
    page = begin(book, look, NAME, title, "SHA-256 是文件的指纹：内容改动任何一处，指纹都会不同。校验码与盖章纸质件上的核对。")
    columns = [
        Column("文件", 46),
        Column("状态", 26),
        Column("单位代码", 12),
        Column("单位", 30),
        Column("规则", 18),
        Column("校验码", 9, "centred"),
        Column("大小（字节）", 11, "figure"),
        Column("SHA-256", 68, "code"),
    ]
    units = {state.unit.key: state.unit for state in result.units}
    draw_list(page, look, columns, (_source(file, units) for file in result.files))


def _source(file: FileState, units: Mapping[str, Unit]) -> Sequence[Value]:
    unit = units.get(file.unit)
    return (
        file.path,
        FILES[file.status],
        unit.code if unit else None,
        unit.name if unit else file.unit,
        "、".join(file.rules),
        None if file.checksum is None else f"{file.checksum:05d}",
        file.size,
        file.sha256,
    )
