"""Figures that an office's own words state: evidence where a sum fails, a proposal where none is filled in; no value.

Only a clause that says nothing else counts (本年度共受理政府信息公开申请9件), and only where no other clause says it
differently: a figure of last year, of one channel or of one kind of applicant is none of the tables'.
"""

import re
from collections.abc import Mapping

from disclosure_batch.form.model import Form
from disclosure_batch.intake.filing import Filing
from disclosure_batch.text import tidy

CLAUSES = re.compile(r"[，,。；;：:！!？?（）()\n]")
LEAD = r"(?:(?:{year}|本|全|今)年度?|我[局委办厅中心镇街道区乡]{{1,3}}|本机关|本单位|共计?|累计|合计)*"
FIGURE = r"(?:共计?|合计|总数|数量|为|的)*(\d{1,6})(?:件|宗|份|条|篇|个|期)?(?:次)?"


def stated_in(filing: Filing, form: Form, year: int) -> Mapping[str, int]:
    """Field id -> the figure that the texts and explanations of a filing state, as far as they do (form.statements)."""
    words = (text for name, text in filing.texts.items() if name.startswith(("text.", "explanation.")))
    clauses = [tidy(clause) for text in words for clause in CLAUSES.split(text)]
    lead = LEAD.format(year=year)
    found = {}
    for field, phrase in form.statements.items():
        pattern = re.compile(f"{lead}(?:{phrase}){FIGURE}")
        figures = {int(match[1]) for clause in clauses if (match := pattern.fullmatch(clause))}
        if len(figures) == 1:
            found[field] = figures.pop()
    return found
