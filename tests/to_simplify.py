"""What isn't yet as the tests of architecture and density want it; an entry that is no longer needed fails."""

# Functions that decide or are asked too much (benchmarks/density.py).
DENSE: set[str] = set()

# Modules that import by a string.
IMPORTS_BY_STRING: set[str] = set()

# Packages whose docstring doesn't say which of their modules others may import.
PACKAGES_THAT_DO_NOT_SAY: set[str] = set()

# Public names that stand for different things in different modules.
NAMED_ALIKE: set[str] = set()
