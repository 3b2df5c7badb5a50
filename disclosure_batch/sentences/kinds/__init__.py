"""Each kind of relation in which a figure of a sentence can stand.

`fields`, `parts`, `shares`, `changes`, `absolutes` look at a sentence, `repeats` at all of them.
"""
