"""What a report still lacks, in words: units whose own consolidated workbook was a draft."""

from disclosure_batch.merge import Consolidation
from disclosure_batch.names import shown


def below(result: Consolidation) -> str:
    """That units are lacking one level down, to be put behind how many there are here; empty where none is."""
    if not result.incomplete:
        return ""
    lacking = sum(len(names) for _, names in result.incomplete)
    return f"，其中 {len(result.incomplete)} 家报来的汇总表是送审稿、还缺 {lacking} 家"


def who_is_below(result: Consolidation) -> str:
    """示例区（缺 2 家：甲局、乙局）"""
    each = ((shown(state.unit.name), len(names), "、".join(map(shown, names))) for state, names in result.incomplete)
    return "；".join(f"{name}（缺 {number} 家：{names}）" for name, number, names in each)
