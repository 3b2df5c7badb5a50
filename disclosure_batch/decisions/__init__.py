"""What the coordinator decided of findings, and what follows from it. An office's own figure always stays beside.

`settle` holds decisions against a case: it asks the rules, has the submissions identified anew by what was said of
files, makes corrections, and asks again until nothing changes; then it says of each finding what was decided of it, and
of each decision what became of it. `decision` has the values: a Line lists a finding, an Entry is what somebody typed
beside one, a Decision what became of that. Within, `lines` lists findings and says which figures or files a decision is
made of; `choices` says which decisions can be made of a finding; `corrections` reads a corrected figure and applies it
to a filing.

`file` reads the file in which decisions are typed; outputs/decisions_file writes it. To add a kind of decision, add
a Word, to choices.py of what it can be made, and to settle.py what it needs (`_effect`) and what it does.
"""
