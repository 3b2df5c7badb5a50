"""What an office wrote about a finding stands beside it, and makes an explainable error a warning."""

import re
from collections.abc import Iterator
from dataclasses import replace

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.intake.filing import Filing
from disclosure_batch.rules.case import Case
from disclosure_batch.text import gives_reason, says_something

MATTERS = {  # what a footnote has to speak of that explains a finding of these rules
    "Y101": re.compile("现行有效|废止|失效|清理|上年"),
    "R101": re.compile("现行有效|制发|废止|失效|清理"),
    "Y301": re.compile("结转"),
    "Y401": re.compile("上年|上一年|结转|审结"),
    "Y402": re.compile("上年|上一年|结转|复议"),
    "Y501": re.compile("上年|上一年|口径"),
}


def explained(case: Case, finding: Finding) -> Finding:
    """The finding with its explanation: the one of its own rule, else what the office explained otherwise.

    A rule that has a field explanation.<code> is explainable: an error is a warning once that field gives a reason;
    that a figure is right was not the question. What is written elsewhere stands beside errors and warnings and changes
    no severity; that all is right, before anything was asked, answers nothing.
    """
    filing = case.filings.get(finding.file or "")
    if filing is None:
        return finding
    own = _words(filing.texts.get(case.form.explanation_of(finding.rule) or "", ""))
    own, other = own or _under_the_table(case, filing, finding), _otherwise(case, filing, finding)
    if own:
        excused = finding.severity is Severity.ERROR and gives_reason(own, *_named(case, finding))
        severity = Severity.WARNING if excused else finding.severity
        return replace(finding, explanation=own, severity=severity)
    return replace(finding, explanation=other) if other and finding.severity is not Severity.NOTICE else finding


def _otherwise(case: Case, filing: Filing, finding: Finding) -> str | None:
    """What the office explained elsewhere; before it was asked anything, no word that all is right."""
    other = _words(filing.texts.get(case.form.explanation_of("other") or "", ""))
    return other if other and (gives_reason(other, *_named(case, finding)) or finding.file in case.asked) else None


def _named(case: Case, finding: Finding) -> Iterator[str]:
    """Who speaks, and of what."""
    if filing := case.filings.get(finding.file or ""):
        yield filing.texts.get("unit.name", "")
    if field := case.form.fields.get(finding.field or ""):
        yield from (field.name, field.unit)


def is_silenced(case: Case, finding: Finding) -> bool:
    """Whether nothing is left to say: a notice of which a footnote speaks, which is shown itself."""
    filing = case.filings.get(finding.file or "")
    return finding.severity is Severity.NOTICE and filing is not None and bool(_under_the_table(case, filing, finding))


def _under_the_table(case: Case, filing: Filing, finding: Finding) -> str | None:
    """What a footnote says of a finding: it stands under the table of its field, and speaks of the same matter."""
    matter, field = MATTERS.get(finding.rule), case.form.fields.get(finding.field or "")
    if matter is None or field is None:
        return None
    notes = (note.text for note in filing.footnotes if note.sheet == field.sheet)
    return next((note for note in notes if matter.search(note)), None)


def _words(text: str) -> str | None:
    return text if says_something(text) else None
