"""A report knows nothing of a district: one unit's own figures are a subject like any other."""

from pathlib import Path

import docx

from disclosure_batch.form.model import Figure
from disclosure_batch.intake.filing import Filing, Origin
from disclosure_batch.outputs.annual_report import report_of
from disclosure_batch.report import as_docx, as_html, as_text
from disclosure_batch.report.compose import compose
from disclosure_batch.report.report import Report
from disclosure_batch.report.subject import Contributor, Subject
from tests.consolidations import FORM, consolidated, seed, seed_figures, text

NAME, PHONE = "示例区管理委员会", "0391-0000000"


def filing_of(figures: dict[str, Figure], **texts: str) -> Filing:
    words = {name.replace("__", "."): words for name, words in texts.items()}
    return Filing(Origin.TEMPLATE, tuple(map(figures.get, FORM.inputs)), texts=words)


def subject_of(filing: Filing) -> Subject:
    """One unit's figures: what it has not stated is in no total, and no sentence is made of it."""

    def figure(name: str) -> Figure | None:
        parts = [filing.value(FORM, typed) for typed in FORM.typed_in(name)]
        return None if None in parts else sum(parts)

    stated = frozenset(name for name in FORM.numeric if figure(name) is not None)
    return Subject(
        form=FORM,
        year=2024,
        title=f"{NAME}2024年{FORM.title}",
        body=NAME,
        key="410800",
        phone=PHONE,
        texts=filing.texts,
        totals={name: figure(name) or 0 for name in FORM.numeric},
        last_year={},
        stated=stated,
        reported={name: int(name in stated) for name in FORM.numeric},
        contributors=[
            Contributor(NAME, figure, filing.texts, publishes=True, unknown=frozenset(FORM.numeric) - stated),
        ],
    )


def written(report: Report, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    for kind in (as_docx, as_html, as_text):
        kind.write(report, folder)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}


def test_one_unit_reports_like_a_district_that_is_made_of_it_alone(tmp_path: Path):
    texts = {"text__problems": "更新慢。", "text__other_matters": "本年收取信息处理费0元。"}

    own = compose(subject_of(filing_of(seed_figures(), **texts)))

    district = report_of(consolidated(seed(**texts)))
    assert own == district
    assert written(own, tmp_path / "own") == written(district, tmp_path / "district")


def test_its_figures_stand_in_words_and_tables(tmp_path: Path):
    own = compose(subject_of(filing_of(seed_figures() | {"requests.new.natural_person": 1234})))

    assert own.title == "示例区管理委员会2024年政府信息公开工作年度报告"
    assert "1234" in text(own, 3)
    assert own.notices == ()
    assert PHONE in "".join(own.opening)
    files = written(own, tmp_path / "own")
    assert {"年度报告.docx", "年度报告.html", "章节/1-总体情况.txt"} <= files.keys()
    tables = docx.Document(tmp_path / "own" / "年度报告.docx").tables
    assert "1234" in {cell.text for table in tables for row in table.rows for cell in row.cells}


def test_of_what_it_left_blank_nothing_is_said_and_it_is_named():
    blank = dict.fromkeys(name for name in FORM.inputs if name.startswith("remedies."))

    own = compose(subject_of(filing_of(seed_figures() | blank)))

    assert "复议" not in text(own, 1)
    assert "“四、复议诉讼”示例区管理委员会没有填全或有的数读不出来，合计为 0 的没有写成“没有发生”。" in own.gaps
