"""Workbooks that were handed out before the template had all of today's fields: read without a word."""

import hashlib
import re
from pathlib import Path

from disclosure_batch.form.edition import load_form, parse_form
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.printed import guidance_on, printed_on
from tests.casework import read_and_check
from tests.district import FIGURES
from tests.filled import filled, written

FORM = load_form()
NEW = {"explanation.V012", "explanation.R701", "explanation.Y302"}


def first_version():
    """The form as its first template had it."""
    lines = FORM.file.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if "added = 2" not in line)
    return parse_form(re.sub("(?m)^template_version = .*$", "template_version = 1", text), FORM.file)


def test_a_workbook_of_the_first_version_is_read_without_a_word(tmp_path: Path):
    old = first_version()
    assert FORM.fields.keys() - old.fields.keys() == NEW
    typed = {**FIGURES, "explanation.Y501": "新增一项业务", "explanation.other": "机构合并"}
    path = written(filled(old, typed), tmp_path / "410801_示例区财政局.xlsx")

    (submission,), findings = read_and_check(path)

    told = {finding.rule for finding in findings}
    assert not told & {"L002", "L004", "L005", "L013"}, [finding.message for finding in findings]
    assert {name: submission.filing.texts[name] for name in typed if name in FORM.explanations} == {
        "explanation.Y501": "新增一项业务",
        "explanation.other": "机构合并",
    }
    assert submission.filing.place(FORM, "explanation.other")[1] == layout_of(old).cell("explanation.other")
    assert submission.filing.absent >= NEW


def test_of_a_workbook_of_today_every_explanation_is_read(tmp_path: Path):
    typed = {name: f"原因{i}" for i, name in enumerate(FORM.explanations)}
    (submission,), _ = read_and_check(written(filled(FORM, FIGURES | typed), tmp_path / "410801_示例区财政局.xlsx"))
    assert {name: submission.filing.texts[name] for name in typed} == typed


def test_whoever_changes_printed_words_makes_another_version():
    """What is printed is held against workbooks of its own version, where other words are an office's."""
    words = [*(printed_on(sheet, FORM) for sheet in layout_of(FORM).sheets), guidance_on(FORM)]
    said = hashlib.sha256(repr([sorted(some.items()) for some in words]).encode()).hexdigest()[:16]
    assert (FORM.template_version, said) == (2, "27168f391ad68d55"), "raise template_version in the edition's file"
