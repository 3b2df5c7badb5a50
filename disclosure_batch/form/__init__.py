"""The form is data: what an edition of the form says is read from a file, and nothing else says it again.

An edition is `editions/2021.toml`: its sheets, fields and relations. Beside it, in `editions/2021/`, are the
sentences of its report. `edition` reads it into a Form, whose parts are the values of `model`. Everything else
follows from a Form: `layout` says where each field stands in the workbook, `formulas` writes totals and relations for
Excel, `checksum` makes the 校验码, `printed` has the words beside the labels, `printed_names` knows a field by the
name that the form prints. All seven are for everybody, and none of them opens any other file. A new edition is a new
file and a new folder in `editions/`, and no code.
"""
