"""退改通知/: to each unit whose file has errors, all of them at once, in the order of its form.

`product` writes it. Beside each notice lies the unit's own workbook with the cells marked, to be mended and sent back.
A unit that has nothing to mend, but of which figures were corrected, is told so. 群发文字.txt has a few lines for each,
to be sent by chat. Where there is nobody to tell anything, there is no folder either.

Nothing is imported here: the process that marks copies (`marking`) has little memory.
"""
