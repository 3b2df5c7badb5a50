"""How the units that group others stand, as the top tells of them: screen, sheet and page say it with these words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosure_batch.merge import Consolidation, Node
from disclosure_batch.names import shown
from disclosure_batch.outputs.overview import Overview, overview
from disclosure_batch.rules.roll_up import CellOff, SumHeld

IN_ORDER = "已报齐，没有错误"


@dataclass(frozen=True, slots=True)
class NodeLine:
    """A unit that groups others. off: the cells in which its own 汇总表 is otherwise, None where it has sent none."""

    node: Node
    seen: Overview
    off: Sequence[CellOff] | None

    @property
    def name(self) -> str:
        return self.node.unit.name

    @property
    def is_in_order(self) -> bool:
        return self.seen.clear

    @property
    def state(self) -> str:
        return IN_ORDER if self.is_in_order else self.seen.state

    @property
    def numbers(self) -> tuple[int, ...]:
        """应报, 已报, 未报, 需修改, 计入汇总."""
        seen = self.seen
        missing = len(seen.result.missing)
        return len(seen.expected), len(seen.came), missing, len(seen.to_mend), len(seen.result.added)

    @property
    def held(self) -> str:
        """节点检查: what came of its own 汇总表."""
        if self.off is None:
            return "没有另报"
        return f"{len(self.off)} 格不同" if self.off else "逐格相同"

    @property
    def words(self) -> str:
        own = f"；自己的汇总表 {self.held}" if self.off else ""
        return f"{shown(self.name)}：{self.seen.numbers}{own}。"


def node_lines(result: Consolidation) -> list[NodeLine]:
    """Each node, before those below it."""
    return [NodeLine(node, overview(node.result), cells_off(node)) for node in result.nodes]


def cells_off(node: Node) -> Sequence[CellOff] | None:
    """Where the node's own 汇总表 differs from what its units report; None where it has sent none."""
    held = [f.about for f in node.result.findings if isinstance(f.about, SumHeld)]
    held = [about for about in held if about.unit == node.unit.name]
    return [cell for about in held for cell in about.cells] if held else None


def nodes_in_words(result: Consolidation, most: int) -> Iterator[str]:
    """How many are in order, then those that are not, a line each, as many as are wanted; nothing without a tree."""
    lines = node_lines(result)
    if not lines:
        return
    open_ = [line for line in lines if not line.is_in_order]
    yield f"下级 {len(lines)} 家：{len(lines) - len(open_)} 家{IN_ORDER}{f'；{len(open_)} 家还没有：' if open_ else '。'}"
    yield from (line.words for line in open_[:most])
    if len(open_) > most:
        yield f"其余 {len(open_) - most} 家见汇总表的“下级汇总”。"
