"""What Excel makes of a code that it takes for a number: zeros in front and digits behind are lost."""

import re
from collections import Counter
from collections.abc import Sequence

from disclosure_batch.roster.file import RosterRow
from disclosure_batch.text import EXACT_DIGITS, MOST_EXACT, normalised

_SPARE = 2  # so many zeros in front are lost by chance; more of them are another kind of code
_REMEDY = "请把单元格设为“文本”格式，再输入完整的代码，例如 410801。"
_AS_WORKBOOK = "请把名册存成 .xlsx，代码栏设为“文本”格式。"


class CodesOfRoster:
    """All codes of a roster: what one of them has lost shows beside the others."""

    def __init__(self, rows: Sequence[RosterRow]) -> None:
        codes = {normalised(row.text("单位代码")): row for row in rows}
        self.codes = {code: row for code, row in codes.items() if code.isdecimal()}
        self.usual, self.spare = self._usual(len(rows))
        self.levels = self._above()

    def what_was_lost(self, row: RosterRow) -> str:
        """In a sentence; empty where the code is whole."""
        cell, code = row.cell("单位代码"), row.text("单位代码")
        if isinstance(cell, str):
            flaw, remedy = self._of_text(normalised(code), row.typed)
        else:
            flaw, remedy = self._of_number(cell, code), _REMEDY
        return f"单位代码“{code}”{flaw}。{remedy}" if flaw else ""

    def _of_text(self, code: str, typed: bool) -> tuple[str, str]:
        """What is wrong and what to do. A text that was typed as one is meant so."""
        if re.fullmatch(r"\d(\.\d+)?[Ee]\+\d+", code):
            return "写成了科学记数，数字已经不全", _REMEDY
        if not typed and re.fullmatch(rf"\d{{{EXACT_DIGITS}}}0+", code):
            return f"第 {EXACT_DIGITS} 位以后都是 0，像是 Excel 丢了后面的数字", f"请核对，改为完整的代码；确实如此的，{_AS_WORKBOOK}"
        if not typed and self._short(code):
            return self._too_short(code), f"请补上 0；本来就是 {len(code)} 位的，{_AS_WORKBOOK}"
        return "", ""

    def _of_number(self, cell: object, code: str) -> str:
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            return "是日期或逻辑值，不是代码"
        if cell < 0 or cell % 1:
            return "是负数或小数，不是代码"
        if cell >= MOST_EXACT:
            return f"存成了数字，{EXACT_DIGITS} 位以后的已经丢失"
        return f"存成了数字，{self._too_short(code)}" if self._short(code) else ""

    def _too_short(self, code: str) -> str:
        return f"只有 {len(code)} 位，别的代码是 {self.usual} 位，开头的 0 可能丢了"

    def _usual(self, rows: int) -> tuple[int, int]:
        """(how long codes are here, how many zeros may be lost in front): (0, 0) where they are of any length.

        The length of those typed as text where it is one, otherwise that of two thirds of them.
        """
        typed = {len(code) for code, row in self.codes.items() if row.typed and isinstance(row.cell("单位代码"), str)}
        if len(typed) == 1:
            return (length := typed.pop()), length
        if all(len(code) < 10 and int(code) <= rows for code in self.codes):
            return 0, 0  # running numbers, 1 is as good as 10
        length, times = Counter(map(len, self.codes)).most_common(1)[0]
        zeros = max(len(code) - len(code.lstrip("0")) for code in self.codes if len(code) == length)
        return (length, max(zeros, _SPARE)) if times * 3 >= rows * 2 else (0, 0)

    def _short(self, code: str) -> bool:
        """Whether zeros are missing in front. Codes as long as one that others begin with are of the level above."""
        may_have_lost = code.isdecimal() and not code.startswith("0") and len(code) not in self.levels
        return may_have_lost and 0 < self.usual - len(code) <= self.spare

    def _above(self) -> set[int]:
        lengths = set(map(len, self.codes))
        beginnings = {code[:length] for code in self.codes for length in lengths if length < len(code)}
        return {len(code) for code in beginnings & self.codes.keys()}
