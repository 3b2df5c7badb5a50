"""Files that come back: each row is what was done to a good workbook, and what the manifest has to say of the file.

All of them lie in one folder and are merged in one run, each of another office.
"""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import Filling, prefilled
from tests import hands
from tests.district import FIGURES, FORM, SIGNED, YEAR, District, cell_of
from tests.filled import opened
from tests.hands import THREE, TWO
from tests.run import Run

READ = ("accepted", frozenset())
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)
Files = Mapping[str, bytes]


def good(code: str = "", year: int = YEAR, **values: object) -> bytes:
    """An office's workbook, filled and right."""
    given = prefilled(FORM, f"示例区第{code}管委会", code, year)
    typed = dict.fromkeys(FORM.inputs, 0) | FIGURES | SIGNED | given.values | values
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.xlsx")
        write_workbook(path, Filling(FORM, typed, stamp=given.stamp))
        return path.read_bytes()


# ---------------------------------------------------------------- what is done to one


def edited(data: bytes, change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = opened(data)
    change(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def parts_changed(
    data: bytes,
    change: Callable[[str, bytes], bytes] = lambda name, part: part,
    more: Files = {},  # noqa: B006
) -> bytes:
    """The parts of a workbook one by one, and some added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in more.items():
            new.writestr(name, part)
    return made.getvalue()


def wrong_checksum(data: bytes) -> bytes:
    """A byte of a stored part changed, its checksum not."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return made.getvalue().replace(b"<sheetData>", b"<sheetdata>", 1)


class InGbk(zipfile.ZipInfo):
    """A name as phones and Windows here write it: in GBK, and nothing says so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), self.flag_bits


def archive(files: Files) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as book:
        for name, data in files.items():
            book.writestr(InGbk(name), data)
    return made.getvalue()


def as_html(code: str) -> bytes:
    cells = "".join(
        f"<table>{''.join('<tr>' + ''.join(f'<td>{cell}</td>' for cell in row) + '</tr>' for row in rows)}</table>"
        for rows in hands.tables().values()
    )
    title = f"示例区第{code}管委会{YEAR}年政府信息公开工作年度报告"
    return f"<html><head><meta charset='utf-8'></head><body><p>{title}</p>{cells}</body></html>".encode()


def as_csv(code: str) -> bytes:
    """The three tables, saved as one CSV by an Excel in Chinese Windows."""
    rows = hands.stacked(hands.tables())
    lines = [f"示例区第{code}管委会{YEAR}年政府信息公开工作年度报告", *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    return "\r\n".join(lines).encode("gb18030")


def word(code: str, sheets: Mapping[str, hands.Rows]) -> bytes:
    return hands.word(sheets, f"示例区第{code}管委会{YEAR}年政府信息公开工作年度报告")


def edition_2019() -> hands.Rows:
    """The table of the trial format, as official.md describes it."""
    return [
        ["第二十条第（一）项", "", "", ""],
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", 0, 0, 0],
        ["规范性文件", 1, 1, 9],
        ["第二十条第（五）项", "", "", ""],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政许可", 3, 0, 5],
        ["其他对外管理服务事项", 2, 1, 4],
        ["第二十条第（九）项", "", "", ""],
        ["信息内容", "采购项目数量", "采购总金额", ""],
        ["政府集中采购", 3, 100, ""],
    ]


def staff_list() -> bytes:
    made = openpyxl.Workbook()
    for row in (["姓名", "科室", "电话"], ["张三", "办公室", "0391-1"], ["李四", "财务科", "0391-2"]):
        made.active.append(row)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def hide_column(book: openpyxl.Workbook) -> None:
    book[THREE].column_dimensions["E"].hidden = True


def rename(book: openpyxl.Workbook) -> None:
    for number, page in enumerate(book.worksheets, 1):
        if page.title != "_meta":
            page.title = f"Sheet{number}"


def thousands_of_formats(book: openpyxl.Workbook) -> None:
    for row in range(200, 3000):
        book[TWO].cell(row, 30).number_format = "0.00"


class Row(NamedTuple):
    hazard: int
    name: str  # {0} is the office's code
    make: Callable[[str], bytes]
    status: str
    rules: str = ""  # those that the file has to show, beside what it may show besides


ROWS = [
    Row(1, "empty{0}.xlsx", lambda code: b"", "rejected", "F001"),
    Row(1, "half{0}.xlsx", lambda code: good(code)[:9000], "rejected", "F001"),
    Row(1, "noise{0}.xlsx", lambda code: bytes(range(256)) * 20, "rejected", "F001"),
    Row(1, "picture{0}.xlsx", lambda code: PICTURE, "ignored", "F004"),
    Row(1, "scan{0}.xlsx", lambda code: b"%PDF-1.7\n" + bytes(50), "ignored", "F004"),
    Row(1, "word{0}.xlsx", lambda code: word(code, hands.tables()), "accepted", "F003 L004"),
    Row(2, "locked{0}.xlsx", lambda code: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
        "rejected", "F002"),
    Row(3, "named{0}.xls", lambda code: good(code), "accepted", "F003"),
    Row(3, "page{0}.xls", as_html, "accepted", "F003 L004"),
    Row(3, "commas{0}.xls", as_csv, "accepted", "F003 L004"),
    Row(3, "rar{0}.rar", lambda code: b"Rar!\x1a\x07\x01\x00" + bytes(99), "rejected", "F001"),
    Row(4, "~$lock{0}.xlsx", lambda code: b"\x05user", "ignored", "F004"),
    Row(4, ".DS_Store", lambda code: b"\0\0\0\1Bud1", "ignored", "F004"),
    Row(4, "a/Thumbs.db", lambda code: OLE, "ignored", "F004"),
    Row(4, "a/b/desktop.ini", lambda code: b"[.ShellClassInfo]", "ignored", "F004"),
    Row(4, "a/b/c/deep{0}.xlsx", lambda code: good(code), "accepted"),
    Row(5, "old{0}.docx", lambda code: word(code, {"二": edition_2019()}), "rejected", "L002"),
    Row(5, "year{0}.xlsx", lambda code: good(code, YEAR - 1), "rejected", "L003"),
    Row(5, "staff{0}.xlsx", lambda code: staff_list(), "rejected", "L001"),
    Row(7, "checksum{0}.xlsx", lambda code: wrong_checksum(good(code)), "rejected", "F006"),
    Row(7, "formats{0}.xlsx", lambda code: edited(good(code), thousands_of_formats), "accepted"),
    Row(7, "dimension{0}.xlsx", lambda code: parts_changed(good(code), lambda name,
        part: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', part)), "accepted"),
    Row(8, "macro{0}.xlsm", lambda code: parts_changed(good(code), more={"xl/vbaProject.bin": OLE}), "accepted",
        "F007"),
    Row(8, "links{0}.xlsx", lambda code: parts_changed(good(code),
        more={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}), "accepted", "F007"),
    Row(8, "hidden{0}.xlsx", lambda code: edited(good(code), hide_column), "accepted", "L007"),
    Row(9, "bomb{0}.xlsx", lambda code: parts_changed(good(code), lambda n,
        p: p + bytes(160_000_000) if n.endswith("sheet3.xml") else p), "rejected", "F005"),
    Row(9, "entities{0}.xlsx", lambda code: parts_changed(good(code), lambda n,
        p: p.replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet',
        1) if n.endswith("sheet3.xml") else p), "rejected", "F006"),
    Row(10, "renamed{0}.xlsx", lambda code: edited(good(code), rename), "accepted", "L004"),
    Row(14, "names{0}.xlsx", lambda code: edited(good(code), lambda book: book.defined_names.clear()), "accepted"),
    Row(10, "report{0}.docx", lambda code: word(code, hands.tables()), "accepted", "L004"),
    Row(10, "onetable{0}.docx", lambda code: word(code, {"表": hands.stacked(hands.tables())}), "accepted", "L004"),
    Row(23, "pasted{0}.xlsx", lambda code: edited(good(code),
        lambda book: setattr(cell_of(book, "requests.new.enterprise"), "value", "请填写")), "rejected", "V004"),
    Row(39, "typedyear{0}.xlsx", lambda code: edited(good(code, YEAR - 1),
        lambda book: setattr(cell_of(book, "unit.year"), "value", YEAR)), "accepted", "L003"),
    Row(39, "wrongyear{0}.xlsx", lambda code: edited(good(code),
        lambda book: setattr(cell_of(book, "unit.year"), "value", YEAR - 1)), "rejected", "L003"),
]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Every row's file, an archive, last run's results and a marked copy, merged at once."""
    district = District(tmp_path_factory.mktemp("files"))
    for number, row in enumerate(ROWS, 1):
        path = district.received / row.name.format(100 + number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(row.make(str(100 + number)))
    inside = {
        "乡镇（街道）/第201局.xlsx": good("201"),
        "__MACOSX/._第201局.xlsx": b"\0",
        "../../外面/第202局.xlsx": good("202"),
        "盖章/第201局.pdf": b"%PDF-1",
    }
    (district.received / "手机打包.zip").write_bytes(archive(inside))
    out = district.received / "output" / "2024"  # hazard 34: merge . in the folder of last run's outputs
    out.mkdir(parents=True)
    (out / "manifest.json").write_text('{"edition": "2021", "outputs": [], "totals": {}}')
    (out / "汇总表.xlsx").write_bytes(good("301"))
    (district.received / "第201局_照片.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(40))
    return district.merge("--year", YEAR, receive=False, roster=False)


@pytest.mark.parametrize(
    ("number", "row"), list(enumerate(ROWS, 101)), ids=[f"{row.hazard} {row.name}" for row in ROWS]
)
def test_each_file_ends_in_one_state_with_a_rule(run, number, row):
    (file,) = [f for f in run.account["files"] if f["path"] == f"收件/{row.name.format(number)}"]

    assert (file["status"], set(row.rules.split()) - set(file["rules"])) == (row.status, set())
    if row.status == "rejected":
        assert any(f.severity == "error" for f in run.findings() if f.file == file["path"])
    elif row.status == "accepted":
        assert run.account["units"] and file["unit"]


def test_an_archive_is_read_inside_and_leads_nowhere_outside(run):
    states = {path.partition("!/")[2]: status for path, status in run.file_states().items() if "手机打包.zip" in path}
    assert states == {
        "": "ignored",
        "乡镇（街道）/第201局.xlsx": "accepted",
        "__MACOSX/._第201局.xlsx": "ignored",
        "外面/第202局.xlsx": "accepted",
        "盖章/第201局.pdf": "ignored",
    }
    assert not list(run.folder.parent.parent.rglob("外面"))


def test_its_own_results_are_no_submissions(run):
    states = run.file_states()
    assert states["收件/output/2024/汇总表.xlsx"] == "ignored"
    assert states["收件/第201局_照片.jpg"] == "ignored"


def test_every_accepted_figure_is_added_and_no_other(run):
    """Half of the accepted offices report FIGURES, half hold another figure in every cell."""
    accepted = [row for row in ROWS if row.status == "accepted"]
    distinct = sum(row.name.startswith(("word", "page", "commas", "report", "onetable")) for row in accepted)
    plain = len(accepted) - distinct + 2  # and the two of the archive
    for name in FORM.inputs:
        if FORM.fields[name].required:
            assert run.totals[name] == plain * FIGURES.get(name, 0) + distinct * hands.TYPED[name], name


def test_how_much_was_read_is_said_where_nothing_was(run):
    """Of what could not be opened nobody knows how many figures there are."""
    for rule in ("F001", "F002", "F005", "F006", "L001", "L002"):
        for finding in run.findings(rule):
            assert "没有读取" in finding.message, finding
            assert ("读到 0 个" in finding.message) == (rule[0] == "L"), finding
