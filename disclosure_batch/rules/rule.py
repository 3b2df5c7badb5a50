"""A rule: its code, its page, and the function that looks for what is wrong."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.rules.case import Case

RuleFunction = Callable[[Case], Iterator[Finding]]


class Who(StrEnum):
    """Who can act on what a rule says; a warning that an office can't act on is not put to it."""

    OFFICE = "报送单位"
    COORDINATOR = "汇总单位"
    NOBODY = "不必处理，只作记录"


@dataclass(frozen=True, slots=True)
class Rule:
    """page is what `rules CODE` prints: the first line says what is wrong, then source, example, remedy."""

    code: str
    severity: Severity
    who: Who
    page: str
    check: RuleFunction

    @property
    def what(self) -> str:
        return self.page.splitlines()[0]

    def look(self, case: Case) -> Iterator[Finding]:
        """The rule's findings; one that sets no severity of its own has the rule's."""
        for finding in self.check(case):
            yield replace(finding, rule=self.code, severity=finding.severity or self.severity)


def rule(code: str, severity: Severity, who: Who) -> Callable[[RuleFunction], Rule]:
    """Makes a rule of a function; the function's docstring is the rule's page."""
    return lambda check: Rule(code, severity, who, inspect.getdoc(check) or "", check)
