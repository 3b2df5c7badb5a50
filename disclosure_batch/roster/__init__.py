"""The roster: which units should report, by what names they are known, and which body publishes.

read_roster gives a Roster of Units, or raises RosterMistakes with all that is wrong with the file, row by row: file.py
has the rows of whatever table it is (it reads through documents/), codes.py knows what Excel makes of a code,
mistakes.py what can be wrong with a row, units.py the values. Others import from here. A further column is a name in
units.ROSTER_HEADS, a part of Unit, and a line in _unit below; what can be wrong with it is told in mistakes.py.
"""

import re
from pathlib import Path

from disclosure_batch.documents.confined import within_limits
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.roster.file import NOT_OPENED, RosterRow, UnreadableRoster, cell_text, roster_rows, why
from disclosure_batch.roster.mistakes import mistakes_in, mistakes_in_tree
from disclosure_batch.roster.units import ROSTER_HEADS, Category, Roster, Unit, as_tree, is_made, with_made_codes
from disclosure_batch.text import normalised

__all__ = [
    "ROSTER_HEADS",
    "Category",
    "Roster",
    "RosterMistakes",
    "Unit",
    "as_tree",
    "is_made",
    "normalised",
    "read_roster",
    "read_roster_apart",
    "with_made_codes",
]


class RosterMistakes(Exception):
    """All that is wrong with a roster: `lines` has one Chinese sentence for each mistake, in row order."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines


def read_roster(path: Path, by_parent: bool = False) -> Roster:
    """Read a roster from a workbook (.xlsx, .xls, .et, .ods), a .csv (UTF-8 or GB18030), or a table of a document.

    The columns are those of `ROSTER_HEADS`; only the name is needed. A list without codes (序号、单位、联系人、电话) is a
    roster, too: its units are known by their names. What kind of file it is is told from its content. Raises
    RosterMistakes with every mistake at once; a file that can't be read is one mistake. by_parent: 上级单位代码 makes a
    tree, in which the units above others group them.
    """
    try:
        entries = [(row, _unit(row)) for row in roster_rows(path)]
    except UnreadableRoster as failure:
        raise RosterMistakes(f"名册“{path.name}”{failure}") from failure
    if mistakes := [*mistakes_in(entries), *(mistakes_in_tree(entries) if by_parent else ())]:
        raise RosterMistakes(*mistakes)
    roster = Roster(tuple(unit for _, unit in entries))
    return as_tree(roster) if by_parent else roster


def read_roster_apart(path: Path, by_parent: bool = False) -> Roster:
    """`read_roster` in a process that may die: what a file can make a reader do costs nobody but its own run.

    Raises RosterMistakes and NotStarted.
    """
    try:
        return within_limits(read_roster, path, by_parent, size=path.stat().st_size)
    except Unreadable as failure:
        raise RosterMistakes(f"名册“{path.name}”{why(failure.trouble)}") from failure
    except OSError as failure:
        raise RosterMistakes(f"名册“{path.name}”{NOT_OPENED}") from failure


def _unit(row: RosterRow) -> Unit:
    category = normalised(row.text("类别"))
    aliases = map(cell_text, re.split(r"[、，,；;\r\n]", str(row.cell("别名"))))
    return Unit(
        code=normalised(row.text("单位代码")),
        name=row.text("单位名称"),
        category=next((each for each in Category if each == category), None),
        parent=normalised(row.text("上级单位代码")) or None,
        aliases=tuple(dict.fromkeys(filter(None, aliases))),
        counted=normalised(row.text("计入汇总")) != "否",
        contact=row.text("联系人", " "),
        phone=row.text("联系电话", " "),
    )
