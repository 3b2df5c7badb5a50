"""年度报告.docx that somebody has edited since it was written: it is taken on, with the figures that changed.

A document once edited stays so for all later runs, until its file is deleted. 年度报告-修改清单.txt beside it lists what
was changed in it and what was left. Where it can't be told what stands where, a fresh one is written and that is said;
the edited one is kept by `folder`, as everything that people have changed.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from disclosure_batch.carry.carrying import Kind, Outcome
from disclosure_batch.carry.forward import BROKEN, Carried, Refused, forward
from disclosure_batch.carry.written import FILE, Written, hash_of
from disclosure_batch.documents.confined import NotStarted, within_limits
from disclosure_batch.documents.guard import read_file
from disclosure_batch.documents.unreadable import Unreadable
from disclosure_batch.form.model import Form
from disclosure_batch.outputs.polished_list import LIST, listed_lines, summary, together
from disclosure_batch.outputs.reread import Reread, Wanted, lacking_lines, reread, wanted_of
from disclosure_batch.papers import MANIFEST
from disclosure_batch.report.as_docx import NAME, printed
from disclosure_batch.report.report import Polished, Report
from disclosure_batch.storing import store

OTHER_FORMATS = (".odt", ".doc", ".wps", ".rtf")
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


def _told(done: Carried | Refused, found: Reread, report: Report, form: Form) -> Polished:
    if isinstance(done, Refused):
        return Polished(f"{NAME} {done.why}，没有接着用它，写了新的。")
    outcome, beside = _each_once(done.outcome, found)
    lacks, to_tell = tuple(lacking_lines(found, form)), tuple(lacking_lines(beside, form))
    said = f"{NAME} 有人改过，接着用这一份：{summary(outcome, len(to_tell))}。"
    if report.template and outcome.written.template != hash_of(report.template):
        said += NOT_APPLIED
    listed = tuple(listed_lines(outcome, to_tell, form))
    to_see = len(to_tell) + len(together(outcome.left))
    return Polished(said, done.data, outcome.written.data, outcome.to_fill, lacks, to_see, listed)


def _each_once(outcome: Outcome, found: Reread) -> tuple[Outcome, Reread]:
    """Of a cell that is no more it is enough to tell that; of one that says something else, where it is, if known."""
    lost = {*found.lost, *found.other}
    left = [one for one in outcome.left if one.where or one.kind is not Kind.NOT_FOUND or one.of not in lost]
    known = {one.of for one in left if one.cell and one.kind in (Kind.BY_HAND, Kind.FIELD)}
    other = {name: said for name, said in found.other.items() if name not in known}
    return replace(outcome, left=left), replace(found, other=other)
