"""What somebody has still to write before a report could be published, although nothing in it says 请补充."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from disclosure_batch.report.narrative import DRAFT, OWN
from disclosure_batch.report.report import SubHeading, Unwritten, WrittenBlock
from disclosure_batch.report.told import without
from disclosure_batch.text import NOTHING, tidy

SIGNS = re.compile(f"[{OWN}{DRAFT}]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A sub-heading and what stands below it; what stands before the first has none."""

    heading: str
    text: str

    @property
    def bare(self) -> bool:
        """Figures stand alone below it, or it says 无 and nothing else."""
        figures_alone = self.heading and OWN not in self.text and DRAFT not in self.text
        return bool(figures_alone) or tidy(self.text).strip("。.") in NOTHING


def unwritten_in(written: Mapping[str, Sequence[WrittenBlock]], wordless: bool) -> Unwritten:
    """By the sections as the templates have them, with their signs. wordless: whether figures alone say too little;
    where somebody has templates of his own, what they say is what was wanted."""
    parts = {heading: list(_parts(blocks)) for heading, blocks in written.items()}
    bare = [part.heading or heading for heading, several in parts.items() for part in several if part.bare]
    drafted = [heading for heading, several in parts.items() if any(DRAFT in part.text for part in several)]
    return Unwritten(tuple(bare) if wordless else (), tuple(drafted))


def _parts(blocks: Sequence[WrittenBlock]) -> Iterator[_Part]:
    part = _Part("", "")
    for block in blocks:
        if isinstance(block, SubHeading):
            if part.text:
                yield part
            part = _Part(block.text, "")
        else:
            part = replace(part, text=part.text + block.text)
    if part.text:  # of a heading without any words it is said in the text itself
        yield part


def without_signs(block: WrittenBlock) -> WrittenBlock:
    return replace(block, text=without(block.text, SIGNS))
