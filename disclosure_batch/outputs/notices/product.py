"""退改通知/ as a whole: who is written to, and what is put beside each notice."""

from pathlib import Path

from disclosure_batch.documents.confined import Apart
from disclosure_batch.fixed_times import save_with_fixed_times
from disclosure_batch.merge import Consolidation
from disclosure_batch.names import file_names
from disclosure_batch.outputs.notices import marked
from disclosure_batch.outputs.notices.chat import messages
from disclosure_batch.outputs.notices.correction import correction
from disclosure_batch.outputs.notices.notice import notice, which_copy
from disclosure_batch.outputs.overview import overview
from disclosure_batch.report.report import Report

FOLDER = "退改通知"
CHAT = "群发文字.txt"
CORRECTED = "（更正）.docx"


def write(result: Consolidation, report: Report, folder: Path) -> None:
    """Write 退改通知/ into the folder."""
    seen, place = overview(result), folder / FOLDER
    to_mend = [group for group in seen.to_mend if group.state]
    if not (to_mend or seen.only_corrected):
        return
    place.mkdir(exist_ok=True)
    names = file_names(state.unit for state in result.units)
    with Apart() as apart:
        for group in to_mend:
            name = names[group.state.unit.key]
            copy = place / f"{name}{marked.ENDING}"
            made = marked.write(result, group.state, group.errors + group.warnings, copy, apart)
            letter = notice(group, result, which_copy(group, result, made, copy.name))
            save_with_fixed_times(letter.save, place / f"{name}.docx")
    for state in seen.only_corrected:
        save_with_fixed_times(correction(state, seen).save, place / f"{names[state.unit.key]}{CORRECTED}")
    # Notepad before Windows 10 wants both: the mark and its own line ends.
    (place / CHAT).write_text(messages(seen), encoding="utf-8-sig", newline="\r\n")
