"""What a run writes and says. Each product is a module or a package with `write(consolidation, report, folder)`.

`products` has them all in their order, and brings the libraries that write office files; `annual_report` also makes
the report, `manifest` the account that `--format json` prints. `folder` puts finished products in the place of the old
ones, all or none. `console` is what the terminal says. `roster_file` is the list of units with the codes that
`distribute` made. `polished` takes on a report that somebody has edited, `reread` reads it for what it lacks,
`polished_list` says both. `own_reports` writes what `report` does, each unit's own. `standing` has the words for where
files and units stand. `decisions_file` is no product: it is the coordinator's own file, and lines are only added to
it.

`picture_page` draws what `pictured` names, as the charts of the workbook do. `sign_off` is the leader's page, and
compares with last year by `same_units`: like for like. `last_run` reads what the last run left, `since` holds a
result against it; `returned` keeps from run to run what units were sent back. `writing` writes all of a result.
`tasks` says what is to be done in which order, by how far it may move a total (`effects`).

What all of them say of a result (who is in, what is to be mended, does it balance) is said by overview.py, with
standing.py, balance.py and places.py, of the units below that group others by nodes.py; they ask it and count
nothing anew. A new product is a module with `write`, named in products.py; its file is listed in the manifest by
itself.
"""
