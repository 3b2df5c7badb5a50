"""Where the form's fields stand in a document, and what speaks against it. Knows no file, but grids and lines of words.

`locate` gives what was `located`: each field's place, and the frames by which tables were found. All else is a
question to that: `beside`, `captions`, `editions`, `footnotes`, `hints`, `lists`, `strays`, `typed_over`,
`units`, `our_workbook`. In our own workbook labels that were typed over are `restored` first. A table is found by
`labels`, the edition's and each grid's, normalised once; its frame says what stands at each row and column of one copy
of it. For tables that are laid out in another way, write a module with a function `frames(text, printed)` beside
down.py and across.py, and let cut.py ask it. Labels come first there; where figures stand is only a reason to doubt,
and what isn't certain is not placed. `inert` tells of a text that it leads nobody anywhere.
"""
