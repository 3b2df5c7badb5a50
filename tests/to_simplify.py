"""What isn't yet as the tests of architecture and density want it; an entry that is no longer needed fails."""

# Functions that decide or are asked too much (benchmarks/density.py).
DENSE: set[str] = set()

# Modules that import by a string.
IMPORTS_BY_STRING: set[str] = set()

# Packages whose docstring doesn't say which of their modules others may import.
PACKAGES_THAT_DO_NOT_SAY: set[str] = set()

# Public names that stand for different things in different modules.
NAMED_ALIKE: set[str] = {
    "Place",  # carry/finding.py: a part of a line; report/printed_names.py: a field by its labels
    "Words",  # findings.py: what is said of a finding; report/finishing.py and unwritten.py: a paragraph or its head
    "forget",  # carry/anchors.py: bookmarks; carry/written.py: all that this tool wrote into a document
    "lines_of",  # carry/lines.py: a document's paragraphs; report/told.py: a text's lines
    "printed",  # report/as_docx.py: a report as a document; report/ratios.py: a figure in a sentence
}
