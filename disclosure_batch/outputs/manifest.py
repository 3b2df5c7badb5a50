"""manifest.json: the machine-readable account of a run."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from disclosure_batch.decisions.decision import Decision
from disclosure_batch.findings import COORDINATOR, Finding
from disclosure_batch.merge import Consolidation, FileState, UnitState
from disclosure_batch.outputs.since import since_account
from disclosure_batch.papers import ANNUAL_REPORT, MANIFEST
from disclosure_batch.report.report import Report
from disclosure_batch.text import plain, spelled

NAME = MANIFEST
TURNS = re.compile(r"[\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

_FILE_KEYS = ("path", "sha256", "unit", "status", "rules")
_FINDING_KEYS = (
    *("rule", "severity", "unit", "file", "sheet", "cell", "also", "field"),
    *("value", "expected", "message", "suggestion", "explanation", "decision", "candidates"),
)


def account(result: Consolidation) -> dict[str, Any]:
    """The account without its outputs; keys in the order of the contract, figures as int and Decimal. What grows with
    the units is made row by row."""
    return {
        "edition": result.form.edition,
        "year": result.year,
        "body": {"code": result.body.code, "name": result.body.name},
        "files": map(_file, result.files),
        "units": map(_unit, result.units),
        "totals": {name: result.totals[name] for name in result.form.numeric},
        "reported": {name: result.reported[name] for name in result.form.numeric},
        "findings": map(finding_account, result.findings),
        "decisions": [_decision(decision, result) for decision in result.decisions],
        "since": since_account(result.since),
    }


def write(result: Consolidation, report: Report, folder: Path) -> None:
    """Write manifest.json beside the finished outputs and list each of them with its SHA-256."""
    write_account(result, folder, {ANNUAL_REPORT} if report.edited else ())


def write_account(result: Consolidation, folder: Path, edited: Collection[str] = ()) -> None:
    """The same, of whatever lies in the folder. edited: documents of an editor's that were carried forward.

    set_aside: which of the files no office has sent. returned: what units were sent back, by its sha256. nodes: where
    the results of the units below are, which have accounts of their own. Each is there where there is any.
    """
    outputs = [
        {"path": path, "sha256": _sha256(folder / path)} | ({"edited": True} if path in edited else {})
        for path in _outputs(folder, {node.folder for node in result.nodes})
    ]
    nodes = [{"code": n.unit.code or None, "name": n.unit.name, "folder": n.folder} for n in result.nodes]
    set_aside = [file.path for file in result.files if file.clutter]
    more = {"set_aside": set_aside, "returned": result.returned, "nodes": nodes}
    told = {key: said for key, said in more.items() if said}
    with (folder / MANIFEST).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_pieces(account(result) | told | {"outputs": outputs}))


def summary_json(result: Consolidation, merged: bool = False) -> str:
    """What `--format json` prints, in the shapes of the manifest. To be written as UTF-8 on every system.

    merged: there may have been a run before, so it says what is otherwise.
    """
    summary = {
        "files": map(_file, result.files),
        "units": map(_unit, result.units),
        "findings": map(finding_account, result.findings),
    }
    return as_json(summary | ({"since": since_account(result.since)} if merged else {}))


def _file(state: FileState) -> dict[str, Any]:
    return {key: getattr(state, key) for key in _FILE_KEYS}


def _unit(state: UnitState) -> dict[str, Any]:
    return {
        "code": state.unit.code or None,
        "name": state.unit.name,
        "status": state.status,
        "counted": state.counted,
        "file": state.file,
    }


def finding_account(finding: Finding) -> dict[str, Any]:
    """A finding in the shape of the manifest."""
    told = finding.told(COORDINATOR)
    words = {"message": told.message, "suggestion": told.suggestion}
    words["decision"] = finding.decision.words if finding.decision else None
    words["candidates"] = [{"cell": c.cell, "value": c.value, "becomes": c.becomes} for c in finding.candidates]
    return {key: words[key] if key in words else getattr(finding, key) for key in _FINDING_KEYS}


def _decision(decision: Decision, result: Consolidation) -> dict[str, Any]:
    """Where it applies, what the office has there and what is taken instead; remark says why it does not apply.

    change: what is taken otherwise, in words. in_totals: the fields whose totals have the correction in them, here and
    in 数据.csv.
    """
    entry = decision.entry
    return {
        "unit": decision.unit,
        "rule": entry.line.rule,
        **{key: getattr(decision, key) for key in ("sheet", "cell", "field", "value", "expected")},
        "decision": entry.word,
        "corrected": decision.corrected,
        "change": decision.change,
        **{key: getattr(entry, key) for key in ("reason", "by", "date")},
        "in_totals": [name for name, made in result.corrected.items() if decision in made],
        "applied": decision.applied,
        "remark": decision.remark,
    }


def _outputs(folder: Path, nodes: Collection[str]) -> list[str]:
    """Every file below, but for those of nodes, which have accounts of their own."""
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in paths if path != MANIFEST and path.partition("/")[0] not in nodes)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def as_json(value: Mapping[str, Any]) -> str:
    """Signs that turn a line around are written as \\u202e: the same to a program, harmless to a reader."""
    return "".join(_pieces(value))


def _pieces(value: Mapping[str, Any]) -> Iterator[str]:
    """The items of its lists and iterators one after another."""
    begin = "{"
    for key, item in value.items():
        yield f"{begin}\n {_indented(key, 1)}: "
        yield from _items(item) if isinstance(item, list | Iterator) else [_indented(item, 1)]
        begin = ","
    yield "\n}\n"


def _items(items: Iterable[Any]) -> Iterator[str]:
    begin = "["
    for item in items:
        yield f"{begin}\n  {_indented(item, 2)}"
        begin = ","
    yield "\n ]" if begin == "," else "[]"


def _indented(value: Any, depth: int) -> str:
    lines = msgspec.json.format(msgspec.json.encode(_encodable(value)), indent=1).decode().split("\n")
    return TURNS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", f"\n{' ' * depth}".join(lines))


def _encodable(value: Any) -> Any:
    """Amounts digit for digit; a file name that is no Unicode with its bytes spelled out."""
    if isinstance(value, Mapping):
        return {key: _encodable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(item) for item in value]
    if isinstance(value, Decimal):
        return msgspec.Raw(plain(value).encode())
    return spelled(value) if isinstance(value, str) else value
