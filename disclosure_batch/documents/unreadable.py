"""Why a file gives no document. The four kinds are values, so that each rule finds its own by the type."""

from dataclasses import dataclass
from typing import ClassVar

from disclosure_batch.findings import Trouble

ONLY_THE_REPORT = "只留下年度报告的内容另存，或把数字填进本单位的表，重新报送"  # of a text, which has no cells to be left out


@dataclass(frozen=True, slots=True)
class NotReadable(Trouble):
    """A file that can't be opened, or holds nothing that is read. advice says what to do where it isn't the usual."""

    reason: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Foreign(NotReadable):
    """A file of a kind that is not read, whatever stands in it."""


@dataclass(frozen=True, slots=True)
class OfTheFolder(NotReadable):
    """What lies in the folder and is no file that could be opened: nobody but who keeps the folder can mend it."""


@dataclass(frozen=True, slots=True)
class Encrypted(Trouble):
    """A file that opens with a password only."""

    reason: ClassVar[str] = "设了打开密码"


@dataclass(frozen=True, slots=True)
class BeyondLimits(Trouble):
    """A file that is larger, or takes more time or memory, than guard.py allows. unpacked: bytes of its parts; advice
    says what to do where it isn't the usual."""

    reason: str
    unpacked: int = 0
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Damaged(Trouble):
    """A file whose inside is not sound; its figures might be those that are broken."""

    reason: str = "打得开，但内部已损坏"


class Unreadable(Exception):
    """A file gives no document. Never leaves the package's callers: each turns it into words or a finding."""

    def __init__(self, trouble: NotReadable | Encrypted | BeyondLimits | Damaged) -> None:
        super().__init__(trouble)
        self.trouble = trouble

    @property
    def reason(self) -> str:
        """Why, in words, with what to do where that is not the usual."""
        advice = getattr(self.trouble, "advice", "")
        return f"{self.trouble.reason}，请{advice}" if advice else self.trouble.reason
