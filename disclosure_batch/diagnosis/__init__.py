"""From sums that fail to the one mistake behind them, and to the cell that would mend it. It never changes a figure.

`mistakes` asks the rules (`diagnosed`) and gives one finding for each mistake in place of the sums that fail by it.
Others use that, and a cause to know one by its kind. `localise` finds the smallest corrections, by arithmetic alone;
`crossed` two sums that are off by as much in opposite directions; `stated` reads figures out of an office's own words,
which rule corrections out and never choose one; `deduced`, what follows from them; `causes` has the values of what was
found and their words.

Findings are joined by their values: a cause holds the `about` of the finding that it came from, and its words are made
of both. To add a cause, add a dataclass with its `@words` to causes.py, and what finds it to mistakes.py.
"""
