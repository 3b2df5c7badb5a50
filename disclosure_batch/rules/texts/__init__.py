"""T: what an editor finds in a report's words. `paper` is a report as these rules read it; one module for each kind:
`figures`, `body` (name and year), `structure`, `wording`. `submissions` has them read the words that offices sent.
"""
