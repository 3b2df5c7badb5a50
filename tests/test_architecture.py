"""What holds the package together: imports go one way and in no circle, only the edges know Excel."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from disclosure_batch.documents.confined import CONTEXT
from tests.to_simplify import IMPORTS_BY_STRING, PACKAGES_THAT_DO_NOT_SAY

PACKAGE = Path(__file__).resolve().parents[1] / "disclosure_batch"
NAME = PACKAGE.name

# What a module may import: its own layer and those before it. A cell takes the way from top to bottom.
LAYERS = (
    "text",  # how words are cleaned
    "dates",  # how years and days are written
    "references",  # how cells are named
    "papers",  # what this tool wrote, known again
    "storing",  # bytes go to the disk, and why they can't
    "fixed_times",  # the same bytes whatever the day
    "zips",  # made of parts that are packed already
    "findings",  # what is wrong, as a value
    "form",  # the form as data
    "sentences",  # what the figures in a report's sentences speak of
    "documents",  # a file becomes grids and words
    "settings",  # who publishes, and what else a coordinator sets
    "roster",  # who should report
    "names",  # how units and files are called
    "locating",  # where a form's fields stand in a document
    "intake",  # a file becomes a filing
    "figures",  # filings become one table; last year's beside it
    "fill",  # figures into somebody else's form
    "carry",  # an edited report gets the figures that changed
    "sheets",  # our way to write workbooks
    "official",  # documents as the standard asks for them
    "template",  # the blank and the filled workbook
    "report",  # the annual report of anyone
    "rules",  # what is wrong with filings
    "diagnosis",  # from broken sums to the cell that would mend them
    "decisions",  # what the coordinator decided, held against findings
    "merge",  # filings become a consolidation
    "outputs",  # a consolidation becomes files
    "keeping",  # a result and what it was made from, in one file
    "proof",  # a finished report, proofread
    "job",  # the whole run
    "distribute",
    "demo",
    "working_folder",  # what a year begins with, and what its settings tell the commands
    "cli",
    "__main__",
)
EDGES = {"documents", "fill", "carry", "sheets", "official", "template", "report", "outputs", "proof"}
EDGES |= {"demo"}  # a roster
SPREADSHEET_LIBRARIES = {"openpyxl", "xlsxwriter", "python_calamine", "docx", "docxtpl", "xlrd"}
IMPORTING_BY_STRING = {"importlib", "importlib.util", "pkgutil", "runpy"}

PATHS = sorted(PACKAGE.rglob("*.py"))


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def dotted(path: Path, package: Path = PACKAGE) -> str:
    """form/model.py is disclosure_batch.form.model, form/__init__.py is disclosure_batch.form."""
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


parse = cache(ast.parse)


def parsed(path: Path) -> ast.Module:
    return parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """All that a file imports, also within functions and for type checking alone; `from a import b` is a.b."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(name: str, modules: Iterable[str]) -> str:
    """The module that an imported name is, or else lies in: a.b.c is a.b where c is no module but a function."""
    return name if name in modules else name.rpartition(".")[0]


def graph(package: Path) -> dict[str, set[str]]:
    """Each module of a package: the modules of it that it imports."""
    paths = {dotted(path, package): path for path in package.rglob("*.py")}
    return {
        module: {module_of(name, paths) for name in imported(path)} & paths.keys() for module, path in paths.items()
    }


def circle(package: Path) -> list[str]:
    """A circle of imports, its first module again at its end; nothing if there is none."""
    try:
        TopologicalSorter(graph(package)).prepare()
    except CycleError as error:
        return error.args[1]
    return []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_one_way(path: Path):
    here = layer_of(path)
    if here == "__init__":
        return
    assert here in LAYERS, f"{here} has no layer yet: put it into LAYERS, after all that it imports"
    inside = {name.split(".")[1] for name in imported(path) if name.startswith(f"{NAME}.")} - {"__version__"}
    upwards = {name for name in inside if LAYERS.index(name) > LAYERS.index(here)}
    assert not upwards, f"{path.relative_to(PACKAGE)} imports {sorted(upwards)}, which come after {here}"


def test_no_modules_import_each_other():
    assert circle(PACKAGE) == []


@pytest.mark.parametrize(
    "importing",
    [
        "from box.b import B",
        "from box import b",
        "import box.b",
        "if TYPE_CHECKING:\n    from box.b import B",
        "def late():\n    import box.b as b",
        "from box.between import C",
    ],
)
def test_a_circle_is_seen_however_it_is_closed(importing: str, tmp_path: Path):
    box = tmp_path / "box"
    box.mkdir()
    (box / "__init__.py").touch()
    (box / "a.py").write_text(importing, encoding="utf-8")
    (box / "between.py").write_text("from box.b import C", encoding="utf-8")
    (box / "b.py").write_text("import os", encoding="utf-8")
    assert circle(box) == []

    (box / "b.py").write_text("from box.a import A", encoding="utf-8")
    assert {"box.a", "box.b"} <= set(circle(box))


def imports_by_string(path: Path) -> bool:
    mentioned = {node.id for node in ast.walk(parsed(path)) if isinstance(node, ast.Name)}
    libraries = {name.rpartition(".")[0] for name in imported(path)}
    return "__import__" in mentioned or not libraries.isdisjoint(IMPORTING_BY_STRING)


def test_nothing_is_imported_by_a_string():
    """What imports what is read from the source, by the tests here and by everybody else."""
    by_string = {path.relative_to(PACKAGE).as_posix() for path in PATHS if imports_by_string(path)}
    assert by_string == IMPORTS_BY_STRING


def test_a_name_with_an_underscore_stays_in_its_module():
    private = re.compile(rf"{NAME}\..*\b_(?!_version__)")
    assert [name for path in PATHS for name in imported(path) if private.match(name)] == []


def entered_from_outside() -> set[tuple[str, str]]:
    """The package and the module of each import that goes from outside of a package to a module within it."""
    outside = set()
    for module, targets in graph(PACKAGE).items():
        for package, _, inside in (target.rpartition(".") for target in targets):
            if package and not f"{module}.".startswith(f"{package}."):
                outside.add((package, inside))
    return outside


def test_a_package_says_which_of_its_modules_others_import():
    """In its docstring, `like_this`. What isn't named there is its inside, free to change."""
    packages = {dotted(path): ast.get_docstring(parsed(path)) or "" for path in PACKAGE.rglob("__init__.py")}
    named = {(package, name) for package, said in packages.items() for name in re.findall(r"`(\w+)`", said)}
    unsaid = entered_from_outside() - named
    silent = {package.removeprefix(f"{NAME}.") for package, _ in unsaid}
    assert silent <= PACKAGES_THAT_DO_NOT_SAY, f"not named in the docstring of its package: {sorted(unsaid)}"
    assert silent == PACKAGES_THAT_DO_NOT_SAY, "strike out of tests/to_simplify.py what says it now"


def test_a_report_knows_only_the_form_and_how_words_and_figures_are_written():
    """Whatever it is of, a district or one unit, comes as its Subject."""
    reports = [path for path in PATHS if layer_of(path) == "report"]
    inside = {name.split(".")[1] for path in reports for name in imported(path) if name.startswith(f"{NAME}.")}
    words = {"form", "sentences", "text", "dates", "names", "papers", "settings", "official"}
    assert inside == {"report", *words, "fixed_times", "storing", "carry", "__version__"}


def test_only_the_edges_know_spreadsheets():
    libraries = {path: {name.split(".")[0] for name in imported(path)} for path in PATHS}
    assert {layer_of(path) for path in PATHS if libraries[path] & SPREADSHEET_LIBRARIES} <= EDGES


def test_no_layer_is_left_in_the_list_without_a_module():
    assert {layer_of(path) for path in PATHS} - {"__init__"} == set(LAYERS)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_is_named_after_what_it_does(path: Path):
    assert path.stem not in {"util", "utils", "helper", "helpers", "common", "misc"}


def test_the_rules_do_not_know_the_outputs_words():
    """No rule is in cli.py or job.py, none in the outputs: a rule is registered under rules/ and nowhere else."""
    registering = {layer_of(path) for path in PATHS if f"{NAME}.rules.rule.rule" in set(imported(path))}
    assert registering == {"rules"}


# ---------------------------------------------------------------- Windows and Linux alike

OF_POSIX = {"fcntl", "grp", "pwd", "resource", "termios"}  # modules
CALLS_OF_POSIX = {
    *("alarm", "pthread_sigmask", "setitimer", "sigwait"),  # of signal
    *("chown", "fork", "forkpty", "getuid", "geteuid", "killpg", "mkfifo", "nice", "statvfs", "sync", "uname"),  # of os
}
WITH_ANOTHER_BRANCH = {"documents/confined.py", "outputs/folder.py"}  # each beside a look at what the system is


def asked_of(path: Path, *modules: str) -> set[str]:
    """The names asked of some modules, os.fork."""
    attributes = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Attribute)]
    return {node.attr for node in attributes if getattr(node.value, "id", "") in modules}


def asks_posix(path: Path) -> bool:
    modules = {name.split(".")[0] for name in imported(path)}
    return bool(modules & OF_POSIX or asked_of(path, "os", "signal") & CALLS_OF_POSIX)


def test_what_windows_lacks_is_asked_only_where_its_other_branch_stands():
    assert {path.relative_to(PACKAGE).as_posix() for path in PATHS if asks_posix(path)} == WITH_ANOTHER_BRANCH


def test_processes_are_started_in_one_way_on_every_system():
    """spawn, as Windows has it: what is tested here is what runs there."""
    asked = {"get_context", "set_start_method", "Process", "Pool"}
    assert [dotted(p) for p in PATHS if asked_of(p, "multiprocessing") & asked] == [f"{NAME}.documents.confined"]
    assert not [p for p in PATHS if "concurrent.futures.ProcessPoolExecutor" in set(imported(p))]
    assert CONTEXT.get_start_method() == "spawn"
