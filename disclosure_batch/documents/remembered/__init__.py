"""What was read once is not found out again in each of ten thousand files that one program has written.

Nothing here judges: what has not been seen, byte for byte but for its values, is read by the full reader, which also
says where the values stand (`rows`, by marks in their places; `strings`). What comes in a shape that no program writes
is declined, and the full reader has the file. `container` takes a package apart in the one shape that programs give it.
`plain_xml` says what shape that is for a part. `memory` forgets in time: what is kept is bounded in bytes.
"""
