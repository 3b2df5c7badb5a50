"""Filings to a Consolidation: who counts, the detail, the totals. Every output is written from it alone.

All of it is imported from here. It knows the submissions and findings of a case and what was decided of them; no file,
no office program, no sentence for a reader.
"""

from disclosure_batch.merge.adding import consolidate
from disclosure_batch.merge.consolidation import Body, Consolidation, Node
from disclosure_batch.merge.since import FoundBefore, Share, Since, Stand, TotalMoved, UnitMoved
from disclosure_batch.merge.states import FileState, Status, UnitState
from disclosure_batch.merge.tree import with_nodes

__all__ = [
    "Body",
    "Consolidation",
    "FileState",
    "FoundBefore",
    "Node",
    "Share",
    "Since",
    "Stand",
    "Status",
    "TotalMoved",
    "UnitMoved",
    "UnitState",
    "consolidate",
    "with_nodes",
]
