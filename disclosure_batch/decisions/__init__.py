"""What the coordinator decided of findings, and what follows from it. An office's own figure always stays beside.

`settle` holds decisions against a case: it asks the rules, makes corrections, and asks again until nothing
changes; then it says of each finding what was decided of it, and of each decision what became of it. `decision` has the
values: a Line lists a finding, an Entry is what somebody typed beside one, a Decision what became of that. Within,
`lines` lists findings and says which figures a decision is made of; `corrections` reads a corrected figure and applies
it to a filing.

`file` reads the file in which decisions are typed; outputs/decisions_file writes it. To add a kind of decision, add
a Word, and to settle.py what it needs (`_effect`) and what it does to a finding (`_decided`).
"""
