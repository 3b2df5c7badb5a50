"""A result and what it was made from, in one file that can be verified years later.

`contents` says what goes in, held against the accounts of the runs; `packing` writes it; `verifying` holds an archive
against its own list and the accounts in it; `said` tells a person or a program of it. `timeline` is 时间线.csv: who
reported when, and how often it was sent back. How an archive is known and read as a result: documents/kept.py.

Not for others: held.py (fingerprints, and what differs from an account).
"""
