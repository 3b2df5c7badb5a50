"""What isn't yet as the tests of architecture and density want it; an entry that is no longer needed fails."""

# Functions that decide or are asked too much (benchmarks/density.py).
DENSE: set[str] = set()

# Lines of more than 120 characters that aren't one Chinese sentence, by file.
LONG_LINES = {
    "tests/casework.py": 1,
    "tests/district.py": 2,
    "tests/filled.py": 1,
    "tests/fuzzing.py": 9,
    "tests/hands.py": 3,
    "tests/hostile.py": 11,
    "tests/mutations.py": 4,
    "tests/test_command_line.py": 2,
    "tests/test_console.py": 1,
    "tests/test_consolidated_workbook.py": 12,
    "tests/test_corrections.py": 8,
    "tests/test_decisions.py": 3,
    "tests/test_decisions_on_a_bad_day.py": 4,
    "tests/test_distribute.py": 7,
    "tests/test_every_rule_on_every_submission.py": 10,
    "tests/test_form.py": 3,
    "tests/test_fuzz.py": 1,
    "tests/test_hazards_apart.py": 3,
    "tests/test_hazards_around.py": 12,
    "tests/test_hazards_captions.py": 2,
    "tests/test_hazards_cells.py": 7,
    "tests/test_hazards_documents.py": 8,
    "tests/test_hazards_files.py": 12,
    "tests/test_hazards_layout.py": 39,
    "tests/test_hazards_looks.py": 13,
    "tests/test_hostile.py": 12,
    "tests/test_hostile_words.py": 4,
    "tests/test_january.py": 5,
    "tests/test_labels_never_misread.py": 5,
    "tests/test_life_of_a_cell.py": 2,
    "tests/test_localise.py": 17,
    "tests/test_marked_copies.py": 6,
    "tests/test_merge.py": 8,
    "tests/test_not_this_form.py": 9,
    "tests/test_notices.py": 1,
    "tests/test_one_level_up.py": 2,
    "tests/test_other_formats.py": 2,
    "tests/test_properties.py": 6,
    "tests/test_readers.py": 15,
    "tests/test_reading_processes.py": 7,
    "tests/test_readme.py": 1,
    "tests/test_remarks.py": 4,
    "tests/test_report.py": 2,
    "tests/test_rule_pages.py": 6,
    "tests/test_rules_file.py": 3,
    "tests/test_rules_last_year.py": 5,
    "tests/test_rules_relation.py": 6,
    "tests/test_rules_unit.py": 16,
    "tests/test_rules_value.py": 5,
    "tests/test_second_edition.py": 2,
    "tests/test_template.py": 15,
    "tests/test_template_in_libreoffice.py": 3,
}

# Modules that import by a string.
IMPORTS_BY_STRING: set[str] = set()

# Packages whose docstring doesn't say which of their modules others may import.
PACKAGES_THAT_DO_NOT_SAY: set[str] = set()
