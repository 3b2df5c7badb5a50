"""Totals that hold a figure which a warning speaks of are marked; once all is in, until the warning is answered."""

from docx import Document

from tests.deciding import Decisions
from tests.district import YEAR, District

FEES = "proactive.fees.amount"


def marked(run) -> list[str]:
    """The figures that the Word document highlights in its tables."""
    tables = Document(run.product("年度报告.docx")).tables
    cells = {id(cell._tc): cell for table in tables for row in table.rows for cell in row.cells}
    runs = (run for cell in cells.values() for paragraph in cell.paragraphs for run in paragraph.runs)
    return [run.text for run in runs if run.font.highlight_color]


def test_a_draft_marks_the_totals_that_hold_a_doubted_figure(district):
    district.office("410802").reports = False
    district.office("410801").fill(FEES, 20_000)
    district.office("410803").fill(FEES, 251_000).fill("explanation.V012", "代收全市污水处理费")

    run = district.merge()

    assert {f.severity for f in run.findings("V012")} == {"warning"}
    total = f"{run.totals[FEES]:f}".rstrip("0").rstrip(".")
    assert marked(run) == [total]
    page = run.product("年度报告.html").read_text(encoding="utf-8")
    assert f"<mark>{total}</mark>" in page
    text = (run.product("章节") / "2-主动公开政府信息情况.txt").read_text(encoding="utf-8")
    assert "（待核实，含这些数的合计已标色：示例区财政局“行政事业性收费·本年收费金额（单位：万元）”20000；" in text
    assert "（已说明：代收全市污水处理费）" in text


def test_what_the_coordinator_accepted_is_not_marked(district, tmp_path):
    decisions = Decisions(tmp_path / "决定.xlsx")
    district.office("410802").reports = False
    district.office("410801").fill(FEES, 20_000)
    district.merge("--decisions", decisions.path)
    decisions.decide("V012", "同意")

    run = district.merge("--decisions", decisions.path)

    assert marked(run) == [] and "待核实" not in run.product("年度报告.html").read_text(encoding="utf-8")


def test_a_report_in_which_all_are_is_not_called_complete_while_a_figure_is_to_be_verified(district):
    district.office("410801").fill(FEES, 20_000)
    run = district.merge()
    assert run.exit_code == 0 and len(marked(run)) == 1 and "：完整" not in run.text
    assert "合计里有待核实的数：示例区财政局“行政事业性收费·本年收费金额（单位：万元）”20000。" in run.text
    assert "警告 V012" in run.text


def test_what_the_office_explained_is_printed_as_it_stands_once_all_are_in(district):
    district.office("410801").fill(FEES, 20_000).fill("explanation.V012", "代收全市污水处理费")
    run = district.merge()
    assert run.findings("V012") and marked(run) == []


def test_a_figure_of_which_two_warnings_speak_is_named_once(district, tmp_path):
    (tmp_path / "去年").mkdir()
    before = District(tmp_path / "去年")
    for office in before.offices.values():
        office.fill("unit.year", YEAR - 1).fill("indicators.published_on_website", 10)
        office.fill("requests.carried_in.enterprise", 0).fill("requests.new.enterprise", 4)
        office.fill("proactive.normative_documents.in_force", 11).fill("proactive.licensing.decisions", 300)
        office.fill("requests.granted.natural_person", 4).fill("requests.new.natural_person", 6)
    last_year = before.merge(whole=True).folder
    district.office("410801").fill("indicators.published", 12).fill("indicators.published_on_website", 9_999)
    run = district.merge("--previous", last_year)
    assert {"R501", "Y501"} <= run.rules("410801", "warning")
    assert run.text.count("政府网站发布”9999") == 1
