"""What the figures in a report's sentences speak of: by their meaning first, compared after.

`passages` is a text, section by section, `bind` all that its sentences state and whether it holds: each a `relation` of
figures to each other, or to `terms`, the fields that they are held against; `kinds` finds them, a module a kind, and
each can be switched off. On the way a line is cut into `pieces`, the words of a figure become a `frame`, and the figure
with what it is said of one of the `mentions`; `figures` are the figures, `scopes` whose they are.
"""
