"""The annual report of anyone, a district or a single unit: its words, its tables, the files that hold it.

`subject` is what a report is about, and all that is known here of units and figures; `compose` makes of it a Report,
which `report` describes (`told`: texts that know their figures); `as_docx`, `as_html` and `as_text` each write one.
Others also use `narrative`, for what is wrong with a text template, `printed`, for a table with its merged cells,
`words`, for what units have written, `problems`, for that point by point, and `compiled`, for pages made of templates.

Nothing here knows how figures are read, checked or added up. A report of something else needs another Subject. A report
in another kind of file needs a module with `write(report, folder)`, named beside the three in outputs/annual_report.py.
"""
