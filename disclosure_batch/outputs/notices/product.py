"""退改通知/ as a whole: who is written to, and what is put beside each notice."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from disclosure_batch.documents.confined import Apart, each_apart
from disclosure_batch.merge import Consolidation
from disclosure_batch.names import file_names
from disclosure_batch.outputs.notices import chat, marked
from disclosure_batch.outputs.notices.as_printed import as_printed
from disclosure_batch.outputs.notices.correction import correction
from disclosure_batch.outputs.notices.notice import notice
from disclosure_batch.outputs.notices.reply import Back, Reply, what_comes_back
from disclosure_batch.outputs.overview import Group, Overview, overview
from disclosure_batch.report.report import Report
from disclosure_batch.storing import store

NAME = "退改通知"
CHAT = "群发文字.txt"
CORRECTED = "（更正）.docx"


class UnitPapers(NamedTuple):
    """What was written for a unit: paths in the folder of results, and the text for its private chat itself."""

    notice: str | None = None
    workbook: str | None = None
    chat: str | None = None


def papers_in(folder: Path, result: Consolidation) -> Mapping[str, UnitPapers]:
    """What lies there for each unit, by its key; nothing of those of which nothing is asked. In a tree it lies in the
    folder of the node that asks it."""
    names = file_names(state.unit for state in result.units)
    there: dict[str, Collection[str]] = {}
    papers: dict[str, UnitPapers] = {}
    for key, name in names.items():
        place = f"{result.asked_by[key]}/{NAME}" if key in result.asked_by else NAME
        if place not in there:
            there[place] = _names_in(folder / place)
        if any(found := _papers(name, folder, place, there[place])):
            papers[key] = found
    return papers


def _names_in(folder: Path) -> Collection[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else ()


def _papers(stem: str, folder: Path, place: str, there: Collection[str]) -> UnitPapers:
    def first(*endings: str) -> str | None:
        return next((f"{stem}{ending}" for ending in endings if f"{stem}{ending}" in there), None)

    notice, workbook, text = first(".docx", CORRECTED), first(*marked.ENDINGS), first(".txt")
    chat = text and (folder / place / text).read_text(encoding="utf-8-sig").strip()
    return UnitPapers(notice and f"{place}/{notice}", workbook and f"{place}/{workbook}", chat)


def write(result: Consolidation, report: Report, folder: Path) -> None:
    """Write 退改通知/ into the folder. In a tree each unit is written to by the node right above it, and by no other."""
    seen, place = overview(result), folder / NAME
    if not seen.chat:
        return
    place.mkdir(exist_ok=True)
    names = file_names(state.unit for state in result.units)

    def write_to(group: Group, apart: Apart) -> None:
        _write_to(group, result, place / names[group.state.unit.key], apart)

    each_apart(write_to, _asked_here(seen))
    _tell_of_corrections(seen, place, names)
    _save_text(f"{seen.chat}\n", place / CHAT)


def _asked_here(seen: Overview) -> list[Group]:
    asked = (*seen.to_mend, *seen.to_verify)
    return [group for group in asked if group.state.unit.key not in seen.result.asked_by]


def _write_to(group: Group, result: Consolidation, stem: Path, apart: Apart) -> None:
    """A unit's notice, its workbook, and the same for its private chat."""
    copy = _beside(stem, marked.ending(what_comes_back(group, result), group))
    back = marked.write(result, group, copy, apart)
    if back is Back.FILLED:  # that is what the office mends, so its cells are spoken of
        group = group.told_of(lambda finding: as_printed(finding, group.state.filing, result.form))
    reply = Reply(back, copy.name if back.goes_along else "")
    store(_beside(stem, ".docx"), notice(group, reply, result).as_docx())
    _save_text(chat.of_group(group, reply, result), _beside(stem, ".txt"))


def _tell_of_corrections(seen: Overview, place: Path, names: Mapping[str, str]) -> None:
    """To the units of which nothing is asked."""
    for state in seen.right_below(seen.only_corrected):
        stem = place / names[state.unit.key]
        store(_beside(stem, CORRECTED), correction(state, seen).as_docx())
        _save_text(chat.of_correction(state, seen), _beside(stem, ".txt"))


def _beside(stem: Path, ending: str) -> Path:
    return stem.parent / f"{stem.name}{ending}"


def _save_text(words: str, path: Path) -> None:
    """Notepad before Windows 10 wants both: the mark and its own line ends."""
    path.write_text(words, encoding="utf-8-sig", newline="\r\n")
