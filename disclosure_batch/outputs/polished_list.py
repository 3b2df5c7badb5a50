"""年度报告-修改清单.txt in words: what was changed in an edited report, what was left, and what it lacks."""

from collections.abc import Iterator, Sequence

from disclosure_batch.carry.carrying import Kind, Left, Outcome
from disclosure_batch.carry.written import Changed
from disclosure_batch.form.model import Form
from disclosure_batch.names import shown
from disclosure_batch.papers import ANNUAL_REPORT

LIST = "年度报告-修改清单.txt"
ABOUT = (
    f"{ANNUAL_REPORT} 有人改过，程序没有重写，只按新的汇总数改了“这次改的”所列的地方，其余一个字也没有动。",
    "年度报告.html 和 章节 里仍是程序写的文字，没有您改的话。",
    "这份清单不能证明文中没有别的旧数：定稿前请通读，并用 proof 命令对照 汇总表.xlsx 校对一遍。",
    f"要程序重新写一份，请移走或删去 {ANNUAL_REPORT}，再运行一次。",
)
COMMENTED = "要改写的句子旁有批注，改好后在“审阅”里删去。"
UNPLACED = "“文中找不到原来的地方”的数，用别的话写对了，下次仍会列出：程序认不出改写过的话，核对过就行。"
TRACKED = "文中有 {} 处修订还没有接受或拒绝，请先处理：拒绝修订时，删掉的旧话会回来。"
PARTS = {"header": "页眉", "footer": "页脚", "note": "脚注、尾注"}
NOTHING = "没有。"
FEW = 6  # figures of which one number may have been
IN_ONE_LINE = (Kind.NOT_FOUND, Kind.ELSEWHERE, Kind.BESIDE)


def summary(outcome: Outcome, lacks: int) -> str:
    """In a sentence; lacks: how much a report needs and this one has not."""
    figures = sum(not changed.words for changed in outcome.changed)
    sentences = len(outcome.changed) - figures
    said = [f"改了 {figures} 个数"] if figures else []
    said += [f"换了 {sentences} 句话"] if sentences else []
    said = said or ["这次没有要改的数"]
    to_see = len(together(outcome.left)) + lacks
    said += [f"有 {to_see} 处没有改、要您看，见 {LIST}"] if to_see else []
    said += [f"还有 {outcome.tracked} 处修订没有接受或拒绝"] if outcome.tracked else []
    return "，".join(said)


def listed_lines(outcome: Outcome, lacks: Sequence[str], form: Form) -> Iterator[str]:
    """lacks: what a report needs and this one has not."""
    yield from (f"{outcome.written.title}：修改清单", "", *ABOUT, "")
    if outcome.comments:
        yield from (COMMENTED, "")
    if any(left.kind is Kind.NOT_FOUND for left in outcome.left):
        yield from (UNPLACED, "")
    if outcome.tracked:
        yield from (TRACKED.format(outcome.tracked), "")
    to_see = [*lacks, *(_left(some, form) for some in together(outcome.left))]
    yield f"一、要您看的（{len(to_see)} 处，程序没有改）"
    yield from _numbered(to_see)
    yield from ("", f"二、这次改的（{len(outcome.changed)} 处）")
    yield from _numbered([_changed(changed, form) for changed in outcome.changed])
    before = outcome.written.changed[: len(outcome.written.changed) - len(outcome.changed)]
    if before:
        yield from ("", f"三、以前改的（{len(before)} 处）")
        yield from _numbered([_changed(changed, form) for changed in before])


def _numbered(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"{number}. {line}" for number, line in enumerate(lines, 1))
    if not lines:
        yield NOTHING


def _changed(changed: Changed, form: Form) -> str:
    old, new = shown(changed.old), shown(changed.new)
    if not changed.words:
        return f"{old} 改为 {new}：{_where(changed.of, changed.where, form)}"
    if not old:
        return f"加了一句：“{new}”"
    return f"“{old}”换成“{new}”" if new else f"删了一句：“{old}”"


def together(left: Sequence[Left]) -> list[list[Left]]:
    """What is said in one line: of a sentence all the numbers that have no place, or are old ones."""
    groups: dict[object, list[Left]] = {}
    for number, one in enumerate(left):
        alone = one.kind not in IN_ONE_LINE or not one.where
        groups.setdefault(number if alone else (one.kind, one.where, one.cell, one.part), []).append(one)
    return list(groups.values())


def _left(some: Sequence[Left], form: Form) -> str:
    left = some[0]
    if left.kind is Kind.COPY:
        return "第 {} 张表和第 {} 张表一样，程序只改后一张；多出来的一张请删去。".format(*left.cell)
    old, new, where = shown(left.old), shown(left.new), _place(left, form)
    if left.kind is Kind.WORDS and not new:
        return f"原来写的“{old}”不该再有；文中这句话改写过，请看要不要删：{where}"
    numbers = "、".join(dict.fromkeys(_number(one) for one in some))
    written = "、".join(dict.fromkeys(shown(one.stands) for one in some))
    said = {
        Kind.BY_HAND: f"手工写的是 {shown(left.stands)}，汇总数是 {new}：{where}",
        Kind.FIELD: f"这里是会自动更新的域，显示的是 {shown(left.stands)}，汇总数是 {new}，请自己改：{where}",
        Kind.NOT_FOUND: f"{numbers}，文中找不到原来的地方（可能删了、改写了）：{where}",
        Kind.ELSEWHERE: f"这里也写着 {_of_several(some, form)}，是不是要改：{where}",
        Kind.BESIDE: f"这句话里有数改了，{written} 不是程序写的，没有改，请核对：{where}",
        Kind.WORDS: f"原来写的“{old}”已经不合适，应为“{new}”；文中这句话改写过，请自己改：{where}",
        Kind.HALF: f"这句话里有的数认不出，一个也没有改：应为“{new}”，文中是{where}",
        Kind.TWICE: f"这句话在文中不止一处，都没有改：原来是“{old}”，应为“{new}”；多出来的请删去",
        Kind.NEW: f"多了一句话，不知道放在哪里：“{new}”",
    }
    return said[left.kind]


def _number(left: Left) -> str:
    """What became of it."""
    return f"{shown(left.old)} 现在是 {shown(left.new)}" if left.new else f"{shown(left.old)} 已经变了"


def _of_several(some: Sequence[Left], form: Form) -> str:
    """Earlier numbers, each with the figures whose it was; of many the first ones."""
    by_number: dict[str, dict[str, None]] = {}
    for left in some:
        by_number.setdefault(shown(left.stands), {})[_was(left, form)] = None
    return "、".join(f"{number}（{'；'.join(list(told)[:FEW])}）" for number, told in by_number.items())


def _was(left: Left, form: Form) -> str:
    """Of which figure a number was, and what that is now."""
    if not left.new:
        return f"{_name(left.of, form) or '程序'}以前写的数，现在不写了"
    return f"{_name(left.of, form) or f'“{shown(left.words)}”这里'}原来的数，现在是 {shown(left.new)}"


def _place(left: Left, form: Form) -> str:
    """Where it stands: the sentence, in a table the cell, too, beside the text the part."""
    table = "第 {} 张表第 {} 行第 {} 格".format(*left.cell) if left.cell else ""
    return f"{PARTS.get(left.part, '')}{table}{_where(left.of, left.where, form)}"


def _where(of: str, sentence: str, form: Form) -> str:
    return f"“{shown(sentence)}”" if sentence else _name(of, form) or "（文中已找不到）"


def _name(of: str, form: Form) -> str:
    """What a figure is of, by the form's name."""
    return form.fields[of].name if of in form.fields else ""
