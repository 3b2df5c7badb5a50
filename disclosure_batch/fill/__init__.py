"""Somebody else's form is filled: the city's own table, in Word or Excel, that was typed by hand until now.

`fill` makes a filled copy of a form. `entries` says which figure goes where: the form's fields are found by their
labels, as in what offices hand in, and where it is not certain nothing is written; what a list of the form's own asks
for, a row each, is in `asked`. in_word.py and in_workbook.py write into the very cells and leave every other part of
the file as it is, byte for byte (`parts`): a formula stays where it gives the figure (formulas.py), and where others
may have old results the workbook is marked to be calculated when it is opened. Another kind of file is one more such
module.
"""
