"""Filings become one table, so that a check or a sum is one step over all units; last year's table stands beside it.

`table` has this year's figures, units × fields, exact, and which of them were stated; `last_year` the same of last
year's result, by this year's units, whatever it was kept in; `data_file` what 数据.csv
says of the year before. Nothing here knows a rule.
"""
