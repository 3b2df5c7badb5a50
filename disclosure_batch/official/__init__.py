"""Official documents as GB/T 9704-2012 asks for them: page, type, page numbers. Nothing here knows what they say.

`document` makes an empty one, or lends its styles to a document of somebody else; `own` makes such a document ready to
take a report. What ours is made of stands in parts/, as Word keeps it.
"""
