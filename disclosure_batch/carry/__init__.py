"""A report that somebody has polished is carried forward: over a correction it gets the figures that changed.

`anchors` marks each figure where a report is written; `written` is what this tool wrote, kept in the document and
beside it. `forward` is the way in, from bytes to bytes; `carrying` does it and has what it says of what was changed and
what was left: by `steps`, how what was written differs from what would be written now, `finding`, where that stands in
the edited document, and `editing`, which changes it. `lines` is a paragraph of Word as it is seen, sign by sign,
`drawings` the text boxes, whose words stand in a document twice.

A figure is found by its bookmark, else by the words around it, and is set only where the whole number that stands
there is the one last written, all figures of a sentence or none. Of what can't be placed nothing is touched, and it is
told: so is each number of the same value that stands elsewhere (`sweeping`), in headers, footers and notes, too. What
could not be placed is kept as it was last written, and so told at every run, with the figure of that run, until the
right one stands there. A sentence whose words change is exchanged only where it stands as it was written, and once.
Whether it is so is measured: benchmarks/carry.md. Knows no form and no report.
"""
