"""What is measured on is what it says: good workbooks are good, faulty ones are found, totals are known."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import data
from benchmarks.data import DataSet, make
from disclosure_batch.cli import main
from disclosure_batch.form.edition import load_form
from tests.filled import differences, recalculated, stored, without_stored_values

SAVED = 2  # by LibreOffice


def merged(folder: Path) -> dict:
    """The manifest of a merge of a set, numbers exact."""
    arguments = ["merge", folder / "收件", "--roster", folder / "名册.csv", "-o", folder / "结果", "--quiet"]
    CliRunner().invoke(main, [str(word) for word in arguments])
    return json.loads((folder / "结果" / "manifest.json").read_text(encoding="utf-8"), parse_float=Decimal)


@pytest.mark.parametrize("kind", data.KINDS)
def test_a_merge_finds_what_the_answers_say(kind, soffice, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "SHARES", (0, 50))
    good, half = (make(tmp_path, DataSet(kind, 6, share), saved=SAVED) for share in data.SHARES)
    answers = json.loads((half / data.ANSWERS).read_text(encoding="utf-8"))
    one, other = merged(good), merged(half)

    assert {unit["status"] for unit in one["units"]} == {"accepted"}
    assert {finding["severity"] for finding in one["findings"] if finding["unit"]} <= {"notice"}
    assert (
        {unit["code"] for unit in other["units"] if unit["status"] != "accepted"} == answers["faulty"].keys() != set()
    )
    assert {name: Decimal(total) for name, total in answers["totals"].items()} == other["totals"]


def test_a_workbook_with_other_values_put_into_a_saved_one_is_what_libreoffice_would_have_saved(libreoffice, tmp_path):
    here = make(tmp_path, DataSet("libreoffice", 4, 0), saved=SAVED)
    paths = sorted((here / "收件").iterdir())
    before = {path: stored(path) for path in paths}
    saved = recalculated(libreoffice, [without_stored_values(path) for path in paths], tmp_path)

    for path, again in zip(paths, saved, strict=True):
        assert differences(before[path], stored(again)) == {}


@pytest.mark.parametrize("fault", sorted({fault for faults in data.FAULTS.values() for fault in faults} - {"damaged"}))
def test_every_fault_is_one_figure(fault):
    form = load_form(data.YEAR)
    good, bad = (data.filling_of(form, data.FIRST, 0, wrong).values for wrong in (None, fault))
    assert len([name for name in good if good[name] != bad[name]]) == 1
