"""Files that mean no good, or are merely broken: each is accounted for with its rule, and costs nobody else anything.

What is done to a good file, and what must be said of it, is a line of a table. The limits stand in documents/guard.py.
"""

import io
import json
import os
import re
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from disclosure_batch.documents import guard
from disclosure_batch.documents.kinds import OLE
from disclosure_batch.documents.parts import DIRECTORY_ENTRY
from disclosure_batch.intake import pool
from disclosure_batch.intake.collect import collect
from disclosure_batch.intake.filing import Reading
from tests import hostile as h
from tests.district import FORM, YEAR, District, cell_of
from tests.spoken_of import rule_of, rules_of

READ: set[str] = set()  # no rule: all is read, and nothing is to be said


def sheet(edit: h.Change) -> Callable[[], bytes]:
    return lambda: h.change(h.good(), h.TABLE, edit)


def part(name: str, edit: h.Change) -> Callable[[], bytes]:
    return lambda: h.change(h.good(), name, edit)


def document(name: str, edit: h.Change) -> Callable[[], bytes]:
    return lambda: h.change(h.empty_docx(), name, edit)


def nested_archive() -> bytes:
    return h.zipped({"里.zip": h.zipped({"a.xlsx": h.good()})})


# file, how it is made, the rules that speak of it
FILES: list[tuple[str, Callable[[], bytes], set[str]]] = [
    # ---- a zip that becomes too large, or is not what it says
    ("2 GB 的零.xlsx", lambda: h.one_big_part(2_000_000_000), {"F005"}),
    ("少报了大小.xlsx", h.lying_about_its_size, {"F006"}),
    ("部件互相重叠.ods", h.overlapping, {"F006"}),
    ("六千个部件.xlsx", lambda: h.with_parts(h.good(), {f"x/{i}.xml": b"" for i in range(6_000)}), {"F005"}),
    ("十万个部件.zip", lambda: b"PK\3\4" + DIRECTORY_ENTRY * 100_001, {"F005"}),
    ("校验不符.xlsx", h.with_a_wrong_checksum, {"F006"}),
    ("同名部件.xlsx", lambda: h.zipped([*h.parts_of(h.good()).items(), (h.TABLE, b"<worksheet/>")]), {"F006"}),
    # ---- XML that grows, goes deep or is broken
    *(
        (f"实体炸弹-{p.rpartition('/')[2]}.xlsx", part(p, h.declared), {"F006"})
        for p in (h.TABLE, h.STRINGS, h.STYLES, h.BOOK, h.CORE)
    ),
    ("实体炸弹-在注释后.xlsx", part(h.STRINGS, h.declared_far_down), {"F006"}),
    ("实体炸弹-UTF16.xlsx", part(h.STRINGS, h.declared_in_utf16), {"F006"}),
    ("实体炸弹-正文.docx", document("word/document.xml", h.declared_far_down), {"F006"}),
    ("实体炸弹-样式.docx", document("word/styles.xml", h.declared), {"F006"}),
    ("实体炸弹.ods", lambda: h.ods('<?xml version="1.0"?>' + h.BOMB.decode() + h.ODS.format("&c;")), {"F006"}),
    ("十万层.xlsx", sheet(h.deep), {"F005"}),
    ("十万层.docx", lambda: h.docx_with(b"<w:p>" * 100_000 + b"</w:p>" * 100_000), {"F006"}),
    ("十万层.html", lambda: h.html("<div>" * 100_000), {"L001"}),
    ("没有结尾.ods", lambda: h.ods(h.ODS[:-20].format(h.ODS_TABLE.format(h.ODS_MANY))), {"F006"}),
    # ---- absurd dimensions
    ("远处有一格.xlsx", sheet(h.with_rows(h.STRAY)), {"F010"}),
    ("远处有格式.xlsx", sheet(h.with_rows(h.STRAY_FORMAT)), READ),
    ("十万行格式.xlsx", sheet(h.with_rows(h.formatted_rows(100_000))), READ),
    ("十万处合并.xlsx", sheet(h.after_data(h.merged(100_000))), READ),
    ("一百万个空格.xlsx", sheet(h.with_rows(h.bare_cells(1_000_000))), READ),
    ("一亿个字-格内.xlsx", sheet(h.with_rows(h.long_string(100_000_000))), {"F005"}),
    (
        "一百万字-共用.xlsx",
        part(h.STRINGS, lambda xml: xml.replace(b"</sst>", b"<si><t>" + b"x" * 1_100_000 + b"</t></si></sst>")),
        {"F005"},
    ),
    ("重复到头.ods", lambda: h.ods(h.ODS.format(h.ODS_TABLE.format(h.ODS_MANY))), {"F010", "L001"}),
    ("重复到头两百次.ods", lambda: h.ods(h.ODS.format(h.ODS_TABLE.format(h.ODS_MANY) * 200)), {"F005"}),
    ("跨十亿列.docx", lambda: h.docx_table(10, span=10**9), {"L001"}),
    ("前空十亿列.docx", lambda: h.docx_table(10, before=10**9), {"L001"}),
    ("正文 20 MB.docx", lambda: h.docx_table(100_000), {"F005"}),
    (
        "跨十亿列.html",
        lambda: h.html("<table><tr><td colspan=1000000000 rowspan=1000000000>1</td></tr></table>"),
        {"L001"},
    ),
    (
        "跨五千位数列.html",
        lambda: h.html(f"<table><tr><td colspan={'9' * 5000} rowspan=²>1</td></tr></table>"),
        {"L001"},
    ),
    (
        "到处合并.html",
        lambda: h.html("<table>" + ("<tr>" + "<td colspan=60 rowspan=60>1</td>" * 40 + "</tr>") * 300 + "</table>"),
        {"F005"},
    ),
    ("一行 25 MB.csv", lambda: b"a," * 12_500_000, {"F005"}),
    ("一格 1 MB.csv", lambda: b"a," + b"x" * 1_000_000, {"F005"}),
    # ---- cells that contradict themselves: no two programs read them alike
    ("一格写了两次.xlsx", sheet(lambda xml: re.sub(rb'(<c r="D5"[^>]*>.*?</c>)', rb"\1\1", xml, count=1)), {"F006"}),
    ("格不在自己的行.xlsx", sheet(lambda xml: xml.replace(b'<c r="D5"', b'<c r="D6"', 1)), {"F006"}),
    ("行号是零.xlsx", sheet(lambda xml: xml.replace(b'<row r="1"', b'<row r="0"', 1)), {"F006"}),
    ("没有这样的列.xlsx", sheet(lambda xml: xml.replace(b'r="A1"', b'r="AAAA1"', 1)), {"F006"}),
    (
        "没有这样的字.xlsx",
        sheet(lambda xml: re.sub(rb't="s"><v>\d+</v>', b't="s"><v>999999</v>', xml, count=1)),
        {"F006"},
    ),
    # ---- other containers
    ("扇区成环.xls", lambda: h.compound([0xFFFFFFFD, 1]), {"F006"}),
    ("扇区成环二.xls", lambda: h.compound([0xFFFFFFFD, 0xFFFFFFFE, 2]), {"F006"}),
    ("扇区不够.xls", lambda: h.compound([0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE]), {"F006"}),
    ("只有开头.xls", lambda: OLE + b"\xff" * 600, {"F001"}),
    ("加密.xlsx", lambda: OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), {"F002"}),
    ("空.xlsx", lambda: b"", {"F001"}),
    ("传了一半.xlsx", lambda: h.good()[:20_000], {"F001"}),
    ("全是零.xlsx", lambda: b"\0" * 10_000, {"F001"}),
    ("二进制.xlsb", lambda: h.zipped({"xl/workbook.bin": b"x"}), {"F001"}),
    ("压缩包里有压缩包.zip", nested_archive, {"F004", "F001"}),
    # ---- what is never run or followed
    ("带宏.xlsm", lambda: h.with_parts(h.good(), {"xl/vbaProject.bin": b"x"}), {"F007"}),
    (
        "链接到别的工作簿.xlsx",
        lambda: h.with_parts(h.good(), {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
        {"F007"},
    ),
    ("嵌有对象.xlsx", lambda: h.with_parts(h.good(), {"xl/embeddings/oleObject1.bin": b"x"}), {"F007"}),
    ("嵌有对象.docx", lambda: h.with_parts(h.empty_docx(), {"word/embeddings/oleObject1.bin": b"x"}), {"F007", "L001"}),
]


@pytest.fixture(scope="module")
def readings(tmp_path_factory) -> dict[str, list[Reading]]:
    """All of them in one folder with good files between them, read by two processes."""
    folder = tmp_path_factory.mktemp("敌意") / "收件"
    folder.mkdir()
    for number, (name, make, _) in enumerate(FILES):
        (folder / name).write_bytes(make())
        if number % 10 == 0:
            (folder / f"好{number}.xlsx").write_bytes(h.good())
    found: dict[str, list[Reading]] = {}
    for reading in pool.read_all(collect([folder]), FORM, 2):
        found.setdefault(reading.path.removeprefix("收件/").partition("!/")[0], []).append(reading)
    return found


@pytest.mark.parametrize(
    ("name", "rules"), [(name, rules) for name, _, rules in FILES], ids=[name for name, _, _ in FILES]
)
def test_a_hostile_file_is_told_by_its_rules(readings, name: str, rules: set[str]):
    told = {rule_of(trouble) for reading in readings[name] for trouble in reading.troubles}
    assert told == rules, [trouble for reading in readings[name] for trouble in reading.troubles]
    if not rules & {"F001", "F002", "F005", "F006", "L001"}:
        (reading,) = readings[name]
        assert reading.filing.values == tuple(h.TYPED[field] for field in FORM.inputs)


def test_the_good_files_beside_them_are_read(readings):
    good = [reading for name, found in readings.items() if name.startswith("好") for reading in found]
    assert len(good) == -(-len(FILES) // 10)
    assert all(reading.filing and not reading.troubles for reading in good)


def test_a_far_cell_is_named(readings):
    (reading,) = readings["远处有一格.xlsx"]
    assert reading.troubles[0].cells == ("“二、主动公开”XFD1048576",)


# ---------------------------------------------------------------- what lies in a folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "收件"
    place.mkdir()
    return place


def pipe(place: Path) -> None:
    os.mkfifo(place / "管道.xlsx")


def long_path(place: Path) -> None:
    deep = place.joinpath(*["很长的文件夹名" * 8] * 8)
    deep.mkdir(parents=True)
    (deep / "a.xlsx").write_bytes(h.good())


def unwritable_name(place: Path) -> None:
    with open(os.fsencode(place) + b"/\xb2\xc6\xd5\xfe.xlsx", "wb") as file:  # 财政 in GBK
        file.write(h.good())


def folder_like_a_file(place: Path) -> None:
    (place / "x.xlsx").mkdir()
    (place / "x.xlsx/a.xlsx").write_bytes(h.good())


def link_to_folder(place: Path) -> None:
    (place / "回到这里").symlink_to(place)


POSIX = pytest.mark.skipif(os.name == "nt", reason="no such thing on Windows")


@POSIX
@pytest.mark.parametrize(
    ("make", "path", "rule"),
    [
        (pipe, "收件/管道.xlsx", "F001"),
        (lambda place: (place / "设备.xlsx").symlink_to("/dev/zero"), "收件/设备.xlsx", "F001"),
        (lambda place: (place / "断了.xlsx").symlink_to("没有"), "收件/断了.xlsx", "F001"),
        (lambda place: (place / "环.xlsx").symlink_to("环.xlsx"), "收件/环.xlsx", "F001"),
        (link_to_folder, "收件/回到这里", "F004"),
        (folder_like_a_file, "收件/x.xlsx/a.xlsx", None),
        (long_path, "收件/" + ("很长的文件夹名" * 8 + "/") * 8 + "a.xlsx", None),
        (unwritable_name, "收件/\udcb2\udcc6\udcd5\udcfe.xlsx", None),
    ],
    ids=[
        "pipe",
        "device",
        "broken link",
        "link to itself",
        "link to the folder itself",
        "folder named .xlsx",
        "long path",
        "name in GBK",
    ],
)
def test_what_lies_in_a_folder_is_accounted_for(folder: Path, make: Callable, path: str, rule: str | None):
    (folder / "好.xlsx").write_bytes(h.good())
    make(folder)
    begun = time.monotonic()
    found = {reading.path: reading for reading in pool.read_all(collect([folder]), FORM, 1)}
    assert time.monotonic() - begun < guard.SECONDS
    assert found.keys() == {"收件/好.xlsx", path}
    assert found["收件/好.xlsx"].filing
    assert rules_of(found[path].troubles) == ([rule] if rule else [])


def test_a_file_that_vanishes_is_accounted_for(folder: Path):
    (folder / "a.xlsx").write_bytes(h.good())
    sources = collect([folder])
    (folder / "a.xlsx").unlink()
    (reading,) = pool.read_all(sources, FORM, 1)
    assert rules_of(reading.troubles) == ["F001"]


def test_a_folder_that_cannot_be_entered_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch):
    (folder / "锁上的").mkdir()
    enter = os.scandir

    def scandir(path):
        if "锁上的" in os.fspath(path):
            raise PermissionError(13, "Permission denied", path)
        return enter(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert [source.path for source in collect([folder])] == ["收件/锁上的"]


@POSIX
def test_a_pipe_named_on_the_command_line_does_not_hang(folder: Path):
    pipe(folder)
    (reading,) = pool.read_all(collect([folder / "管道.xlsx"]), FORM, 1)
    assert rules_of(reading.troubles) == ["F001"]


@pytest.mark.parametrize("text", ["[" * 100_000, "{", "\ufeff", '{"edition": 1, "outputs": 2}'])
def test_a_broken_manifest_hides_nothing(folder: Path, text: str):
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    (folder / "汇总表.xlsx").write_bytes(h.good())
    (folder / "下面").mkdir()
    (folder / "下面" / "年度报告.docx").write_bytes(h.empty_docx())
    read = [source.path for source in collect([folder]) if not source.ignored and source.file.name != "manifest.json"]
    assert read == ["收件/下面/年度报告.docx", "收件/汇总表.xlsx"]


def test_what_the_tool_wrote_is_no_submission(district: District):
    """`merge .` where the last run's outputs and what it set aside lie among the submissions."""
    first = district.merge(output="收件/2024", whole=True)
    shutil.copytree(first.folder, district.received / "2024-新")
    shutil.copytree(first.folder, district.received / "2024-历史")
    (first.folder / "另存的.docx").write_bytes(h.empty_docx())  # what somebody put there is read like anything
    again = district.merge(output="again")
    states = again.file_states()
    written = {path: state for path, state in states.items() if "/2024" in path}
    assert written.pop("收件/2024/另存的.docx") == "rejected"
    assert len(written) > 30 and set(written.values()) == {"ignored"}
    assert again.totals == first.totals


# ---------------------------------------------------------------- archives


def test_no_name_in_an_archive_leads_out_of_it(district: District):
    names = [
        "../../外.xlsx",
        "/绝对.xlsx",
        "C:\\盘.xlsx",
        "..\\..\\外.xlsx",
        "a/../../b.xlsx",
        "\u202e反.xlsx",
        "",
        "con.xlsx",
    ]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for number, name in enumerate(names):
            book.writestr(
                zipfile.ZipInfo(name or "x"), h.change(h.good(), h.CORE, lambda xml, n=number: xml + b"<!-- %d -->" % n)
            )
    district.receive()
    (district.received / "一起.zip").write_bytes(out.getvalue())
    before = {path for path in district.folder.rglob("*")}
    run = district.merge(receive=False)
    outside = {path for path in district.folder.rglob("*") if run.folder not in (path, *path.parents)}
    assert outside == before
    inside = [path for path in run.file_states() if "!/" in path]
    assert len(inside) == len(set(inside)) == len(names)
    assert not any(piece in ("..", "") for path in inside for piece in path.split("/"))


def test_two_files_of_one_name_in_an_archive_are_two_files(folder: Path):
    (folder / "一起.zip").write_bytes(h.zipped([("a.xlsx", h.good()), ("a.xlsx", b"x")]))
    found = {reading.path: reading for reading in pool.read_all(collect([folder]), FORM, 1)}
    assert found.keys() == {"收件/一起.zip", "收件/一起.zip!/a.xlsx", "收件/一起.zip!/a（2）.xlsx"}
    assert found["收件/一起.zip!/a.xlsx"].filing and not found["收件/一起.zip!/a（2）.xlsx"].filing


def test_one_hostile_file_in_an_archive_costs_only_itself(folder: Path):
    members = {
        "好.xlsx": h.good(),
        "炸弹.xlsx": h.one_big_part(2_000_000_000),
        "~$好.xlsx": b"x",
        "__MACOSX/._好.xlsx": b"x",
    }
    (folder / "一起.zip").write_bytes(h.zipped(members))
    found = {reading.path.rpartition("/")[2]: reading for reading in pool.read_all(collect([folder]), FORM, 1)}
    assert found["好.xlsx"].filing
    rules = {name: set(rules_of(reading.troubles)) for name, reading in found.items()}
    assert rules == {
        "一起.zip": {"F004"},
        "好.xlsx": set(),
        "炸弹.xlsx": {"F005"},
        "~$好.xlsx": {"F004"},
        "._好.xlsx": {"F004"},
    }


# ---------------------------------------------------------------- the whole run


@POSIX
def test_a_run_among_them_writes_everything(district: District):
    """Names that are no Unicode, a long path, a text of 900,000 characters: all of it is told in every output."""
    district.office("410802").edit(lambda book: setattr(cell_of(book, "text.overview"), "value", "公开。" * 300_000))
    district.receive()
    unwritable_name(district.received)
    long_path(district.received)
    for name, make in (("炸弹.xlsx", h.overlapping), ("远处.xlsx", sheet(h.with_rows(h.STRAY))), ("断.xls", lambda: OLE)):
        (district.received / name).write_bytes(make())
    run = district.merge(receive=False, whole=True)
    assert run.exit_code == 1
    assert sum("\\udc" in path for path in run.file_states()) == 1
    assert {run.file_states()[f"收件/{name}"] for name in ("炸弹.xlsx", "断.xls")} == {"rejected"}
    assert run.product("汇总表.xlsx").stat().st_size and run.product("年度报告.docx").stat().st_size
    told = district.run(
        "merge",
        district.received,
        "--roster",
        district.roster,
        "--year",
        YEAR,
        "-o",
        district.folder / "b",
        "--format",
        "json",
    )
    assert json.loads(told.text)["files"]
