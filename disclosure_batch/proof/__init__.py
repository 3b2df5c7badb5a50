"""A finished report, proofread: `proof` is the whole of it, `reading` how it is read.

`said` is what is told of it on the screen and to programs, `marked` the report with what was found at its words.
"""
