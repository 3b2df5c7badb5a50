"""A whole January: the workbooks go out, come back with faults, are sent back, decided upon; in the end all is clean.

Nothing is lost on the way and nothing changes in silence.
"""

import hashlib
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from tests.district import FORM, YEAR, District, cell_of
from tests.filled import opened
from tests.run import Run

GRANTED, NEW = "requests.granted.natural_person", "requests.new.natural_person"
CARRIED_IN, CARRIED_OUT = "requests.carried_in.natural_person", "requests.carried_out.natural_person"
LICENSING, IN_FORCE = "proactive.licensing.decisions", "proactive.normative_documents.in_force"
RECEIVED, HANDLED = "indicators.letters_received", "indicators.letters_handled"
OFFICE, FINANCE, EDUCATION, STREET = "410800", "410801", "410802", "410803"


class January:
    """The folder of a coordinator: 名册, 去年, 下发, 收件, 决定.xlsx, out."""

    def __init__(self, folder: Path) -> None:
        self.district = District(folder)
        self.folder = folder
        self.decisions = folder / "决定.xlsx"
        self.last_year = folder  # known once it is closed
        self.sent_out = folder / "下发"

    def close_last_year(self) -> None:
        """Every office had 3 requests of natural persons left at the end of last year."""
        folder = self.folder / "去年"
        folder.mkdir()
        last = District(folder)
        for office in last.offices.values():
            office.values |= {NEW: 10, CARRIED_OUT: 3, IN_FORCE: 11, LICENSING: 300}
            office.values |= {"unit.year": YEAR - 1, "unit.date": f"{YEAR}-01-10"}
        run = last.merge()
        assert run.exit_code == 0
        self.last_year = run.product("汇总表.xlsx")

    def distribute(self) -> None:
        done = self.district.run(
            "distribute", self.district.roster, "-o", self.sent_out, "--year", YEAR, "--previous", self.last_year
        )
        assert done.exit_code == 0

    def hand_in(self, code: str, **figures: object) -> Path:
        """An office fills in the workbook that was sent to it and returns it under the same name."""
        path = next(self.sent_out.glob(f"{code}_*.xlsx"))
        usual = self.district.office(code).values | {CARRIED_IN: 3, CARRIED_OUT: 3}  # what came over is still there
        return self.save(path, self.district.received / path.name, usual | figures)

    def mend(self, run: Run, code: str, **figures: object) -> Path:
        """The clerk opens the marked copy, mends it, changes the date and sends it back."""
        (copy,) = run.product("退改通知").glob(f"{code}_*.xlsx")
        return self.save(copy, self.district.received / copy.name, figures)

    @staticmethod
    def save(source: Path, target: Path, values: dict[str, object]) -> Path:
        book = opened(source)
        for name, value in values.items():
            cell_of(book, name).value = value
        book.save(target)
        return target

    def merge(self, whole: bool = False) -> Run:
        """The originals are left as they are, whatever happens."""
        before = self.prints()
        options = ("--previous", self.last_year, "--decisions", self.decisions)
        run = self.district.merge(*options, receive=False, whole=whole)
        assert self.prints() == before
        return run

    def decide(self, key: str, **typed: object) -> None:
        book = openpyxl.load_workbook(self.decisions)
        sheet = book.active
        heads = {cell.value: cell.column for cell in sheet[3]}
        (row,) = [row for row in range(4, sheet.max_row + 1) if sheet.cell(row, heads["编号"]).value == key]
        for head, value in {"决定人": "经办", "日期": "2025-01-25", **typed}.items():
            sheet.cell(row, heads[head]).value = value
        book.save(self.decisions)

    def prints(self) -> dict[str, str]:
        """The fingerprints of all that was handed in."""
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in self.district.received.iterdir()}


@pytest.fixture
def january(tmp_path) -> January:
    january = January(tmp_path)
    january.close_last_year()
    january.distribute()
    return january


def test_a_whole_january(january):
    # ----------------------------------------- what comes first: two with errors, one that explains, one missing
    january.hand_in(OFFICE, **{CARRIED_IN: 4, NEW: 6, "explanation.Y301": "机构改革划入一件", "unit.date": "2025-01-10"})
    january.hand_in(FINANCE, **{GRANTED: 8, LICENSING: "约345"})
    january.hand_in(EDUCATION, **{CARRIED_IN: 2, NEW: 8, RECEIVED: 9, HANDLED: 12})
    run = january.merge()

    assert run.exit_code == 1
    assert run.states() == {OFFICE: "accepted", FINANCE: "rejected", EDUCATION: "rejected", STREET: "missing"}
    errors = {(f.unit, f.rule) for f in run.findings() if f.severity == "error"}
    assert errors == {(FINANCE, "R303"), (FINANCE, "V004"), (EDUCATION, "Y301"), (STREET, "U003")}
    explained = run.finding("Y301", OFFICE)
    assert (explained.severity, explained.explanation) == ("warning", "机构改革划入一件")
    assert run.finding("R502", EDUCATION).severity == "warning"
    assert notices(run) == {f"{FINANCE}_示例区财政局", f"{EDUCATION}_示例区教育局"}

    # ------------------------------------------------------------ she decides what she can, the rest goes back
    january.decide(f"{OFFICE}/Y301/{CARRIED_IN}", 决定="同意", 理由="划转文件已核")
    january.decide(f"{FINANCE}/R303/{NEW}", 决定="退回", 理由="请对照台账")
    run = january.merge()
    assert run.finding("Y301", OFFICE).decision == "同意：划转文件已核（经办，2025-01-25）"
    letter = Document(run.product("退改通知") / f"{FINANCE}_示例区财政局.docx")
    assert "请对照台账" in "".join(cell.text for row in letter.tables[0].rows for cell in row.cells)

    # ----------------------------------------- mended copies come back beside the old ones, the last one reports
    january.mend(run, FINANCE, **{GRANTED: 5, "unit.date": "2025-01-20"})  # 约345 is still there
    january.mend(run, EDUCATION, **{CARRIED_IN: 3, NEW: 7, "unit.date": "2025-01-20"})
    january.hand_in(STREET)
    run = january.merge()
    assert run.states() == {OFFICE: "accepted", FINANCE: "rejected", EDUCATION: "accepted", STREET: "accepted"}
    superseded = {f.unit: f.message for f in run.findings("F009")}
    assert "予以公开·自然人" in superseded[FINANCE] and "上年结转·自然人" in superseded[EDUCATION]
    assert {(f.unit, f.rule) for f in run.findings() if f.severity == "error"} == {(FINANCE, "V004")}
    assert notices(run) == {f"{FINANCE}_示例区财政局"}

    # ------------------------------------------------------------ the last doubts are decided upon, and all is clean
    january.decide(f"{FINANCE}/V004/{LICENSING}", 决定="更正", 更正值=345, 理由="电话核实")
    january.decide(f"{EDUCATION}/R502/{HANDLED}", 决定="同意", 理由="含上年收到的 3 件")
    typed = typed_in(january.decisions)
    run = january.merge(whole=True)
    assert run.exit_code == 0 and set(run.states().values()) == {"accepted"}
    assert notices(run) == set() and not any(f.severity == "error" for f in run.findings())
    assert (run.product("退改通知") / f"{FINANCE}_示例区财政局（更正）.docx").exists()  # it is told what was corrected

    # ------------------------------------------------------------ nothing is lost, nothing has changed in silence
    files = run.file_states()
    assert len(files) == 6 and sorted(files.values()) == ["accepted"] * 4 + ["superseded"] * 2
    expected = january.district.sums() | {
        NEW: 6 + 7 * 3,
        CARRIED_IN: 4 + 3 * 3,
        CARRIED_OUT: 3 * 4,
        HANDLED: 9 * 3 + 12,
    }
    assert {name: run.totals[name] for name in FORM.inputs} == expected
    decided = {(d["unit"], d["rule"]): (d["decision"], d["applied"], d["corrected"]) for d in run.account["decisions"]}
    assert decided == {
        (OFFICE, "Y301"): ("同意", True, None),
        (FINANCE, "R303"): ("退回", False, None),  # mended since
        (FINANCE, "V004"): ("更正", True, 345),
        (EDUCATION, "R502"): ("同意", True, None),
    }
    assert run.finding("V004").value == "约345" and "由“约345”改为 345" in run.finding("V004").decision
    summary = openpyxl.load_workbook(run.product("汇总表.xlsx"))["处理决定"]
    page = run.product("核对报告.html").read_text(encoding="utf-8")
    shown = "".join(str(cell.value) for row in summary.iter_rows() for cell in row)
    for words in ("划转文件已核", "请对照台账", "电话核实", "含上年收到的 3 件", "约345"):
        assert words in shown and words in page
    assert typed_in(january.decisions) == typed

    # ------------------------------------------------------------ and once more gives the same, which is said
    again = january.merge()
    assert not again.account["since"]["files"]["new"] and not again.account["since"]["totals"]
    assert "没有变化" in again.text and "没有变化" not in run.text
    kept = run.account.keys() - {"since", "outputs"}
    before, now = ({key: one.account[key] for key in kept} for one in (run, again))
    assert now == before


def notices(run: Run) -> set[str]:
    """Who has something to mend; with each notice goes the marked workbook."""
    folder = run.product("退改通知")
    letters = {path.stem for path in folder.glob("*.docx") if not path.stem.endswith("（更正）")}
    copies = {path.stem.partition("（请")[0]: path.stem for path in folder.glob("*.xlsx")}
    assert copies.keys() == letters
    return {name for name in letters if copies[name].endswith("（请改）")}


def typed_in(path: Path) -> list[tuple]:
    """What the coordinator has typed, line by line."""
    rows = openpyxl.load_workbook(path).active.iter_rows(min_row=4, min_col=11, max_col=16, values_only=True)
    return [row for row in rows if any(row)]
