"""What the coordinator decided of findings, and what follows from it. An office's own figure always stays beside.

Read `kinds` first: a small module for each kind of decision says of which findings it can be made and what follows.
`settle` is what others call: it puts decisions on the `desk`, which carries them out, a stage after the other, asks the
rules again until nothing changes, and lets none of two that contradict each other through; `outcomes` then says what
became of each. `decision` has the values: a Line lists a finding, an Entry is what is typed beside one, a Decision
what became of that. Within, `lines` lists findings and says which figures or files a decision is made of, `facts` is
what it is held against, `corrections` reads a corrected figure and applies it to a filing.

`file` reads the file in which decisions are typed; outputs/decisions_file writes it.
"""
