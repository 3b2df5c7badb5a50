"""What an office wrote about a finding stands beside it, and makes an explainable error a warning."""

from dataclasses import replace

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.rules.case import Case
from disclosure_batch.text import NO_EXPLANATION


def explained(case: Case, finding: Finding) -> Finding:
    """The finding with its explanation: the one of its own rule, else what the office explained otherwise.

    A rule that has a field explanation.<code> is explainable: an error is a warning once that field is filled in.
    What is written elsewhere stands beside errors and warnings and changes no severity.
    """
    filing = case.filings.get(finding.file or "")
    if filing is None:
        return finding
    fields = (case.form.explanation_of(code) for code in (finding.rule, "other"))
    own, other = (_words(filing.texts.get(field or "", "")) for field in fields)
    if own:
        severity = Severity.WARNING if finding.severity is Severity.ERROR else finding.severity
        return replace(finding, explanation=own, severity=severity)
    return replace(finding, explanation=other) if other and finding.severity is not Severity.NOTICE else finding


def says_something(text: str) -> bool:
    """Whether a text explains anything; a blank, 无, a mere sign or number does not."""
    return "".join(filter(str.isalpha, text)).lower() not in ("", *NO_EXPLANATION)


def _words(text: str) -> str | None:
    return text if says_something(text) else None
