"""A text of the report knows which of its signs are a figure and of what; to all others it is a text like any other."""

import re
from pathlib import Path

from disclosure_batch.outputs.annual_report import report_of
from disclosure_batch.report.report import Report
from disclosure_batch.report.told import figures_in
from tests.consolidations import consolidated, seed
from tests.test_text_templates import folder_with


def figures_of(report: Report) -> list[tuple[str, str]]:
    """(figure, of what), of all sections of words."""
    texts = [b.text for section in report.sections for b in section.blocks if b.kind == "paragraph"]
    return [(text[said.start : said.end], said.of) for text in texts for said in figures_in(text)]


def test_every_figure_of_the_report_knows_what_it_is_of():
    report = report_of(consolidated(seed(), last={"requests.new.total": 10}))
    figures = figures_of(report)
    texts = "".join(b.text for b in report.sections[0].blocks if b.kind == "paragraph")
    printed = re.findall(r"\d+(?:\.\d+)?", texts.replace(f"{report.year}年", ""))
    assert [figure for figure, _ in figures][: len(printed)] == printed
    assert ("11", "requests.new.total") in figures and "requests.new.total 较上年" in dict(map(reversed, figures))
    assert ("5", "requests.granted.total") in figures, "a part of a breakdown"


def test_a_figure_is_known_through_macros_blocks_and_loops_and_compares_as_a_text(tmp_path: Path):
    folder = folder_with(
        tmp_path,
        "{% macro said(name) %}{% set words %}共{{ figure(name) }}件{% endset %}"
        "{{ words if words != '共1件' else '一件' }}{% endmacro %}\n"
        "{% for name in ['requests.new.total', 'requests.new.natural_person'] %}\n"
        "{{ said(name) }}{{ '。' if figure(name) == '11' else '；' }}\n"
        "{% endfor %}",
    )
    report = report_of(consolidated(seed()), folder)
    assert report.sections[0].blocks[0].text == "共11件。共10件；"
    assert figures_of(report)[:2] == [("11", "requests.new.total"), ("10", "requests.new.natural_person")]
