"""What lies around the workbooks: names, copies, corrections, archives, file times; who a submission belongs to."""

import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from disclosure_batch.documents import guard, kinds, parts
from disclosure_batch.intake.collect import collect
from disclosure_batch.intake.identify import identify
from disclosure_batch.intake.read import read
from disclosure_batch.intake.submission import Submission
from disclosure_batch.roster import read_roster
from tests import hands
from tests.district import FORM, UNITS, District, cell_of
from tests.filled import opened
from tests.spoken_of import rules_of

FINANCE, EDUCATION = "410801", "410802"
FILE = f"收件/{FINANCE}_{UNITS[FINANCE]}.xlsx"


def submissions(district: District, roster: bool = True) -> dict[str, Submission]:
    """Whose each received file is, in this process."""
    readings = [reading for source in collect([district.received]) for reading in read(source, FORM)]
    return {s.reading.path: s for s in identify(readings, read_roster(district.roster) if roster else None, FORM, 2024)}


def rules(submission: Submission) -> set[str]:
    return set(rules_of((*submission.reading.troubles, *submission.troubles)))


def only_finance(district: District) -> None:
    for code in set(UNITS) - {FINANCE}:
        district.office(code).reports = False


def again(district: District, name: str, **typed: object) -> Path:
    """Another file of the finance bureau, in which some fields are typed over."""
    path = district.copy(FINANCE, name)
    book = opened(path)
    for field, value in typed.items():
        cell_of(book, field.replace("__", ".")).value = value
    book.save(path)
    return path


# ---------------------------------------------------------------- the same office twice


class Twice(NamedTuple):
    hazard: int
    what: str
    prepare: Callable[[District], object]
    first: str  # what becomes of the office's file
    second: str  # and of the other one
    rule: str


def copied(name: str) -> Callable[[District], object]:
    return lambda district: district.copy(FINANCE, name)




def without_dates(district: District) -> None:
    """Neither says when it was filled in, and both were saved in the same second."""
    first = again(district, "x.xlsx", unit__date=None)
    second = again(district, "更正.xlsx", unit__date=None, requests__new__enterprise=44)
    saved_at(first, "2025-01-11T00:00:00Z")
    saved_at(second, "2025-01-11T00:00:00Z")
    first.replace(district.received / f"{FINANCE}_{UNITS[FINANCE]}.xlsx")


def saved_at(path: Path, moment: str) -> None:
    """The date of the last saving, inside the file."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    core = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment.encode(), core)
    with zipfile.ZipFile(path, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)


def older_download(district: District) -> None:
    """The correction lies there with an older file time than what it corrects: file times tell nothing."""
    path = again(district, "更正.xlsx", unit__date="2025-01-15", requests__new__enterprise=44)
    os.utime(path, (1, 1))


TWICE = [
    Twice(6, "an exact copy", copied("财政局（1）.xlsx"), "current", "ignored", "F008"),
    Twice(6, "a copy called -副本", copied("财政局 - 副本.xlsx"), "current", "ignored", "F008"),
    Twice(6, "a correction with a later 填报日期", lambda d: again(d, "最终版.xlsx", unit__date="2025-01-15",
        requests__new__enterprise=44), "superseded", "current", "F009"),
    Twice(6, "an earlier one", lambda d: again(d, "盖章版.xlsx", unit__date="2025-01-05",
        requests__new__enterprise=44), "current", "superseded", "F009"),
    Twice(6, "the same 填报日期, saved later", lambda d: again(d, "盖章版.xlsx", requests__new__enterprise=44),
        "superseded", "current", "F009"),
    Twice(42, "a file time that says otherwise", older_download, "superseded", "current", "F009"),
    Twice(34, "last year's report, left from last time",
        lambda d: again(d, "上年.xlsx", unit__year=2023, unit__date="2024-01-15"), "current", "superseded", "F009"),
    Twice(39, "a correction with last year on its cover",
        lambda d: again(d, "更正.xlsx", unit__year=2023, unit__date="2025-01-15"), "current", "superseded", "F009"),
    Twice(45, "neither date tells", without_dates, "unusable", "unusable", "U004"),
]  # fmt: skip


@pytest.mark.parametrize("case", TWICE, ids=[f"{case.hazard} {case.what}" for case in TWICE])
def test_of_two_submissions_the_later_counts(district, case):
    only_finance(district)
    case.prepare(district)

    found = submissions(district)

    (other,) = found.keys() - {FILE}
    assert (found[FILE].standing, found[other].standing) == (case.first, case.second)
    assert case.rule in {*rules(found[FILE]), *rules(found[other]), ""}


def test_last_years_report_beside_this_years_asks_nobody_to_mend_anything(district):
    again(district, "上年.xlsx", unit__year=2023, unit__date="2024-01-15")
    run = district.merge(receive=False)
    assert run.states()[FINANCE] == "accepted" and "L003" not in run.rules()
    assert (run.exit_code, run.finding("F009").severity) == (0, "notice")
    assert "是 2023 年的表" in run.finding("F009").message


def test_what_was_superseded_is_kept_with_what_changed(district):
    again(district, "更正.xlsx", unit__date="2025-01-15", requests__new__enterprise=4, requests__granted__enterprise=1)

    run = district.merge(receive=False)

    finding = run.finding("F009")
    assert (finding.file, finding.severity) == (FILE, "warning")
    assert "新收·商业企业" in finding.message and "予以公开·商业企业" in finding.message and "更正.xlsx" in finding.message


# ---------------------------------------------------------------- whose it is


class Whose(NamedTuple):
    hazard: int
    what: str
    name: str  # of the file
    typed: dict[str, object]
    unit: str | None
    rules: set[str]


ANOTHERS, CODED, STRANGE = {"unit.name": UNITS[EDUCATION]}, {"unit.code": EDUCATION}, {"unit.name": "别处的局"}
WHOSE = [
    Whose(40, "code and name as on the roster", "a.xlsx", {}, FINANCE, set()),
    Whose(40, "a short form or former name", "a.xlsx", {"unit.name": "区财政局"}, FINANCE, {"U006"}),
    Whose(40, "blanks and full-width letters in the name", "a.xlsx", {"unit.name": "示例区　财政局 "}, FINANCE, set()),
    Whose(40, "no code, as the template is stamped", "a.xlsx", {"unit.code": None}, FINANCE, set()),
    Whose(40, "neither name nor code, but the stamp", "a.xlsx", {"unit.code": None, "unit.name": None}, FINANCE, set()),
    Whose(40, "another office's name, and nothing of its own", "a.xlsx", ANOTHERS, None, {"U002"}),
    Whose(40, "another's name, the file named after the first", f"{FINANCE}.xlsx", ANOTHERS, None, {"U002"}),
    Whose(40, "another's name, and the file named so", f"{EDUCATION}.xlsx", ANOTHERS, EDUCATION, {"U002"}),
    Whose(40, "another's code, the file named after the first", f"{FINANCE}.xlsx", CODED, FINANCE, {"U002"}),
    Whose(40, "a strange name, the file named after the first", f"{FINANCE}.xlsx", STRANGE, FINANCE, {"U002"}),
    Whose(40, "a name that is on no roster", "a.xlsx", STRANGE, None, {"U002"}),
    Whose(40, "another office's code", "a.xlsx", {"unit.code": EDUCATION}, None, {"U002"}),
    Whose(
        40,
        "another office's template, name and code typed over",
        "a.xlsx",
        {"unit.code": EDUCATION, "unit.name": UNITS[EDUCATION]},
        EDUCATION,
        {"U011"},
    ),
    Whose(40, "a file named after another office", f"{UNITS[EDUCATION]}.xlsx", {}, None, {"U011"}),
    Whose(40, "a file named after whom it is sent to", f"报{UNITS['410800']}.xlsx", {}, FINANCE, set()),
    Whose(
        40,
        "an office that is not on the roster",
        "a.xlsx",
        {"unit.code": "419999", "unit.name": "别处的局"},
        None,
        {"U001"},
    ),
]


@pytest.mark.parametrize("case", WHOSE, ids=[case.what for case in WHOSE])
def test_whose_a_submission_is(district, case):
    district.write_roster(别名={FINANCE: "区财政局、示例区财政委员会"})
    path = district.office(FINANCE).write(district.received / case.name)
    if case.typed:
        book = opened(path)
        for field, value in case.typed.items():
            cell_of(book, field).value = value
        book.save(path)

    (found,) = submissions(district).values()

    assert (found.key, rules(found)) == (case.unit, case.rules)


def test_tables_alone_are_known_by_their_file_name(district):
    district.office(EDUCATION).reports = False
    district.receive()
    hands.as_workbook(hands.tables(), district.received / f"{EDUCATION}_{UNITS[EDUCATION]}.xlsx")

    run = district.merge(receive=False)

    assert run.finding("U010").unit == EDUCATION and run.rules(EDUCATION, "error") == {"R701"}  # they state 规章


def test_another_offices_figures_and_words_under_a_new_name_are_noticed(district):
    path = again(district, "x.xlsx", unit__name=UNITS[EDUCATION], unit__code=EDUCATION)
    path.replace(district.received / f"{EDUCATION}_{UNITS[EDUCATION]}.xlsx")

    run = district.merge(receive=False)

    assert {f.rule for f in run.findings() if f.rule in ("U005", "U011")} == {"U005", "U011"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            {"unit__code": None, "unit__date": "2025-01-15"},
            {FILE: ("superseded", {"F009"}), "收件/又一份.xlsx": ("current", set())},
        ),
        (
            {"unit__name": "财政局", "unit__date": "2025-01-15"},
            {FILE: ("superseded", {"F009"}), "收件/又一份.xlsx": ("current", set())},
        ),
        ({"unit__name": "示例区审计局"}, {FILE: ("current", set()), "收件/又一份.xlsx": ("unusable", {"U002"})}),
    ],
    ids=[
        "the same name without a code is the same unit",
        "so is a short form with the code",
        "of two names the file says one",
    ],
)
def test_units_without_a_roster(district, typed, expected):
    only_finance(district)
    path = again(district, "又一份.xlsx", **typed)
    book = opened(path)
    del book["_meta"]  # home-made, as far as anybody can tell
    book.save(path)

    found = submissions(district, roster=False)

    assert {path: (s.standing, rules(s)) for path, s in found.items()} == expected


# ---------------------------------------------------------------- scans, and what can't be told


def test_where_only_a_scan_came_the_missing_unit_says_so(district):
    district.office(EDUCATION).reports = False
    district.receive()
    (district.received / f"{UNITS[EDUCATION]}盖章.pdf").write_bytes(b"%PDF-1.7\n" + bytes(100))

    run = district.merge(receive=False)

    assert run.file_states()[f"收件/{UNITS[EDUCATION]}盖章.pdf"] == "ignored"
    assert run.states()[EDUCATION] == "missing"
    assert "盖章.pdf" in run.finding("U003", EDUCATION).message


def test_include_adds_only_what_was_found_of_a_damaged_form(district):
    """A deleted column: L005 says how much was read, and whoever asks for it gets that much."""
    district.office(EDUCATION).reports = False
    district.receive()
    book = hands.book(said={**hands.SAID, "unit.name": UNITS[EDUCATION], "unit.code": EDUCATION})
    hands.delete_column(book[hands.THREE], 5)  # 科研机构
    hands.as_workbook(book, district.received / "缺一列.xlsx")

    excluded, included = (
        district.merge(receive=False),
        district.merge("--on-error", "include", receive=False, output="二"),
    )

    assert (excluded.states()[EDUCATION], included.states()[EDUCATION]) == ("rejected", "included")
    assert "200 个数字里读到了 175 个" in excluded.finding("L005").message
    others = district.sums(EDUCATION)
    for name in FORM.inputs:
        read = 0 if "research_institution" in name else hands.TYPED[name]
        assert included.totals[name] == others[name] + read, name


# ---------------------------------------------------------------- the roster, the console


def test_a_roster_as_excel_in_a_chinese_windows_saves_it(district):
    text = district.roster.read_text(encoding="utf-8-sig").replace(UNITS[FINANCE], f" {UNITS[FINANCE]} ")
    district.roster.write_bytes(text.encode("gb18030"))

    assert set(district.merge().states().values()) == {"accepted"}


# ---------------------------------------------------------------- what the name of an archive or a folder tells


def test_a_scan_in_an_archive_that_bears_the_offices_name_is_told_where_it_is_missed(district):
    district.office(FINANCE).reports = False
    with zipfile.ZipFile(district.received / f"{UNITS[FINANCE]}.zip", "w") as archive:
        archive.writestr("扫描件.pdf", b"%PDF-1.4 ...")
    with zipfile.ZipFile(district.received / "空.zip", "w"):
        pass
    run = district.merge()

    assert f"“{UNITS[FINANCE]}”只报来了扫描件或图片（“收件/{UNITS[FINANCE]}.zip!/扫描件.pdf”）" in run.finding("U003").message
    assert [f.message for f in run.findings("F004") if "空.zip" in f.file] == ["“收件/空.zip”是压缩包，里面没有文件，没有读取。"]


def test_scans_beside_the_workbooks_in_an_archive_push_none_of_them_out(district, monkeypatch):
    good = district.copy(FINANCE, "自己的表.xlsx").read_bytes()
    district.office(FINANCE).reports = False
    (district.received / "自己的表.xlsx").unlink()
    monkeypatch.setattr(guard, "ARCHIVE_SIZE", 2 * len(good))
    monkeypatch.setattr(kinds, "FILE_SIZE", 2 * len(good))
    with zipfile.ZipFile(district.received / "表和盖章扫描件.zip", "w") as archive:
        for number in range(4):
            archive.writestr(f"{number}.jpg", b"\xff\xd8\xff" + bytes([number]) * len(good))
        archive.writestr("财政局.xlsx", good)
    run = district.merge()

    states = run.file_states()
    assert states["收件/表和盖章扫描件.zip!/财政局.xlsx"] == "accepted" and not run.findings("F005")
    assert {states[f"收件/表和盖章扫描件.zip!/{number}.jpg"] for number in range(4)} == {"ignored"}
    assert run.states()[FINANCE] == "accepted"


def test_an_archive_beyond_its_limits_is_to_be_unpacked(district, monkeypatch):
    good = district.copy(FINANCE, "自己的表.xlsx").read_bytes()
    monkeypatch.setattr(guard, "ARCHIVE_SIZE", 2 * len(good))
    monkeypatch.setattr(parts, "ARCHIVE_FILE_SIZE", 5 * len(good))
    for number, name in ((3, "多.zip"), (6, "大.zip")):
        with zipfile.ZipFile(district.received / name, "w") as archive:
            for member in range(number):
                archive.writestr(f"{member}.xlsx", good)
    (district.received / "自己的表.xlsx").unlink()
    told = {f.file: f.message for f in district.merge().findings("F005")}

    assert set(told) == {"收件/多.zip!/2.xlsx", "收件/大.zip"}
    assert all(words.endswith("请解压，按单个文件报送。") for words in told.values())


@pytest.mark.parametrize("beginning", [b"\x00\x00\x00\x18ftypheic", b"RIFF\x10\x00\x00\x00WEBPVP8 "])
def test_a_photograph_of_a_telephone_is_a_scan(district, beginning):
    district.office(FINANCE).reports = False
    (district.received / f"{UNITS[FINANCE]}.heic").write_bytes(beginning + bytes(200))
    run = district.merge()
    assert "只报来了扫描件或图片" in run.finding("U003").message and run.file_states()[f"收件/{UNITS[FINANCE]}.heic"] == "ignored"


def test_a_copy_of_a_file_that_cant_be_read_is_told_as_a_copy_alone(district):
    (district.received / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    (district.received / "b.xlsx").write_bytes(b"PK\x03\x04 broken")
    run = district.merge()
    assert [f.rule for f in run.findings() if f.file == "收件/b.xlsx"] == ["F008"]


def test_a_report_in_the_offices_folder_is_its_own(district):
    district.office(FINANCE).reports = False
    (district.received / UNITS[FINANCE]).mkdir()
    hands.as_word(hands.tables(), district.received / UNITS[FINANCE] / "年报.docx", "2024年政府信息公开工作年度报告")
    run = district.merge()
    assert (
        run.file_states()[f"收件/{UNITS[FINANCE]}/年报.docx"] in ("accepted", "rejected")
        and run.finding("U010").unit == FINANCE
    )


def test_the_folder_that_was_given_is_nobodys(district, tmp_path):
    named = tmp_path / UNITS[FINANCE]
    named.mkdir()
    hands.as_word(hands.tables(), named / "年报.docx", "2024年政府信息公开工作年度报告")
    run = district.merge(paths=(named,))
    assert run.findings("U001") and not run.findings("U010")
