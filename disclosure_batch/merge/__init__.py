"""Filings to a Consolidation: who counts, the detail, the totals. Every output is written from it alone.

All of it is imported from here. It knows the submissions and findings of a case and what was decided of them; no file,
no office program, no sentence for a reader.
"""

from disclosure_batch.merge.adding import consolidate
from disclosure_batch.merge.consolidation import Body, Consolidation, Node
from disclosure_batch.merge.since import (
    FileMoved,
    FoundBefore,
    FoundOtherwise,
    Share,
    Since,
    Stand,
    TotalMoved,
    UnitMoved,
    UnitRenamed,
)
from disclosure_batch.merge.states import FileState, Status, UnitState
from disclosure_batch.merge.tree import with_nodes

__all__ = [
    "Body",
    "Consolidation",
    "FileMoved",
    "FileState",
    "FoundBefore",
    "FoundOtherwise",
    "Node",
    "Share",
    "Since",
    "Stand",
    "Status",
    "TotalMoved",
    "UnitMoved",
    "UnitRenamed",
    "UnitState",
    "consolidate",
    "with_nodes",
]
