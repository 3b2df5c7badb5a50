"""Every rule under its code: what it checks, its page, the function that looks for it."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module

from disclosure_batch.findings import Finding, Severity
from disclosure_batch.form.model import Form, RuleText
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.explained import explained

FAMILIES = ("file", "layout", "value", "relation", "last_year", "unit")
Check = Callable[[Case], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """page is what `rules CODE` prints: the first line says what is wrong, then source, example, remedy."""

    code: str
    severity: Severity
    page: str
    check: Check

    @property
    def what(self) -> str:
        return self.page.splitlines()[0]

    def look(self, case: Case) -> Iterator[Finding]:
        """The rule's findings; one that sets no severity of its own has the rule's."""
        for finding in self.check(case):
            yield replace(finding, rule=self.code, severity=finding.severity or self.severity)


_written: dict[str, Rule] = {}


def rule(code: str, severity: Severity) -> Callable[[Check], Check]:
    """Registers a function as a rule; its docstring is the rule's page."""

    def register(check: Check) -> Check:
        assert code not in _written, f"{code} is there twice"
        _written[code] = Rule(code, severity, inspect.getdoc(check) or "", check)
        return check

    return register


@cache
def rules_of(form: Form) -> dict[str, Rule]:
    """All rules by code: those written as functions, and those that are relations of the form."""
    for family in FAMILIES:
        import_module(f"disclosure_batch.rules.{family}")
    relation = import_module("disclosure_batch.rules.relation")
    of_relations = {code: _of_relation(text, form, relation.check_of(code)) for code, text in form.rule_texts.items()}
    both = {**_written, **of_relations}
    return {code: both[code] for code in sorted(both, key=lambda code: ("FLVRYUT".index(code[0]), code))}


def _of_relation(text: RuleText, form: Form, check: Check) -> Rule:
    says = "；".join(dict.fromkeys(relation.says for relation in form.relations if relation.code == text.code))
    page = f"{text.what}。\n\n检查什么：{says}。\n依据：{text.source}。\n示例：{text.example}\n如何修改：{text.remedy}"
    return Rule(text.code, text.severity, page, check)


def check(case: Case) -> list[Finding]:
    """Every rule over the whole case, with what the offices explained; in the order of units, severity and the form."""
    findings = [explained(case, finding) for rule in rules_of(case.form).values() for finding in rule.look(case)]
    return sorted(findings, key=case.order)
