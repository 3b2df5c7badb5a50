"""What is said of an archive: what was packed, what differs."""

from collections.abc import Iterator, Sequence

from disclosure_batch.findings import Severity
from disclosure_batch.keeping.held import Deviation, Differs
from disclosure_batch.keeping.packing import LONGEST_TO_UNPACK, Packed
from disclosure_batch.keeping.verifying import Verified
from disclosure_batch.outputs.manifest import as_json
from disclosure_batch.papers import GIVEN_IN_ARCHIVE, RESULT_IN_ARCHIVE

SHOWN = 5  # so many files are named
MANY = 200  # differences that are named
HOW = {
    Differs.CHANGED: "内容变了，和记录的不一样",
    Differs.MISSING: "缺少，没有找到",
    Differs.ADDED: "是后来加进去的，或有两份",
}
PLACES = {f"{RESULT_IN_ARCHIVE}/": "结果里的", f"{GIVEN_IN_ARCHIVE}/": "汇总时用的"}


def difference_told(difference: Deviation) -> str:
    """Which file it is, and what is otherwise."""
    for folder, whose in PLACES.items():
        if difference.path.startswith(folder):
            return f"{whose}“{difference.path.removeprefix(folder)}”{HOW[difference.how]}。"
    return f"“{difference.path}”{HOW[difference.how]}。"


def archived_told(packed: Packed, beside: Sequence[str]) -> Iterator[str]:
    """What was written, and what the coordinator should know of it."""
    yield f"已归档 {packed.count} 个文件，写到 {packed.path}。检查是否完好：disclosure-batch check {packed.path.name}"
    yield f"整个档案的 SHA-256（请记在归档登记上，以后可以核对）：{packed.sha256}"
    if beside:
        names = "、".join(path.removeprefix(f"{RESULT_IN_ARCHIVE}/") for path in beside[:SHOWN])
        more = f"等 {len(beside)} 个文件" if len(beside) > SHOWN else ""
        yield f"结果文件夹里的 {names}{more}不是这次汇总写出的，也一并收进了档案。"
    if packed.too_long:
        yield f"有 {packed.too_long} 个文件的路径超过 {LONGEST_TO_UNPACK} 个字，在 Windows 上解压到很浅的文件夹（如 D:\\）才解得开；检查、作上年结果都不必解压。"


def verified_told(archives: Sequence[Verified]) -> Iterator[str]:
    """Whether each is as it was written, else what is not."""
    for archive in archives:
        if archive.differences:
            yield f"“{archive.path.name}”已不是归档时的样子，有 {len(archive.differences)} 处不一致："
            yield from map(difference_told, archive.differences[:MANY])
            if len(archive.differences) > MANY:
                yield f"还有 {len(archive.differences) - MANY} 处。"
            yield "请改用另存的一份完好的档案；不要用这一份作依据。"
        else:
            yield f"“{archive.path.name}”完好：{len(archive.prints)} 个文件都和归档时一致{_of(archive)}。"
        yield f"整个档案的 SHA-256：{archive.sha256}"


def _of(archive: Verified) -> str:
    account = archive.account
    who = account.get("body", {}).get("name") or ""
    return f"（{who}{account['year']}年，{len(account['units'])} 家单位）" if account else ""


def verified_as_json(archives: Sequence[Verified]) -> str:
    """In the shapes of the manifest: the members as files, the units of the result, what differs as findings."""
    findings = [(archive, difference) for archive in archives for difference in archive.differences]
    return as_json(
        {
            "files": [file for archive in archives for file in _files(archive)],
            "units": [unit for archive in archives for unit in archive.account.get("units", ())],
            "findings": [_finding(archive, difference) for archive, difference in findings],
        }
    )


def _files(archive: Verified) -> Iterator[dict[str, object]]:
    wrong = {difference.path for difference in archive.differences}
    for path, known in archive.prints.items():
        status, rules = ("rejected", ["F006"]) if path in wrong else ("accepted", [])
        shown = f"{archive.path.name}!/{path}"
        yield {"path": shown, "sha256": known.sha256, "unit": None, "status": status, "rules": rules}


def _finding(archive: Verified, difference: Deviation) -> dict[str, object]:
    """F006 is what the rules say of a file whose inside is not sound."""
    empty = dict.fromkeys(("unit", "sheet", "cell", "field", "value", "expected", "explanation", "decision"))
    said = {"message": difference_told(difference), "suggestion": "请改用另存的一份完好的档案。"}
    file = {"rule": "F006", "severity": Severity.ERROR, "file": f"{archive.path.name}!/{difference.path}"}
    return file | empty | {"also": [], "candidates": []} | said
