"""Every rule under its code: functions, one module a family, and what is said of the relations of the form."""

from collections import Counter
from functools import cache

from disclosure_batch.findings import Finding, in_order
from disclosure_batch.form.model import Form, RuleText
from disclosure_batch.rules import (
    amounts,
    beside_the_form,
    blank,
    captions,
    counted_twice,
    file,
    last_year,
    layout,
    relation,
    roll_up,
    unit,
    unread,
    value,
    versions,
    year,
)
from disclosure_batch.rules.case import Case
from disclosure_batch.rules.explained import explained, is_silenced
from disclosure_batch.rules.rule import Rule, Who
from disclosure_batch.rules.texts import body, figures, structure, wording
from disclosure_batch.rules.texts.paper import Paper, Remark, TextRule
from disclosure_batch.rules.texts.submissions import said_of_submissions

FAMILIES = (
    *(unread, file, versions),
    *(year, layout, beside_the_form, captions),
    *(blank, value, amounts),
    *(relation, last_year),
    *(unit, counted_twice, roll_up),
    *(figures, body, structure, wording),
)
ORDER = "FLVRYUT"  # of the codes' first letters in the list of rules


def check(case: Case, words: bool = True) -> list[Finding]:
    """What every rule says of a case, and what the offices explained; in the order of the case (Case.order).

    words: the rules about texts are asked, too.
    """
    found = [finding for rule in rules_of(case.form).values() for finding in rule.look(case)]
    found += said_of_submissions(case, _text_rules(case.form)) if words else ()
    findings = [explained(case, finding) for finding in found if not is_silenced(case, finding)]
    return in_order(last_year.without_consequences(findings), case.order)


def proofread(paper: Paper) -> list[Remark]:
    """What every rule about texts says of a report, the gravest first, then as they stand in it."""
    remarks = [remark for rule in _text_rules(paper.form) for remark in rule.remarks(paper)]
    return sorted(remarks, key=lambda one: (one.severity.rank, one.start is None, one.start or 0, one.rule))


def _text_rules(form: Form) -> list[TextRule]:
    return [rule for rule in rules_of(form).values() if isinstance(rule, TextRule)]


@cache
def rules_of(form: Form) -> dict[str, Rule]:
    """All rules by code."""
    written = [rule for family in FAMILIES for rule in vars(family).values() if isinstance(rule, Rule)]
    rules = [*written, *(_of_relation(text, form) for text in form.rule_texts.values())]
    twice = [code for code, times in Counter(rule.code for rule in rules).items() if times > 1]
    assert not twice, f"there twice: {twice}"
    return {rule.code: rule for rule in sorted(rules, key=lambda rule: (ORDER.index(rule.code[0]), rule.code))}


def _of_relation(text: RuleText, form: Form) -> Rule:
    says = "；".join(dict.fromkeys(relation.says for relation in form.relations if relation.code == text.code))
    mend = f"{text.remedy}{text.reasons}"
    page = f"{text.what}。\n\n检查什么：{says}。\n依据：{text.source}。\n示例：{text.example}\n如何修改：{mend}"
    return Rule(text.code, text.severity, Who.OFFICE, page, relation.check_of(text.code))
