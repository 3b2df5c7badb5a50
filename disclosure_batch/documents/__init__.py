"""A file becomes a Document: grids of cells and lines of words, within limits. Knows no form, no roster, no rule.

`opening` is the way in: document_of(name, data) says what kind of file it is and what it holds, or raises Unreadable.
`document` has the values that come out, `looks` the signs that say how a piece of text looks, `unreadable` why a file
gives no document, `kinds` what a file is by its content. `guard` has every limit. What is no document in itself:
`archive`, a .zip and its members; `kept`, an archive of a result, read as the 汇总表 in it; `clutter`, files that
programs leave behind; `ours`, a sheet of a workbook that nobody has changed since this tool wrote it; `plain`, the
records of a .csv; `parts`, those of an office file, and `package`, how they refer to one another; `confined`, a process
that a file may take with it. What was read once is not found out again: `remembered`. Where cells stand in a file is
known by `word` (their elements) and `xlsx` (the parts of its sheets), how a cell's text and number are written by
`xlsx_parts` and `number_formats`, for whoever writes into one.

A reader is a function from bytes to a Document: read_xlsx, read_xls, read_ods, read_docx, read_html, read_plain. To add
one: a kind in kinds.py with how its content shows, a module with the reader that raises Unreadable and nothing else for
whatever is in a file, a line in opening.READERS; libraries are imported within the reader, so that one that is missing
takes away its own kind of file and no other.
"""
