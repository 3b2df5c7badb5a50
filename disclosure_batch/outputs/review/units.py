"""The units as the page has them: who, where it stands and why, whom to call, how late, what there is for it."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from disclosure_batch.merge import UnitState
from disclosure_batch.outputs.notices.chat import of_missing
from disclosure_batch.outputs.notices.product import UnitPapers
from disclosure_batch.outputs.overview import Overview
from disclosure_batch.outputs.review.compact import Paragraphs
from disclosure_batch.outputs.standing import MAY_BE_ABSENT
from disclosure_batch.outputs.tasks import kinds_of

IN_ORDER = "已计入汇总"
WITHIN = "数字已包含在别家的汇总表里"
NOT_COUNTED = "不计入汇总"


class UnitRows:
    """A row for each unit, in roster order."""

    def __init__(self, seen: Overview, papers: Mapping[str, UnitPapers]) -> None:
        self.seen, self.papers, self.result = seen, papers, seen.result
        self.asked = kinds_of(seen)
        self._checksums = {file.path: file.checksum for file in seen.result.files}

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return map(self._row, self.result.units)

    def _row(self, state: UnitState) -> Mapping[str, Any]:
        unit = state.unit
        papers = self.papers.get(unit.key, UnitPapers())
        return {
            "code": unit.code,
            "name": unit.name,
            "kind": self.kind(state),
            "asked": int(unit.key in self.asked),
            "standing": self.seen.standing(state),
            "category": unit.category or "",
            "added": int(state.added),
            "contact": unit.contact or self._stated(state, "unit.prepared_by"),
            "phone": unit.phone or self._stated(state, "unit.phone"),
            "filed": self._stated(state, "unit.date"),
            "late": self._days_late(state),
            "file": state.file,
            "checksum": self._checksum(state),
            "notice": papers.notice,
            "copy": papers.workbook,
            "chat": self._chat(state, papers),
        }

    def kind(self, state: UnitState) -> str:
        """Why somebody has to speak to it, or how it is in order."""
        if asked := self.asked.get(state.unit.key):
            return asked[0]
        if state.within:
            return WITHIN
        if state.added:
            return IN_ORDER
        may_be_absent = self.result.may_be_absent(state) and not state.file
        return MAY_BE_ABSENT if may_be_absent else NOT_COUNTED

    def _stated(self, state: UnitState, name: str) -> str:
        return state.filing.texts.get(name, "") if state.filing else ""

    def _days_late(self, state: UnitState) -> int | None:
        """By the day that it has filled in; None where it was in time, or that can't be told."""
        deadline, filed = self.result.settings.deadline, self._stated(state, "unit.date")
        try:
            day = datetime.date.fromisoformat(filed)
        except ValueError:
            return None
        return (day - deadline).days if deadline and day > deadline else None

    def _checksum(self, state: UnitState) -> str | None:
        code = self._checksums.get(state.file)
        return None if code is None else f"{code:05d}"

    def _chat(self, state: UnitState, papers: UnitPapers) -> Paragraphs | None:
        """The text that lies beside its notice; of one that sent nothing to be mended, the request."""
        written = papers.chat
        if written is None and state.unit.key in self.asked and not state.file:
            written = of_missing(state, self.asked[state.unit.key], self.result)
        return Paragraphs(written) if written else None
