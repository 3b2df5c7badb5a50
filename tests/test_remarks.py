"""Comments beside the figures: one with a figure is told, as nobody adds it up; those of a marked copy are our own."""

from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.filing import Reading, Slip
from disclosure_batch.intake.read import read
from disclosure_batch.intake.troubles import CellWords, FiguresInComments
from disclosure_batch.papers import MARKER
from tests import hands
from tests.district import District, cell_of, place
from tests.filled import opened
from tests.hands import FORM, THREE
from tests.programs import LibreOffice
from tests.spoken_of import those

NEW = "requests.new.natural_person"


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


def commented(book: openpyxl.Workbook, words: str, author: str = "张") -> None:
    cell_of(book, NEW).comment = Comment(words, author)


def only(path: Path) -> Reading:
    (reading,) = read(Source(path.name, path, named=True), FORM)
    return reading


def test_a_comment_with_a_figure_is_told_and_not_taken(district):
    district.office("410801").edit(lambda book: commented(book, "应为\n15"))
    run = district.merge()

    told = run.finding("L014", "410801")
    assert (told.severity, told.sheet, told.cell) == ("warning", "三、依申请公开", "D7")
    assert "“三、依申请公开”D7 的批注“应为 15”" in told.message
    assert run.totals[NEW] == district.sums()[NEW]


def test_one_that_merely_explains_is_a_notice(district):
    district.office("410801").edit(lambda book: commented(book, "含信访科转来 2 件"))
    assert district.merge().finding("L014", "410801").severity == "notice"


@pytest.mark.parametrize(("words", "author"), [("已与信访科核对", "张"), ("【请核实】新收 12 比上年多", MARKER)])
def test_a_comment_without_figures_or_of_a_marked_copy_is_no_news(district, words, author):
    district.office("410801").edit(lambda book: commented(book, words, author))
    assert "L014" not in district.merge().rules()


@pytest.mark.parametrize("format", ["ods", "xls:MS Excel 97", "xlsx:Calc MS Excel 2007 XML"])
def test_saved_by_libreoffice(format: str, libreoffice: LibreOffice, district, tmp_path):
    district.office("410801").edit(lambda book: commented(book, "应为 15"))
    district.receive()
    saved = only(libreoffice(next(district.received.glob("*410801*")), format, tmp_path))

    (told,) = those(FiguresInComments, saved.troubles)
    assert told.cells == (CellWords("三、依申请公开", "D7", "应为 15"),)


@pytest.mark.parametrize("format", ["ods", "xls:MS Excel 97", "xlsx:Calc MS Excel 2007 XML"])
@pytest.mark.parametrize(
    ("look", "shown"), [({"strike": True}, "1̶2̶7"), ({"vertAlign": "superscript"}, "¹²7"), ({"b": True}, None)]
)
def test_a_figure_partly_crossed_out_or_raised_saved_by_libreoffice(
    format, look, shown, libreoffice, district, tmp_path
):
    other = CellRichText(
        "说明：", TextBlock(InlineFont(i=True), "文字" * 4_500)
    )  # one that goes on in a further record of an .xls
    sheet, place_of_text = place("text.proactive")
    figure = CellRichText(TextBlock(InlineFont(**look), "12"), "7")
    district.office("410801").edit(lambda book: book[sheet].__setitem__(place_of_text, other))
    district.office("410801").edit(lambda book: setattr(cell_of(book, NEW), "value", figure))
    district.receive()
    filing = only(libreoffice(next(district.received.glob("*410801*")), format, tmp_path)).filing

    slip = filing.slips[NEW]
    assert slip.slip is (Slip.NOT_A_NUMBER if shown else Slip.CLEANED)
    assert slip.raw.startswith(shown or "127")
    assert filing.texts["text.proactive"] == "说明：" + "文字" * 4_500


def test_a_column_crossed_out_saved_by_libreoffice(libreoffice, tmp_path):
    path = hands.as_workbook(hands.tables(), tmp_path / "表.xlsx")
    book = opened(path)
    row, column = hands.where(hands.tables()[THREE], hands.FIGURES[NEW])
    letter = get_column_letter(column + 1)
    book[THREE].column_dimensions[letter].font = Font(strike=True)
    for below in range(row + 1, 1000):
        book[THREE].cell(below, column + 1).font = Font(strike=True)
    book.save(path)
    filing = only(libreoffice(path, "ods", tmp_path)).filing
    assert filing.slips[NEW].slip is Slip.NOT_A_NUMBER


def test_in_a_word_document(tmp_path):
    path = hands.as_word(hands.tables(), tmp_path / "报告.docx")
    made = docx.Document(path)
    row, column = hands.where(hands.tables()[THREE], hands.FIGURES[NEW])
    run = made.tables[1].cell(row, column).paragraphs[0].runs[0]
    made.add_comment(run, "应为 15", author="张")
    made.save(path)

    (told,) = those(FiguresInComments, only(path).troubles)
    assert [comment.text for comment in told.cells] == ["应为 15"]
