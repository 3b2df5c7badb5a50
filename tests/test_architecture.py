"""What holds the package together: imports go one way, only the edges know Excel, no module grows out of hand."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "disclosure_batch"
NAME = PACKAGE.name

# What a module may import: its own layer and those before it. A cell takes the way from top to bottom.
LAYERS = (
    "text",  # how words are cleaned
    "references",  # how cells are named
    "papers",  # what this tool wrote, known again
    "fixed_times",  # the same bytes whatever the day
    "findings",  # what is wrong, as a value
    "form",  # the form as data
    "documents",  # a file becomes grids and words
    "roster",  # who should report
    "names",  # how units and files are called
    "locating",  # where a form's fields stand in a document
    "intake",  # a file becomes a filing
    "figures",  # filings become one table; last year's beside it
    "template",  # the blank and the filled workbook
    "rules",  # what is wrong with filings
    "diagnosis",  # from broken sums to the cell that would mend them
    "decisions",  # what the coordinator decided, held against findings
    "merge",  # filings become a consolidation
    "report",  # the annual report
    "outputs",  # a consolidation becomes files
    "job",  # the whole run
    "distribute",
    "demo",
    "cli",
    "__main__",
)
EDGES = {"roster", "documents", "template", "report", "outputs", "demo"}  # demo writes a roster
SPREADSHEET_LIBRARIES = {"openpyxl", "xlsxwriter", "python_calamine", "docx", "docxtpl", "xlrd"}
LONGEST = 400

MODULES = sorted(PACKAGE.rglob("*.py"))


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file it does; `from a import b` is both a and a.b."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_one_way(path: Path):
    here = layer_of(path)
    if here == "__init__":
        return
    assert here in LAYERS, f"{here} has no layer yet: put it into LAYERS, after all that it imports"
    inside = {name.split(".")[1] for name in imported(path) if name.startswith(f"{NAME}.")} - {"__version__"}
    upwards = {name for name in inside if LAYERS.index(name) > LAYERS.index(here)}
    assert not upwards, f"{path.relative_to(PACKAGE)} imports {sorted(upwards)}, which come after {here}"


def test_only_the_edges_know_spreadsheets():
    knowing = {layer_of(path) for path in MODULES if {name.split(".")[0] for name in imported(path)} & SPREADSHEET_LIBRARIES}
    assert knowing <= EDGES


def test_no_layer_is_left_in_the_list_without_a_module():
    assert {layer_of(path) for path in MODULES} - {"__init__"} == set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_is_short_and_named_after_what_it_does(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
    assert path.stem not in {"util", "utils", "helper", "helpers", "common", "misc"}


def test_the_rules_do_not_know_the_outputs_words():
    """No rule is in cli.py or job.py, none in the outputs: a rule is registered under rules/ and nowhere else."""
    registering = {layer_of(path) for path in MODULES if f"{NAME}.rules.registry.rule" in set(imported(path))}
    assert registering == {"rules"}
