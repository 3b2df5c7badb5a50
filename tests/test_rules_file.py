"""F: the file. What is done to a good workbook, what is said of it, and what near it stays silent."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from disclosure_batch.documents import guard
from disclosure_batch.findings import Severity
from disclosure_batch.intake.submission import Standing
from tests.casework import CODE, GOOD, NAME, of, read_and_check
from tests.district import SIGNED, Office

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    office = Office(CODE, NAME, GOOD | SIGNED)
    return office.write(tmp_path_factory.mktemp("good") / "a.xlsx").read_bytes()


def rezipped(
    data: bytes, change: Callable[[str, bytes], bytes] = lambda name, part: part, extra: dict[str, bytes] | None = None
) -> bytes:
    """The same workbook with its parts changed, or with further ones."""
    old, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in (extra or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def damaged(good: bytes) -> bytes:
    """One byte inside a compressed sheet flipped, as a bad disk or a bad line does."""
    broken = bytearray(good)
    at = good.index(b"xl/worksheets/sheet3.xml") + 200
    broken[at] ^= 0xFF
    return bytes(broken)


# what came, under which name; the standing, the rules that speak, words of the message
CASES = [
    ("a.xlsx", lambda good: good, "current", [], ""),
    ("a.xlsx", lambda good: b"", "unusable", ["F001"], "是空文件"),
    ("a.xlsx", lambda good: good[:3000], "unusable", ["F001"], "没有传完"),
    ("a.rar", lambda good: b"Rar!\x1a\x07\x01\x00" + bytes(50), "unusable", ["F001"],
        "压缩包，没有读取。请解压，按单个文件报送。"),
    ("a.xlsx", lambda good: ENCRYPTED, "unusable", ["F002"], "请取消密码后另存"),
    ("a.xls", lambda good: good, "current", ["F003"], "的扩展名是 .xls，内容是 .xlsx 工作簿，已照内容读取"),
    ("a.XLSX", lambda good: good, "current", [], ""),
    ("a.xlsm", lambda good: good, "current", [], ""),
    ("~$a.xlsx", lambda good: b"\x05lock", "ignored", ["F004"], "是表格打开时的临时锁文件"),
    (".DS_Store", lambda good: b"\x00\x00", "ignored", ["F004"], "系统文件"),
    ("a.xlsx", lambda good: rezipped(good, extra={f"xl/media/{i}.bin": b"" for i in range(guard.PARTS)}),
        "unusable", ["F005"], "超过 5000 个的上限"),
    ("a.xlsx", lambda good: rezipped(good, extra={f"xl/media/{i}.bin": b"" for i in range(50)}), "current", [], ""),
    ("a.xlsx", damaged, "unusable", ["F006"], "损坏"),
    ("a.xlsm", lambda good: rezipped(good, extra={"xl/vbaProject.bin": b"macro"}), "current", ["F007"], "有宏，没有运行"),
    ("a.xlsx", lambda good: rezipped(good), "current", [], ""),
]  # fmt: skip
SEVERITIES = {"F003": Severity.NOTICE, "F004": Severity.NOTICE, "F007": Severity.NOTICE}


@pytest.mark.parametrize(("name", "make", "standing", "rules", "words"), CASES)
def test_what_came_and_what_is_said_of_it(name, make, standing, rules, words, good, tmp_path: Path):
    folder = tmp_path / "收件"
    folder.mkdir()
    (folder / name).write_bytes(make(good))
    (submission,), found = read_and_check(folder)
    assert (submission.standing, [f.rule for f in of(found, *(f"F{n:03}" for n in range(1, 10)))]) == (standing, rules)
    for finding in of(found, *rules):
        assert finding.severity is SEVERITIES.get(finding.rule, Severity.ERROR)
        assert finding.message.startswith(f"“收件/{name}”") and words in finding.message
        assert finding.file == f"收件/{name}"


def test_an_exact_copy_is_told_and_counted_once(good, tmp_path: Path):
    (tmp_path / "财政局.xlsx").write_bytes(good)
    (tmp_path / "财政局（1）.xlsx").write_bytes(good)
    submissions, found = read_and_check(tmp_path)
    assert sorted(s.standing for s in submissions) == [Standing.CURRENT, Standing.IGNORED]
    (copy,) = of(found, "F008")
    assert copy.severity is Severity.NOTICE and "完全相同，只计一次" in copy.message


def test_two_empty_files_are_no_copies_of_one_another(tmp_path: Path):
    for name in ("a.xlsx", "b.xlsx"):
        (tmp_path / name).write_bytes(b"")
    _, found = read_and_check(tmp_path)
    assert [f.rule for f in found] == ["F001", "F001"]


def test_a_file_named_itself_is_always_read(good, tmp_path: Path):
    (tmp_path / ".财政局.xlsx").write_bytes(good)
    assert read_and_check(tmp_path)[0][0].standing is Standing.IGNORED
    assert read_and_check(tmp_path / ".财政局.xlsx")[0][0].standing is Standing.CURRENT
