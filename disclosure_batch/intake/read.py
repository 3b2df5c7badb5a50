"""One file becomes one reading. Nothing that a file holds raises beyond this module."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from disclosure_batch.form.model import Form
from disclosure_batch.intake import guard
from disclosure_batch.intake.build import build
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.consolidated import DETAIL, parts_of
from disclosure_batch.intake.document import Document, Unreadable
from disclosure_batch.intake.filing import Filing, Origin, Reading, Trouble
from disclosure_batch.intake.locate import locate, stamp
from disclosure_batch.intake.spreadsheet import read_other, read_xlsx

EXTENSIONS = {"xlsx": (".xlsx", ".xlsm"), "ole": (".xls", ".et"), "ods": (".ods",)}
READERS = {"xlsx": read_xlsx, "ole": read_other, "ods": read_other}


def read(source: Source, form: Form) -> Reading:
    """Opens a file within the limits of guard.py and reads the form in it.

    A file that is ignored by kind, that can't be read or that is not this form gives a reading without a filing.
    """
    if source.ignored:
        return _ignored(source)
    try:
        data = _bytes(source.file)
    except OSError as error:
        return Reading(source.path, "", 0, (_trouble("F001", f"打不开（{error.strerror or '没有权限或正被占用'}）"),))
    fingerprint = (source.path, hashlib.sha256(data).hexdigest(), len(data))
    try:
        filing, troubles = _filing(source, data, form)
    except Unreadable as why:
        return Reading(*fingerprint, (_trouble(why.rule, why.reason),))
    return Reading(*fingerprint, tuple(troubles), filing)


def _ignored(source: Source) -> Reading:
    try:
        data = _bytes(source.file)
    except OSError:
        data = b""
    trouble = _trouble("F004", source.ignored)
    return Reading(source.path, hashlib.sha256(data).hexdigest(), len(data), (trouble,), ignored=True)


def _bytes(path: Path) -> bytes:
    """The file, or one byte more than may be read, so that a larger one is known as such."""
    with path.open("rb") as file:
        return file.read(guard.FILE_SIZE + 1)


def _filing(source: Source, data: bytes, form: Form) -> tuple[Filing | None, Sequence[Trouble]]:
    kind = guard.kind_of(data)
    if kind not in READERS:
        raise Unreadable("F001", "不是工作簿，也不是能读取的文档")
    document = READERS[kind](data)
    troubles = list(_file_troubles(source, kind, document))
    marked = stamp(document)
    if marked.get("edition", form.edition) != form.edition:
        return None, [*troubles, Trouble("L002", {"edition": marked["edition"]})]
    located = locate(document, form)
    if missing := located.missing(form):
        return None, [*troubles, _not_this_form(missing, form)]
    consolidated = marked.get("kind") == "consolidated"
    origin = Origin.CONSOLIDATED if consolidated else Origin.TEMPLATE
    filing = build(document, located, form, origin, marked)
    if consolidated:
        troubles.append(Trouble("L008"))
        filing = parts_of(filing, document.grid(DETAIL), form)
    return filing, troubles


def _file_troubles(source: Source, kind: str, document: Document):
    if source.file.suffix.lower() not in EXTENSIONS[kind]:
        yield Trouble("F003", {"extension": source.file.suffix or "没有扩展名", "expected": EXTENSIONS[kind][0]})
    if document.notes:
        yield Trouble("F007", {"what": "、".join(document.notes)})


def _not_this_form(missing: list[str], form: Form) -> Trouble:
    required = sum(form.fields[name].required for name in form.inputs)
    if len(missing) == required:
        return Trouble("L001")
    return Trouble("L005", {"missing": len(missing), "of": required, "fields": missing})


def _trouble(rule: str, reason: str) -> Trouble:
    return Trouble(rule, {"reason": reason})
