"""A finding's words as a test wants them, without a rule that would find them."""

from dataclasses import dataclass

from disclosure_batch.findings import Finding, Reader, Words, words


@dataclass(frozen=True, slots=True)
class Said:
    """A finished sentence, and what it suggests."""

    message: str = ""
    suggestion: str | None = None


@words(Said)
def _(about: Said, finding: Finding, reader: Reader) -> Words:
    return Words(about.message, about.suggestion or "", suggestion=about.suggestion)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What was decided, in finished words."""

    words: str
    accepts: bool = False
    decisions: tuple[str, ...] = ("同意",)
