"""Our way to write workbooks: cells that are safe to open, formats by name, lists that can be filtered and printed.

It knows no form, no unit and no product; template, outputs and the decisions file are written with it.

`book`    a new workbook, stored whole
`cells`   what a cell is given: words that can be no formula, figures, formulas with their results, links
`kept`    rows that are done when they are drawn
`lists`   a sheet with a title, and below it a list: frozen head, filter, as wide as the paper
`styles`  colours, fonts, and formats made once per workbook
`sizes`   how high a row has to be to show a text whole
"""
