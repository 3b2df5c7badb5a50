"""The decisions file as the coordinator has it before her, and districts in which there is something to decide."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl

from disclosure_batch.decisions.decision import Decision, Entry
from disclosure_batch.decisions.settle import Settled
from disclosure_batch.decisions.settle import settle as settle_case
from disclosure_batch.intake.collect import collect
from disclosure_batch.intake.identify import identify
from disclosure_batch.roster import read_roster
from disclosure_batch.rules.case import Case
from tests.district import FORM, YEAR, District
from tests.run import read_here

GRANTED, NEW = "requests.granted.natural_person", "requests.new.enterprise"
SIGNED = {"决定人": "张三", "日期": "2025-01-20"}


class Decisions:
    """The file as the coordinator has it before her."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self) -> tuple[openpyxl.Workbook, dict[str, int]]:
        book = openpyxl.load_workbook(self.path)
        sheet = book.active
        return book, {cell.value: cell.column for cell in sheet[3] if cell.value}

    def lines(self) -> list[dict[str, object]]:
        book, heads = self.open()
        rows = book.active.iter_rows(min_row=4, values_only=True)
        lines = [{head: row[at - 1] for head, at in heads.items()} for row in rows]
        return [line for line in lines if any(line.values())]

    def line(self, rule: str, nth: int = 0) -> int:
        """The row of the nth line of a rule."""
        return [at for at, line in enumerate(self.lines(), 4) if line["规则"] == rule][nth]

    def copy(self, row: int, **typed: object) -> None:
        """The row once more below the last one, with something else typed in it."""
        book, heads = self.open()
        below = 4 + len(self.lines())
        for head, at in heads.items():
            book.active.cell(below, at).value = typed.get(head, book.active.cell(row, at).value)
        book.save(self.path)

    def decide(self, rule: str, word: object, nth: int = 0, **typed: object) -> None:
        book, heads = self.open()
        for head, value in {"决定": word, **SIGNED, **typed}.items():
            book.active.cell(self.line(rule, nth), heads[head]).value = value
        book.save(self.path)


def unbalanced(district: District) -> District:
    district.office("410801").fill(GRANTED, 8)  # 登记簿是 5
    return district


def with_a_warning(district: District) -> District:
    """A street office of whose documents fewer are in force than it has made this year: possible."""
    district.office("410803").fill("proactive.normative_documents.issued", 60)
    return district


def merge(district: District, decisions: Decisions, *options, **more):
    return district.merge("--decisions", decisions.path, *options, **more)


def outcomes(run) -> list[tuple[bool, str]]:
    """Of each line of the file whether it applies, and what is said of it."""
    return [(d["applied"], d["remark"]) for d in run.account["decisions"]]


def decision(run, rule: str) -> dict:
    (found,) = [d for d in run.account["decisions"] if d["rule"] == rule]
    return found


def case_of(district: District) -> Case:
    """What the rules look at; nothing is written."""
    district.receive()
    roster = read_roster(district.roster)
    readings = read_here(collect([district.received]), FORM, 1)
    return Case(FORM, YEAR, identify(readings, roster, FORM, YEAR), roster)


def settle(case: Case, entries: Sequence[Entry]) -> Settled:
    """What becomes of decisions; whose the files are is asked anew as a run does it."""
    readings = [submission.reading for submission in case.submissions]
    return settle_case(case, entries, lambda told: identify(readings, case.roster, FORM, YEAR, told=told))


def decided(district: District, **typed: object) -> Decision:
    """What becomes of a decision about the one finding of the district."""
    case = case_of(district)
    (line,) = settle(case, []).waiting
    (made,) = settle(case, [Entry(line, "第 4 行", **typed)]).decisions
    return made


FIVE = {"target": "D9", "figure": 5, "reason": "登记簿为 5 件"}
