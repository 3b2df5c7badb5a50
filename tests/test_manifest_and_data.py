"""manifest.json and 数据.csv: what other programs read of a result."""

import csv
import hashlib
import json
from decimal import Decimal

import pytest

from disclosure_batch.merge import FileState, Status
from disclosure_batch.outputs import data_csv, manifest
from disclosure_batch.papers import DATA_HEAD, MANIFEST
from tests.hand_made import FORM, REPORT, error, result, state, warning

FEES = "proactive.fees.amount"
UNITS = [
    state("410801", "市教育局"),
    state("410802", "市司法局", "missing"),
    state("", "市园林局", "rejected"),
]


def written(folder, *args, **kwargs):
    manifest.write(result(*args, **kwargs), REPORT, folder)
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal), text


def test_keys_stand_in_the_order_of_the_contract(tmp_path):
    account, _ = written(tmp_path, UNITS, [error("V004", "不是数字。", unit="市园林局")])
    assert " ".join(account) == "edition year body files units totals reported findings decisions since outputs"
    assert " ".join(account["files"][0]) == "path sha256 unit status rules"
    assert " ".join(account["units"][0]) == "code name status counted file"
    assert " ".join(account["findings"][0]) == (
        "rule severity unit file sheet cell also field value expected message suggestion "
        "explanation decision candidates"
    )
    assert list(account["totals"]) == list(account["reported"]) == list(FORM.numeric)


def test_a_unit_without_a_code_has_null_and_is_known_by_its_name(tmp_path):
    account, _ = written(tmp_path, UNITS)
    assert [(u["code"], u["name"], u["status"]) for u in account["units"]] == [
        ("410801", "市教育局", "accepted"),
        ("410802", "市司法局", "missing"),
        (None, "市园林局", "rejected"),
    ]
    assert account["units"][1]["file"] is None
    assert [file["unit"] for file in account["files"]] == ["410801", "市园林局"]


@pytest.mark.parametrize(
    ("figure", "digits"),
    [
        (Decimal("96.0914"), "96.0914"),
        (Decimal("0.1") + Decimal("0.2"), "0.3"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.00000001"), "0.00000001"),
        (Decimal("9999999999.123456"), "9999999999.123456"),
        (Decimal(0), "0"),
    ],
)
def test_an_amount_keeps_every_decimal(tmp_path, figure, digits):
    account, text = written(tmp_path, figures={FEES: figure})
    assert f'"{FEES}": {digits},' in text
    assert account["totals"][FEES] == figure


def test_the_values_of_a_finding_are_numbers_or_what_was_typed(tmp_path):
    findings = [
        warning("V012", "。", value=Decimal("251000.5"), expected=Decimal("25.10005"), also=("B7", "C7")),
        error("V004", "。", value="约2"),
    ]
    account, _ = written(tmp_path, findings=findings)
    first, second = account["findings"]
    assert (first["value"], first["expected"]) == (Decimal("251000.5"), Decimal("25.10005"))
    assert first["also"] == ["B7", "C7"]
    assert (second["value"], second["expected"], second["severity"]) == ("约2", None, "error")


def test_every_output_is_listed_with_its_fingerprint_and_the_manifest_is_not(tmp_path):
    (tmp_path / "章节").mkdir()
    for path in ("汇总表.xlsx", "章节/1-总体情况.txt", "a.txt"):
        (tmp_path / path).write_text(path, encoding="utf-8")
    first, text = written(tmp_path)
    _, same = written(tmp_path)
    assert [o["path"] for o in first["outputs"]] == ["a.txt", "汇总表.xlsx", "章节/1-总体情况.txt"]
    assert first["outputs"][0]["sha256"] == hashlib.sha256(b"a.txt").hexdigest()
    assert text == same


def test_a_file_name_that_is_no_unicode_does_not_stop_the_run(tmp_path):
    name = "收件/".encode() + "报表.xlsx".encode("gbk")
    file = FileState(name.decode("utf-8", "surrogateescape"), "0" * 64, 1, None, Status.REJECTED, ("F001",))
    account, _ = written(tmp_path, files=[file])
    assert account["files"][0]["path"].startswith("收件/\\udc")


def test_a_sign_that_turns_the_line_around_is_spelled_out(tmp_path):
    account, text = written(tmp_path, files=[FileState("收件/报表\u202exslx.exe", "0" * 64, 1, None, Status.REJECTED, ())])
    assert account["files"][0]["path"] == "收件/报表\u202exslx.exe" and "\\u202e" in text and "\u202e" not in text


def test_the_summary_has_the_shapes_of_the_manifest():
    of = result(UNITS, [error("U003", "没有收到。", unit="410802")])
    account = manifest.account(of)
    summary = json.loads(manifest.summary_json(of))
    assert list(summary) == ["files", "units", "findings"]
    assert summary["units"] == list(account["units"])
    assert summary["findings"][0]["message"] == "没有收到。"


def test_data_csv_has_a_line_for_each_figure(tmp_path):
    of = result(
        UNITS,
        figures={FEES: Decimal("96.0914"), "requests.new.enterprise": 3},
        last_year={FEES: Decimal("90.50")},
        reported={"indicators.published": 0},
    )
    data_csv.write(of, REPORT, tmp_path)
    assert (tmp_path / "数据.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "数据.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["字段"]: row for row in csv.DictReader(file)}
    assert list(rows) == list(FORM.numeric)
    assert tuple(rows[FEES]) == DATA_HEAD
    assert (rows[FEES]["本年"], rows[FEES]["上年"], rows[FEES]["单位"]) == ("96.0914", "90.5", "万元")
    assert (rows["requests.new.total"]["本年"], rows["requests.new.total"]["填报单位数"]) == ("3", "1")
    assert rows["indicators.published"]["填报单位数"] == "0"


def test_data_csv_leaves_last_year_blank_where_it_is_not_known(tmp_path):
    data_csv.write(result(UNITS), REPORT, tmp_path)
    with (tmp_path / "数据.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["上年"] for row in csv.DictReader(file)} == {""}
