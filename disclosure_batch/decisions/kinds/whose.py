"""是这个单位: the file is that unit's, whose code or name is typed as 更正值."""

from disclosure_batch.decisions.corrections import DecisionRefused
from disclosure_batch.decisions.decision import Entry, Word
from disclosure_batch.decisions.facts import Facts
from disclosure_batch.decisions.kinds.kind import Consequence, DecisionKind, Stage
from disclosure_batch.decisions.lines import asks_whose
from disclosure_batch.findings import Finding
from disclosure_batch.intake.submission import SaidOfFiles
from disclosure_batch.intake.values import read_text
from disclosure_batch.roster import Roster, Unit
from disclosure_batch.text import listed, normalised, tidy

FEW = 3  # so many units of names like the one that is typed are named


class Whose(DecisionKind):
    word = Word.WHOSE
    takes_a_value = True
    reproach = "写的不是同一个单位"

    def why_not(self, finding: Finding, facts: Facts) -> str:
        return "" if asks_whose(finding) else "这个问题问的不是哪个单位的表"

    def stage(self, entry: Entry, finding: Finding, facts: Facts) -> Stage:
        return Stage.FILES

    def consequence(self, entry: Entry, finding: Finding, facts: Facts) -> Consequence:
        unit = _unit_in(entry, facts)
        beside = {"whose": unit, "does": f"“{finding.file}”是“{unit.name}”的表"}
        return Consequence(beside, {("whose", finding.file): unit.key}, SaidOfFiles(units={finding.file: unit}))


def _unit_in(entry: Entry, facts: Facts) -> Unit:
    said = tidy(read_text(entry.figure))
    if not said:
        raise DecisionRefused("请在“更正值”写明是哪个单位（单位代码或名称）")
    if entry.target:
        raise DecisionRefused("单位写在“更正值”，“更正单元格”请清空")
    if unit := _named(read_text(entry.figure), facts.units):
        return unit
    known = "名册上" if facts.lines.case.roster else "收到的表里"
    like = _like(said, facts.units)
    raise DecisionRefused(f"{known}没有代码或名称是“{said}”的单位，或不止一个；请写单位代码或全称{like}")


def _named(said: str, units: Roster) -> Unit | None:
    """By its code or its name, or by both where they agree."""
    code, _, name = said.partition(" ")
    whole, by_code = units.by_code(said) or units.by_name(said), units.by_code(code)
    return whole or (by_code if by_code and by_code is units.by_name(name) else None)


def _like(said: str, units: Roster) -> str:
    """Those of which this is a part of the name: whoever types 教育局 looks for its full name."""
    names = [f"“{unit.name}”" for unit in units.units if normalised(said) in normalised(unit.name)]
    return f"，名称相近的有{listed(names, FEW)}" if names else ""
