"""The annual report: its words, tables, and the files that hold it."""
