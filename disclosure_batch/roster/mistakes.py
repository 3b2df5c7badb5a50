"""What is wrong with a roster, row by row, each mistake in one Chinese sentence."""

import re
from collections.abc import Iterator, Sequence

from disclosure_batch.roster.codes import CodesOfRoster
from disclosure_batch.roster.file import RosterRow
from disclosure_batch.roster.units import Category, Unit
from disclosure_batch.text import normalised

# The code begins the name of a file and is looked for in it; a unit's name may hold what no file name may.
_NOT_IN_A_CODE = re.compile(r'[\\/:*?"<>|\ufffd]')
# What stands among the names of a list without codes and is none: a heading, a sum, a note, a number before the name.
_NUMBERED = r"[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d+[.、]"
_NO_NAME = re.compile(rf"({_NUMBERED}|(注|备注|说明|填表|制表)[^:]{{0,3}}:).*|[合总小]计.{{0,6}}|(以上)?共计?\d+[家个].*")
_LONG = re.compile(r"(“[^”]{60})[^”]+”")  # what is quoted, beyond the length of a name
_LOST = "\ufffd"  # what a program puts in the place of a character that it can't read


def mistakes_in(entries: Sequence[tuple[RosterRow, Unit]]) -> Iterator[str]:
    """One sentence for each mistake, in row order."""
    known = {unit.code: unit for _, unit in entries}
    coded = any(known)
    codes = CodesOfRoster([row for row, _ in entries])
    taken: dict[tuple[str, str], tuple[RosterRow, str]] = {}
    for row, unit in entries:
        lossy = codes.what_was_lost(row)
        found = [lossy] if lossy else []
        found += [*_of_unit(unit, coded), *_in_cells(row, unit), *_upwards(unit, known)]
        found += _repeated(row, unit, not lossy, taken)
        yield from (f"{row.place}：{_quoting_less(sentence)}" for sentence in found)


def mistakes_in_tree(entries: Sequence[tuple[RosterRow, Unit]]) -> Iterator[str]:
    """What is wrong with a roster of which a tree is asked for, beside what is wrong with its rows."""
    above = {unit.parent for _, unit in entries} - {None}
    top = [(row, unit) for row, unit in entries if unit.category is Category.PUBLISHER]
    if not above - {unit.code for _, unit in top}:
        yield "“上级单位代码”一栏没有写出谁归谁汇总，不能逐级汇总。请在各单位的行里填上级单位的代码；不分级的，去掉 --by-parent。"
    for row, unit in top:
        if unit.parent:
            yield f"{row.place}：汇总机关“{_printable(unit.name)}”填了上级单位代码“{unit.parent}”。汇总机关是最上一级，请空着。"


def _of_unit(unit: Unit, coded: bool) -> Iterator[str]:
    """What is wrong with code and name. coded: units of this roster have codes."""
    if not coded:
        yield from _of_listed(unit)
    elif not (unit.code or unit.name):
        yield "单位代码和单位名称都空着。请补全；多余的行请删去。"
    elif not unit.code:
        yield f"单位“{unit.name}”没有单位代码。请补上代码，例如 410801；全都没有代码的，请把“单位代码”一栏空着。"
    elif not unit.name:
        yield f"单位代码“{unit.code}”没有单位名称。请补上单位全称。"


def _of_listed(unit: Unit) -> Iterator[str]:
    """What is wrong with a name in a list without codes."""
    if not unit.name:
        yield "单位名称空着。请补全；同一单位有几位联系人的，请写在一格里；多余的行请删去。"
    elif _NO_NAME.fullmatch(normalised(unit.name)):
        yield f"“{_printable(unit.name)}”不像单位名称。标题、合计、说明请从名单里删去；名称前的序号请另放一栏。"


def _in_cells(row: RosterRow, unit: Unit) -> Iterator[str]:
    if bad := dict.fromkeys(_NOT_IN_A_CODE.findall(unit.code)):
        yield f"单位代码“{_printable(unit.code)}”里有 {_printable(' '.join(bad))}。代码是文件名的开头，请只用数字、字母和短横线，例如 410801。"
    if _LOST in unit.name:
        yield f"单位名称“{_printable(unit.name)}”里有 {unit.name.count(_LOST)} 个字读不出来（显示为 □）。请重新输入单位全称。"
    if unit.category is None and (category := row.text("类别")):
        yield f"类别“{category}”不在可选之列。请改为{'、'.join(Category)}之一，或者空着。"
    if normalised(counted := row.text("计入汇总")) not in {"", "是", "否"}:
        yield f"计入汇总填的是“{counted}”。请改为“是”或“否”，空着等于“是”。"


def _upwards(unit: Unit, known: dict[str, Unit]) -> Iterator[str]:
    if unit.parent and unit.parent not in known:
        yield f"上级单位代码“{unit.parent}”不在名册中。请改为名册里的单位代码，没有上级的空着。"
    way, above = [unit.code], unit.parent
    while above in known and above not in way:
        way.append(above)
        above = known[above].parent
    if above and above == unit.code:
        yield f"上级单位绕回了本单位（{' → '.join([*way, above])}）。请改正上级单位代码，没有上级的空着。"


def _repeated(row: RosterRow, unit: Unit, code_is_sound: bool, taken: dict) -> Iterator[str]:
    """What an earlier row has, too; `taken` remembers which row had it first, and in which column."""
    same_unit = "若是同一个单位，请只留一处；若是两个单位，请"
    claims = [(f"{same_unit}改正其中一个代码。", "单位代码", unit.code)] if code_is_sound else []
    # What shares a remedy shares a namespace: an alias can't be another unit's name.
    names = [("单位名称", unit.name), *(("别名", alias) for alias in unit.aliases)]
    claims += [(f"{same_unit}写全称以便区分。", *name) for name in names]
    if unit.category is Category.PUBLISHER:
        claims.append(("汇总机关只能有一个，请把其中一行改为别的类别。", "类别", unit.category))
    for remedy, column, text in claims:
        first, words = taken.setdefault((remedy, normalised(text)), (row, f"{column}“{text}”"))
        if text and first is not row:
            yield f"{column}“{text}”与{first.place}的{words}相同。{remedy}"


def _quoting_less(sentence: str) -> str:
    return _LONG.sub(r"\1……”", sentence)


def _printable(text: str) -> str:
    return text.replace(_LOST, "□")
