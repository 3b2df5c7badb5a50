"""What is printed of the rules: the list, and the page of one rule."""

from collections.abc import Iterator

from disclosure_batch.findings import Severity
from disclosure_batch.form.model import Form
from disclosure_batch.rules.rule import Rule
from disclosure_batch.rules.rulebook import rules_of


def severity(rule: Rule, form: Form) -> str:
    """错误, 警告, 提示; an explainable error says so."""
    explainable = rule.severity is Severity.ERROR and form.explanation_of(rule.code)
    return f"{rule.severity.word}，写明原因的为警告" if explainable else rule.severity.word


def listing(form: Form) -> Iterator[str]:
    """A line for each rule."""
    for rule in rules_of(form).values():
        yield f"{rule.code}  {rule.severity.word}  {rule.what}"


def rule_page(rule: Rule, form: Form) -> str:
    """All that there is to say of a rule."""
    about = f"{rule.code}（{severity(rule, form)}）"
    return f"{about}{rule.page}\n由谁处理：{rule.who}。"
