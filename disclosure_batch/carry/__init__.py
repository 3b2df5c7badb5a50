"""A report that somebody has polished is carried forward: over a correction it gets the figures that changed.

`anchors` marks each figure where a report is written; `written` is what this tool wrote, kept in the document and
beside it. `lines` is a paragraph of Word as it is seen, sign by sign. Knows no form and no report.
"""
