"""How dense the code is: decisions and parameters of each function, lines, and public names defined twice.

    python benchmarks/density.py [FOLDER]

A decision is a place where the reader has to keep two ways in mind: a branch, a loop, a caught exception, `and` and
`or`, and each clause and each condition of a comprehension. A function without any counts 1. What is defined within a
function is read with it and counts for both. A public name is what others may use: functions, classes, types, and the
constants that another module reads. tests/test_density.py holds the package to the limits below and to one name, one
meaning.
"""

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "disclosure_batch"
MOST_DECISIONS, MOST_PARAMETERS = 12, 6

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BRANCHES = (ast.If, ast.IfExp, ast.While, ast.For, ast.AsyncFor, ast.ExceptHandler, ast.match_case, ast.Assert)


@dataclass(frozen=True)
class Function:
    name: str  # as in form/model.py:Field.text
    decisions: int
    parameters: int
    lines: int

    @property
    def too_dense(self) -> bool:
        return self.decisions > MOST_DECISIONS or self.parameters > MOST_PARAMETERS


def decisions_at(node: ast.AST) -> int:
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    return isinstance(node, BRANCHES)


def parameters_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return sum(argument.arg not in {"self", "cls"} for argument in named) + bool(given.vararg) + bool(given.kwarg)


def functions_in(body: ast.AST, within: str) -> Iterator[Function]:
    """All functions below a node, wherever they are defined, each by the names that lead to it."""
    for node in ast.iter_child_nodes(body):
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            yield from functions_in(node, within)
            continue
        name = f"{within}.{node.name}" if within[-3:] != ".py" else f"{within}:{node.name}"
        if isinstance(node, FUNCTIONS):
            decisions = 1 + sum(decisions_at(inner) for inner in ast.walk(node))
            yield Function(name, decisions, parameters_of(node), node.end_lineno - node.lineno + 1)
        yield from functions_in(node, name)


def names_in(target: ast.expr) -> Iterator[str]:
    """What an assignment defines: FOLDER, or both of ROWS, COLUMNS."""
    return (node.id for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))


def defined_in(module: ast.Module) -> set[str]:
    """The functions, classes, constants and types that a module defines without an underscore."""
    names = {node.name for node in module.body if isinstance(node, (*FUNCTIONS, ast.ClassDef))}
    for node in module.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(name for target in targets for name in names_in(target))
    return {name for name in names if not name.startswith("_")}


def read_in(module: ast.Module) -> Iterator[tuple[str, str]]:
    """What a module reads of others, each as (module or package, name): `from a.b import C`, and `b.C`."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom):
            yield from (((node.module or "").rpartition(".")[2], alias.name) for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr


def called(module: str) -> str:
    """How others call a module: form/model.py is model, form/__init__.py is form."""
    return Path(module.removesuffix("/__init__.py")).stem


def public_names(modules: dict[str, ast.Module]) -> dict[str, list[str]]:
    """Each public name and the modules that define it. A constant is public where another module reads it."""
    read = {(source, name) for module in modules.values() for source, name in read_in(module)}
    found = defaultdict(list)
    for path, module in modules.items():
        for name in defined_in(module):
            if not name.isupper() or (called(path), name) in read:
                found[name].append(path)
    return found


@dataclass(frozen=True)
class Measured:
    """What one folder of modules comes to."""

    lines: int
    functions: list[Function]
    defined: dict[str, list[str]]  # public name: the modules that define it

    @property
    def twice(self) -> dict[str, list[str]]:
        return {name: modules for name, modules in sorted(self.defined.items()) if len(modules) > 1}


def measure(folder: Path) -> Measured:
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.py"))}
    texts = {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
    modules = {name: ast.parse(text) for name, text in texts.items()}
    functions = [function for name, module in modules.items() for function in functions_in(module, name)]
    lines = sum(len(text.splitlines()) for text in texts.values())
    return Measured(lines, functions, public_names(modules))


def main() -> None:
    measured = measure(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE)
    functions = sorted(measured.functions, key=lambda function: -function.decisions)
    dense = sum(function.too_dense for function in functions)
    print(f"{measured.lines} lines, {len(functions)} functions, {dense} of them too dense")
    print("\nthe ten densest (decisions, parameters, lines):")
    for function in functions[:10]:
        print(f"{function.decisions:4}{function.parameters:4}{function.lines:4}  {function.name}")
    for what in ("decisions", "parameters"):
        counted = Counter(getattr(function, what) for function in functions)
        print(f"\nfunctions by {what}: " + ", ".join(f"{size}: {counted[size]}" for size in sorted(counted)))
    print(f"\n{len(measured.twice)} public names with more than one definition:")
    for name, modules in measured.twice.items():
        print(f"    {name}: {', '.join(modules)}")


if __name__ == "__main__":
    main()
