"""What lies in the folder of results beside the page, so that nothing is linked that is not there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.notices.product import UnitPapers, papers_in
from disclosure_batch.papers import ANNUAL_REPORT, COLLECTED, CONSOLIDATED, PICTURE, SIGN_OFF
from disclosure_batch.report import as_html

TO_OPEN = (CONSOLIDATED, ANNUAL_REPORT, as_html.NAME, f"{PICTURE}.html", f"{SIGN_OFF}.docx", f"{COLLECTED}.docx")


@dataclass(frozen=True, slots=True)
class LyingBeside:
    """Names of products, and what there is for each unit, by its key."""

    products: Sequence[str] = ()
    papers: Mapping[str, UnitPapers] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path | None, result: Consolidation) -> "LyingBeside":
        """folder: None where the page is drawn without one."""
        if folder is None:
            return cls()
        return cls([name for name in TO_OPEN if (folder / name).exists()], papers_in(folder, result))
