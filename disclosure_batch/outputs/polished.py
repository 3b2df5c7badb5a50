"""年度报告.docx that somebody has edited since it was written: it is taken on, with the figures that changed.

A document once edited stays so for all later runs, until its file is deleted. 年度报告-修改清单.txt beside it lists what
was changed in it and what was left. Where it can't be told what stands where, a fresh one is written and that is said;
the edited one is kept by `folder`, as everything that people have changed.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from disclosure_batch.carry.carrying import Kind, Left, Outcome
from disclosure_batch.carry.forward import BROKEN, Carried, Refused, forward
from disclosure_batch.carry.written import FILE, Changed, Written, hash_of
from disclosure_batch.documents.confined import NotStarted, within_limits
from disclosure_batch.documents.guard import read_file
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.form.model import Form
from disclosure_batch.names import shown
from disclosure_batch.outputs.reread import Reread, Wanted, lacking_lines, reread, wanted_of
from disclosure_batch.papers import MANIFEST
from disclosure_batch.report.as_docx import NAME, printed
from disclosure_batch.report.report import Polished, Report
from disclosure_batch.storing import store

LIST = "年度报告-修改清单.txt"
OTHER_FORMATS = (".odt", ".doc", ".wps", ".rtf")
ABOUT = (
    f"{NAME} 有人改过，程序没有重写，只按新的汇总数改了“这次改的”所列的地方，其余一个字也没有动。",
    "年度报告.html 和 章节 里仍是程序写的文字，没有您改的话。",
    "这份清单不能证明文中没有别的旧数：定稿前请通读，并用 proof 命令对照 汇总表.xlsx 校对一遍。",
    f"要程序重新写一份，请移走或删去 {NAME}，再运行一次。",
)
COMMENTED = "要改写的句子旁有批注，改好后在“审阅”里删去。"
UNPLACED = "“文中找不到原来的地方”的数，用别的话写对了，下次仍会列出：程序认不出改写过的话，核对过就行。"
TRACKED = "文中有 {} 处修订还没有接受或拒绝，请先处理：拒绝修订时，删掉的旧话会回来。"
PARTS = {"header": "页眉", "footer": "页脚", "note": "脚注、尾注"}
NOTHING = "没有。"
NOT_APPLIED = f"给的报告样式只用于新写的报告，没有套用在这一份上；要套用，请先把改过的另存到别处，删去 {NAME}，再运行一次。"


def taken_on(report: Report, form: Form, folder: Path, root: Path | None = None) -> Report:
    """The report with the edited document of the last run, if the folder holds one. root: where its manifest lies."""
    path = folder / NAME
    if not path.is_file():
        return replace(report, polished=_in_other_format(folder))
    try:
        edited = read_file(path)
        if _as_written(edited, path, root or folder):
            return report
        arguments = edited, printed(report).written, _beside(folder), wanted_of(report, form)
        done, found = within_limits(_carried_and_reread, *arguments, size=len(edited))
    except NotStarted:
        raise
    except Exception:  # whatever other programs have written
        done, found = Refused(BROKEN), Reread()
    return replace(report, polished=_told(done, found, report, form))


def _carried_and_reread(
    edited: bytes, fresh: Written, beside: bytes | None, wanted: Wanted
) -> tuple[Carried | Refused, Reread]:
    """The document with the figures that changed, and what of a report's it lacks."""
    done = forward(edited, fresh, beside)
    found = reread(done.data, wanted) if isinstance(done, Carried) else Reread()
    return done, found


def write_list(polished: Polished | None, folder: Path) -> None:
    """Write 年度报告-修改清单.txt into the folder, where something is to be told."""
    if polished and polished.listed:
        store(folder / LIST, "\n".join((*polished.listed, "")).encode())


def _as_written(data: bytes, path: Path, root: Path) -> bool:
    """Whether it is what the last run wrote, and none that had been edited before."""
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        outputs = json.loads((root / MANIFEST).read_bytes())["outputs"]
        name = path.relative_to(root).as_posix()
        entry = next((entry for entry in outputs if entry["path"] == name), {})
        return entry.get("sha256") == hashlib.sha256(data).hexdigest() and not entry.get("edited")
    return False


def _beside(folder: Path) -> bytes | None:
    with suppress(Unreadable):
        return read_file(folder / FILE)
    return None


def _in_other_format(folder: Path) -> Polished | None:
    names = [f"{Path(NAME).stem}{suffix}" for suffix in OTHER_FORMATS]
    found = "、".join(name for name in names if (folder / name).is_file())
    return Polished(f"文件夹里有 {found}，没有动它；改过的报告要另存为 {NAME} 才能接着用。") if found else None


# ---------------------------------------------------------------- in words


def _told(done: Carried | Refused, found: Reread, report: Report, form: Form) -> Polished:
    if isinstance(done, Refused):
        return Polished(f"{NAME} {done.why}，没有接着用它，写了新的。")
    outcome = _without_what_is_said(done.outcome, found)
    lacks = tuple(lacking_lines(found, form))
    said = f"{NAME} 有人改过，接着用这一份：{_summary(outcome, len(lacks))}。"
    if report.template and outcome.written.template != hash_of(report.template):
        said += NOT_APPLIED
    listed = tuple(_lines(outcome, lacks, form))
    to_see = len(outcome.left) + len(lacks)
    return Polished(said, done.data, outcome.written.data, outcome.to_fill, lacks, to_see, listed)


def _without_what_is_said(outcome: Outcome, found: Reread) -> Outcome:
    """Of a cell that is no more, or says something else, it is enough to tell that."""
    again = {*found.lost, *found.other}
    left = [one for one in outcome.left if one.where or one.of not in again or one.kind is Kind.ELSEWHERE]
    return replace(outcome, left=left)


def _summary(outcome: Outcome, lacks: int) -> str:
    figures = sum(not changed.words for changed in outcome.changed)
    sentences = len(outcome.changed) - figures
    said = [f"改了 {figures} 个数"] if figures else []
    said += [f"换了 {sentences} 句话"] if sentences else []
    said = said or ["这次没有要改的数"]
    to_see = len(outcome.left) + lacks
    said += [f"有 {to_see} 处没有改、要您看，见 {LIST}"] if to_see else []
    said += [f"还有 {outcome.tracked} 处修订没有接受或拒绝"] if outcome.tracked else []
    return "，".join(said)


def _lines(outcome: Outcome, lacks: Sequence[str], form: Form) -> Iterator[str]:
    yield from (f"{outcome.written.title}：修改清单", "", *ABOUT, "")
    if outcome.comments:
        yield from (COMMENTED, "")
    if any(left.kind is Kind.NOT_FOUND for left in outcome.left):
        yield from (UNPLACED, "")
    if outcome.tracked:
        yield from (TRACKED.format(outcome.tracked), "")
    to_see = [*lacks, *(_left(left, form) for left in outcome.left)]
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


def _left(left: Left, form: Form) -> str:
    if left.kind is Kind.COPY:
        return "第 {} 张表和第 {} 张表一样，程序只改后一张；多出来的一张请删去。".format(*left.cell)
    old, new, where = shown(left.old), shown(left.new), _place(left, form)
    becomes = f"现在是 {new}" if new else "已经变了"
    said = {
        Kind.BY_HAND: f"手工写的是 {shown(left.stands)}，汇总数是 {new}：{where}",
        Kind.NOT_FOUND: f"{old} {becomes}，文中找不到原来的地方（可能删了、改写了）：{where}",
        Kind.ELSEWHERE: f"这里也写着 {shown(left.stands)}（{_whose(left, form)}，{becomes}），是不是要改：{where}",
        Kind.WORDS: f"原来写的“{old}”已经不合适，应为“{new}”；文中这句话改写过，请自己改：{where}",
        Kind.HALF: f"这句话里有的数认不出，一个也没有改：应为“{new}”，文中是{where}",
        Kind.NEW: f"多了一句话，不知道放在哪里：“{new}”",
    }
    if left.kind is Kind.WORDS and not new:
        return f"原来写的“{old}”不该再有；文中这句话改写过，请看要不要删：{where}"
    return said[left.kind]


def _whose(left: Left, form: Form) -> str:
    """Of which figure a number was."""
    if name := _name(left.of, form):
        return f"{name}原来的数"
    return f"“{shown(left.words)}”这里原来的数" if left.words else "改过的一个数原来的数"


def _place(left: Left, form: Form) -> str:
    """Where it stands: the sentence, in a table the cell, too, beside the text the part."""
    table = "第 {} 张表第 {} 行第 {} 格".format(*left.cell) if left.cell else ""
    return f"{PARTS.get(left.part, '')}{table}{_where(left.of, left.where, form)}"


def _where(of: str, sentence: str, form: Form) -> str:
    return f"“{shown(sentence)}”" if sentence else _name(of, form) or "（文中已找不到）"


def _name(of: str, form: Form) -> str:
    """What a figure is of, by the form's name."""
    return form.fields[of].name if of in form.fields else ""
