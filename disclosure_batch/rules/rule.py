"""A rule: its code, its page, and the function that looks for what is wrong."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.rules.case import Case

Look = Callable[[Case], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """page is what `rules CODE` prints: the first line says what is wrong, then source, example, remedy."""

    code: str
    severity: Severity
    page: str
    check: Look

    @property
    def what(self) -> str:
        return self.page.splitlines()[0]

    def look(self, case: Case) -> Iterator[Finding]:
        """The rule's findings; one that sets no severity of its own has the rule's."""
        for finding in self.check(case):
            yield replace(finding, rule=self.code, severity=finding.severity or self.severity)


def rule(code: str, severity: Severity) -> Callable[[Look], Rule]:
    """Makes a rule of a function; the function's docstring is the rule's page."""
    return lambda check: Rule(code, severity, inspect.getdoc(check) or "", check)
