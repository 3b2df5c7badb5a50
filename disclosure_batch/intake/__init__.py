"""A file becomes a Filing: collected, opened within limits, its fields found, its values read, its unit told.

`collect` says which files there are, and opens none; `pool` has them read in processes, `cluster` on other machines,
`read` makes a Reading of each; `ahead` is what a process does before it knows what to read. A Reading, a Filing and
what is odd about a cell (Slip) are in `filing`, what is odd about a file or its layout in `troubles`, one small class
a kind. `values` says what a cell holds as a figure, a text or a day. `identify` says whose each reading is and which
of several counts; what comes out are the Submissions of `submission`. What years and days a filing states is told by
`several`, in what two of them differ by `differences`; whose a document is and of which year, whatever its tables
hold, by `prose`; what its own words state of its figures, by `stated`.

`consolidated` knows a 汇总表 again, and has the units of its detail; `beside` those in files that lie beside it.

Not for others: build.py (Document to Filing), alike.py (the same for a workbook like one before it), titles.py (what
stands outside of cells), whose.py and body_names.py (whose a reading is, by what it says and by its file's name),
packed.py (how little of a filing is held).

Knows the form, the roster, documents/ and locating/; no rule. A new thing to notice is a class in troubles.py, yielded
where it is noticed, and a rule that speaks of it.
"""
