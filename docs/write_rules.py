"""Writes rules.md beside this file from what the rules say of themselves: python -m docs.write_rules"""

from itertools import groupby
from pathlib import Path

from disclosure_batch.form.edition import load_form
from disclosure_batch.form.model import Form
from disclosure_batch.rules.pages import severity
from disclosure_batch.rules.rule import Rule
from disclosure_batch.rules.rulebook import rules_of

FAMILIES = {
    "F": "文件",
    "L": "表格的样子",
    "V": "单元格里的数",
    "R": "表内关系",
    "Y": "与上年对照",
    "U": "单位与名册",
    "T": "文字",
}
INTRODUCTION = """# 核对规则

每条规则有一个代码，出现在终端、核对报告、退改通知、汇总表和 manifest.json 里；命令 `disclosure-batch rules 代码` 打印其中一条。

- **错误**：有错误的单位不计入汇总（用 `--on-error include` 时按能读出的数计入；不能确定是谁的、哪一年的、哪一份的，总不计入）。
- **错误，写明原因的为警告**：单位在自己的表“核对与说明”里写明了原因，就降为警告，原因与问题一起列出；空着、“无”或只有符号的不算。
- **警告**：需要看一看，不影响计入汇总。
- **提示**：只作记录。

每条规则写明由谁处理。退改通知里是单位的错误，和单位自己能处理、还没有回答的警告。
一条警告只问一次：单位在“核对与说明”写明了原因（已说明），或汇总单位在处理决定里同意（已核实），就不再问。
T 类（文字）的规则在 `proof` 校对写好的年度报告时使用；单位报送的文字在 `check`、`merge` 时也按它们核对，但最多是警告：文字不影响计入汇总。报告里的表没有“核对与说明”，写明原因即为警告的几条（R701、V012、Y102、Y301、Y302），在 `proof` 中就是警告。

本页由规则自身的说明生成，请不要手工修改：`python -m docs.write_rules`
"""


def manual(form: Form) -> str:
    """All rules, by family, as one page of Markdown."""
    parts = [INTRODUCTION]
    for family, rules in groupby(rules_of(form).values(), key=lambda rule: rule.code[0]):
        parts.append(f"## {family} {FAMILIES[family]}\n")
        parts += (_entry(rule, form) for rule in rules)
    return "\n".join(parts)


def _entry(rule: Rule, form: Form) -> str:
    """A rule's page in Markdown: what, then each labelled line as a point of a list."""
    what, *lines = (line for line in rule.page.splitlines() if line)
    labelled = [*(line.partition("：")[::2] for line in lines), ("由谁处理", f"{rule.who}。")]
    points = (f"- **{label}**：{text}" for label, text in labelled)
    return f"### {rule.code} {what.rstrip('。')}\n\n{severity(rule, form)}。\n\n" + "\n".join(points) + "\n"


if __name__ == "__main__":
    (Path(__file__).parent / "rules.md").write_text(manual(load_form()), encoding="utf-8", newline="\n")
