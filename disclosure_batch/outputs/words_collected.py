"""文字材料汇编.docx: what every unit wrote, by heading and unit, so that no word that a clerk typed goes unread.

The same words of several units stand once. Of words that differ in figures and names alone the second unit's and all
others' are told by the sentences in which they differ.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from disclosure_batch.merge import Consolidation, UnitState
from disclosure_batch.names import shown
from disclosure_batch.outputs.notices.letter import Letter
from disclosure_batch.papers import COLLECTED
from disclosure_batch.report.report import Report
from disclosure_batch.report.words import said
from disclosure_batch.storing import store

NAME = "文字材料汇编.docx"
NOT_ADDED = "（数字未计入汇总）"
NOTHING = "没有单位填写。"
SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
FIGURES = re.compile(r"[0-9０-９.,，％%]+")


@dataclass(frozen=True, slots=True)
class UnitWords:
    """What a unit wrote under a heading."""

    unit: UnitState
    paragraphs: tuple[str, ...]

    @property
    def name(self) -> str:
        return shown(self.unit.unit.name) + ("" if self.unit.added else NOT_ADDED)

    @property
    def pattern(self) -> str:
        """The words without figures and the unit's own name: alike where one was copied from the other."""
        return FIGURES.sub("#", "\n".join(self.paragraphs).replace(self.unit.unit.name, "*"))

    @property
    def sentences(self) -> list[str]:
        return [sentence for paragraph in self.paragraphs for sentence in SENTENCE.findall(paragraph)]


def write(result: Consolidation, report: Report, folder: Path) -> None:
    """Write 文字材料汇编.docx into the folder."""
    document = Letter(COLLECTED)
    for line in (result.title_body, result.title.removeprefix(result.title_body), "文字材料汇编"):
        document.add_paragraph(line, "Title")
    for name in result.form.texts:
        document.add_paragraph(result.form.fields[name].name, "Heading 1")
        _heading(document, _of_field(result, name))
    store(folder / NAME, document.as_docx())


def _of_field(result: Consolidation, name: str) -> list[UnitWords]:
    written = ((state, said(state.filing.texts.get(name, ""))) for state in result.units if state.filing)
    return [UnitWords(state, paragraphs) for state, paragraphs in written if paragraphs]


def _heading(document: Letter, written: Sequence[UnitWords]) -> None:
    if not written:
        document.add_paragraph(NOTHING, "Body Text First Indent")
    for alike in _alike(written).values():
        first = alike[0]
        same = [words for words in alike if words.paragraphs == first.paragraphs]
        _unit(document, "、".join(words.name for words in same), first.paragraphs)
        for words in alike:
            if words not in same:
                _unit(document, f"{words.name}（与{first.name}大体相同，不同之处）", _differing(words, first))


def _alike(written: Sequence[UnitWords]) -> Mapping[str, list[UnitWords]]:
    """Units by the pattern of their words, in the order of the first of each."""
    groups: dict[str, list[UnitWords]] = {}
    for words in written:
        groups.setdefault(words.pattern, []).append(words)
    return groups


def _differing(words: UnitWords, first: UnitWords) -> Iterator[str]:
    known = set(first.sentences)
    yield from (sentence for sentence in words.sentences if sentence not in known)


def _unit(document: Letter, names: str, paragraphs: Iterator[str] | Sequence[str]) -> None:
    document.add_paragraph(f"{names}：", "Closing")  # which stays with what follows
    for paragraph in paragraphs:
        document.add_paragraph(paragraph, "Body Text First Indent")
