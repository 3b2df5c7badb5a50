"""Whatever comes, under whatever name: every rule has a sentence for it or none, and never a mistake of its own."""

import datetime
from dataclasses import replace
from itertools import product

import pytest

from disclosure_batch.documents.unreadable import NotReadable
from disclosure_batch.intake.filing import Filing, Origin
from disclosure_batch.intake.identify import identify
from disclosure_batch.intake.submission import Standing
from disclosure_batch.intake.troubles import NotThisForm
from disclosure_batch.papers import REPORT
from disclosure_batch.roster import Category, Roster
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.rulebook import check
from tests.casework import CODE, FORM, GOOD, NAME, handed_in, last_year, reading, unit
from tests.district import YEAR

BODY = "示例区人民政府办公室"
SCHOOLS = ("410802", "示例区教育局")
ROSTER = Roster((unit("410800", BODY, Category.PUBLISHER), unit(CODE, NAME, aliases=("区财政局",)), unit(*SCHOOLS)))
PATHS = ["收件/a.xlsx", f"收件/{SCHOOLS[1]}/年度报告.docx", f"收件/{CODE}_{SCHOOLS[1]}.xlsx", f"收件/{BODY}.zip!/{NAME}.docx"]
LAST = {
    "remedies.litigation_direct.pending": 9,
    "remedies.reconsideration.pending": 0,
    "requests.carried_out.natural_person": 5,
    "proactive.normative_documents.in_force": 90,
    "indicators.published": 9,
}
BLANK = dict.fromkeys(FORM.inputs)


def document(filing: Filing, without: tuple[str, ...] = ()) -> Filing:
    """The same as a document: its words have no cells, and some of its figures are not there at all."""
    absent = (
        {name for name in FORM.fields if not FORM.fields[name].numeric or name.startswith(without)}
        if without
        else set(FORM.fields) - set(FORM.numeric)
    )
    values = tuple(None if name in absent else value for name, value in zip(FORM.inputs, filing.values, strict=True))
    stored = tuple(None if name in absent else value for name, value in zip(FORM.derived, filing.stored, strict=True))
    return replace(filing, origin=Origin.LABELS, values=values, stored=stored, absent=frozenset(absent))


KINDS: dict[str, Filing | None] = {
    "a workbook": handed_in(),
    "another version of it": handed_in(
        {"requests.new.natural_person": 8}, texts={"unit.date": "2025-01-15", "text.overview": "总体情况。"}
    ),
    "a version that is no later": handed_in({"indicators.platforms": 9}, texts={"unit.date": "1月中旬"}),
    "a document": document(
        handed_in({"indicators.platforms": 5}, code="", texts={"unit.date": "", "text.overview": "另一段。"})
    ),
    "a document of nobody": document(handed_in(code="", name="")),
    "its three tables": document(
        handed_in({"requests.carried_in.natural_person": 3, "remedies.reconsideration.pending": 2}),
        without=("indicators.",),
    ),
    "its tables without totals": document(
        handed_in(
            {
                "requests.carried_in.natural_person": 3,
                "remedies.reconsideration.upheld": 0,
                "remedies.litigation_after_reconsideration.upheld": 1,
                "proactive.regulations.issued": 1,
            }
        ),
        without=FORM.derived,
    ),
    "a part of its tables": document(
        handed_in({"requests.carried_in.natural_person": 3}),
        without=("indicators.", "remedies.", "requests.carried_out", "proactive.normative"),
    ),
    "under an alias": handed_in(name="区财政局"),
    "code and name of two": handed_in(code="410802"),
    "unknown": handed_in(code="410899", name="某某局"),
    "a name alone": handed_in(code="", name="示例区教育局", texts={"unit.year": ""}),
    "another year's": handed_in(texts={"unit.year": "2023"}),
    "a year that is none": handed_in(texts={"unit.year": "去年"}),
    "blank": handed_in(base=BLANK, texts=dict.fromkeys(handed_in().texts, "")),
    "another's template": handed_in(
        {"indicators.platforms": 7}, stamp={"kind": "template", "unit.code": "410802", "unit.year": "2023"}
    ),
    "a 汇总表": handed_in(code="410800", name=BODY, parts=(handed_in(), handed_in(code=SCHOOLS[0], name=SCHOOLS[1]))),
    "another's 汇总表": handed_in(
        code=SCHOOLS[0], name=SCHOOLS[1], parts=(handed_in(),), stamp={"kind": "consolidated"}
    ),
    "the merged report": document(handed_in({"indicators.platforms": 4}, code="", name=BODY, stamp={"kind": REPORT})),
    "saved later": handed_in(
        {"indicators.platforms": 6}, texts={"unit.date": ""}, saved=datetime.datetime(2025, 1, 20)
    ),
    "no filing": None,
}


@pytest.mark.parametrize("roster", [ROSTER, None], ids=["roster", "no roster"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_rule_stumbles_over_any_submission(kind, roster):
    """Under each path, and as the second version of a good one: no mistake, and no word of the program's own."""
    troubles = (NotReadable("是空文件"), NotThisForm(speaks=True)) if KINDS[kind] is None else ()
    came = [reading(KINDS[kind], path, *troubles) for path in PATHS]
    for readings in ([came[1], reading(KINDS["a workbook"], "收件/b.xlsx")], came):
        assert not [finding.message for finding in said_of(readings, roster) if "None" in finding.message]


def said_of(readings, roster):
    submissions = identify(readings, roster, FORM, YEAR, BODY)
    assert len(submissions) == len(readings)
    assert all(s.unit for s in submissions if s.standing is Standing.CURRENT)
    before = last_year({CODE: {**GOOD, **LAST}})
    return check(Case(FORM, YEAR, submissions, roster, before))


def test_everything_at_once():
    said_of([reading(filing, f"{path}.{i}") for i, (filing, path) in enumerate(product(KINDS.values(), PATHS))], ROSTER)
    said_of(
        [
            reading(filing, f"{path}.{i}", ignored=filing is None)
            for i, (filing, path) in enumerate(product(KINDS.values(), PATHS))
        ],
        None,
    )
