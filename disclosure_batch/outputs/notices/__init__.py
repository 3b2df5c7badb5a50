"""退改通知/: to each unit its errors and the warnings that it can act on, all of them at once, in the order of its form.

`product` writes it, and says what lies there for whom. Beside each notice lies the unit's own workbook with the cells
marked, to be mended and sent back (（请改）; （请核实） where nothing has to be mended), and the same words as a text for
its private chat. A unit of which nothing is asked, but of which figures were corrected, is told so. 群发文字.txt, for the
group, has names alone. Where nobody is told anything, there is no folder either. `chat` also has what is asked of a
unit that has sent nothing.

`letter` is the page on which these and other papers are written. Nothing is imported here: the process that marks
copies (`marking`) has little memory.
"""
