"""What is wrong is one sentence for everybody; what to do is said for who reads it, and for what they hold."""

from dataclasses import replace

import pytest
from click.testing import CliRunner

from disclosure_batch.cli import main
from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.findings import COORDINATOR, Reader, Role
from tests.casework import check, handed_in, of, one, reading, unit
from tests.district import UNITS

OFFICE = Reader(Role.OFFICE)
TOTALS = {
    "R301": {"requests.granted.total": 99},
    "R302": {"requests.outcome_total.natural_person": 99},
    "R401": {"remedies.reconsideration.total": 99},
}


@pytest.mark.parametrize("kind", [FileKind.DOCX, FileKind.ODT, FileKind.HTML, FileKind.TEXT])
@pytest.mark.parametrize("rule", TOTALS)
def test_nobody_is_asked_for_the_formulas_of_a_document(rule, kind):
    came = replace(reading(handed_in(totals=TOTALS[rule]), "收件/a"), kind=kind)
    found = one(check(readings=[came]), rule)
    for reader in (OFFICE, COORDINATOR):
        told = found.told(reader)
        assert "公式" not in told.message and "总计，改正后重新报送。" in told.mend
    in_workbook = one(check(handed_in(totals=TOTALS[rule])), rule)
    assert "恢复总计的公式" in in_workbook.message and in_workbook.told(OFFICE).wrong == told.wrong


def test_an_office_moves_no_files_about():
    one_day = {"unit.date": "2025-01-10"}
    both = [handed_in(texts=one_day), handed_in({"indicators.platforms": 3}, texts=one_day)]
    found = of(check(*both), "U004")[0]
    assert "移走" in found.told(COORDINATOR).mend and "移走" not in found.told(OFFICE).message
    assert "请只报一份" in found.told(OFFICE).mend and found.told(OFFICE).wrong == found.told(COORDINATOR).wrong


def test_one_sentence_speaks_to_one_reader():
    roster = [unit("410801", "示例区财政局"), unit("410802", "示例区教育局")]
    found = one(check(handed_in(texts={"unit.name": "示例区教育局"}), roster=roster), "U002")
    office, coordinator = found.told(OFFICE).message, found.told(COORDINATOR).message
    assert "请告知汇总单位" in office and "名册" not in office
    assert "请告知汇总单位" not in coordinator and "名册" in coordinator


def test_who_has_filled_in_a_neighbours_workbook_is_asked_and_the_coordinator_is_told(district):
    district.office("410801").type("unit.name", "示例区教育局")
    found = district.merge().finding("U002")
    assert found.unit is None and "请问清后，由报送的单位用本单位的表重填" in found.message
    assert "您" not in found.message and "请告知汇总单位" not in found.message


def said(*arguments: object) -> tuple[str, int]:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return done.output, done.exit_code


@pytest.mark.parametrize("asked", [("check", "没有.xlsx"), ("merge", "没有.xlsx"), ("merge", ".", "--previous", "没有.xlsx")])
def test_what_is_not_there_is_said_once(asked):
    output, code = said(*asked)
    assert code == 2 and output.splitlines()[-1] == "写得不对：文件或文件夹“没有.xlsx”不存在。"


def test_a_clerk_who_checks_one_file_is_not_asked_for_the_others(district):
    district.receive()
    own = district.received / f"410801_{UNITS['410801']}.xlsx"

    output, code = said("check", own, "--roster", district.roster)
    assert code == 0 and output.splitlines()[1:] == ["没有发现要改的地方。"]

    district.office("410801").fill("requests.granted.natural_person", 99)
    district.receive()
    output, code = said("check", own, "--roster", district.roster)
    assert code == 1 and output.splitlines()[1] == "要改的 1 处。" and "汇总" not in output

    (district.received / f"410802_{UNITS['410802']}.xlsx").unlink()
    output, code = said("check", district.received, "--roster", district.roster)
    assert code == 1 and f"未报：{UNITS['410802']}" in output


def test_a_draft_that_is_checked_alone_is_not_said_to_be_right(district):
    """Nothing in it is for an office to mend, and yet it lacks a unit."""
    district.office("410802").reports = False
    draft = district.merge(whole=True).folder / "汇总表.xlsx"
    output, code = said("check", draft)
    assert code == 1 and output.splitlines()[1] == "另有警告 1 条。" and "没有发现" not in output
