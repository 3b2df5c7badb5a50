"""填报情况: the roster as it was used, with what came of it."""

from collections import Counter
from collections.abc import Mapping, Sequence

from xlsxwriter import Workbook

from disclosure_batch.findings import Severity
from disclosure_batch.merge import Consolidation, Status, UnitState
from disclosure_batch.outputs.overview import Overview, overview
from disclosure_batch.outputs.roster_file import ROSTER_WIDTHS
from disclosure_batch.sheets.cells import Value
from disclosure_batch.sheets.lists import Column, Look, begin, draw_list
from disclosure_batch.sheets.styles import Styles

NAME = "填报情况"
STYLES = {
    Status.ACCEPTED: "centred",
    Status.INCLUDED: "warning",
    Status.REJECTED: "error",
    Status.MISSING: "error",
}


def draw(book: Workbook, look: Styles, result: Consolidation) -> None:
    """It can be next year's roster as it is."""
    seen = overview(result)
    page = begin(book, look, NAME, f"填报情况：{seen.numbers}", f"{seen.scope}。本表可直接用作下一年的名册。")
    columns = [
        *(Column(name, width) for name, width in ROSTER_WIDTHS.items()),
        Column("状态", 40),
        Column("文件", 44),
        Column("校验码", 9, "centred"),
        *(Column(f"{severity.word}数", 7, "figure") for severity in Severity),
    ]
    found = Counter((finding.unit, finding.severity) for finding in result.findings)
    checksums = {file.path: file.checksum for file in result.files}
    draw_list(page, look, columns, (_standing(state, seen, found, checksums) for state in result.units))


def _standing(
    state: UnitState, seen: Overview, found: Counter, checksums: Mapping[str, int | None]
) -> Sequence[Value | Look]:
    code = checksums.get(state.file)
    return (
        *state.unit.cells,
        _status(state, seen),
        state.file,
        None if code is None else f"{code:05d}",
        *(found[state.unit.key, severity] for severity in Severity),
    )


def _status(state: UnitState, seen: Overview) -> Look:
    expected = state.status is not Status.MISSING or not seen.result.may_be_absent(state)
    return Look(seen.standing(state), STYLES[state.status] if expected else "centred")
