"""How dense the code is: decisions and parameters of each function, lines, and public names defined twice.

    python benchmarks/density.py [FOLDER]

A decision is a place where the reader has to keep two ways in mind: a branch, a loop, a caught exception, `and` and
`or`, and each clause and each condition of a comprehension. A function without any counts 1. What is defined within a
function is read with it and counts for both. tests/test_architecture.py holds the package to the limits below.
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


def public_names(module: ast.Module) -> set[str]:
    """The functions, classes and constants that a module defines for others."""
    defined = {node.name for node in module.body if isinstance(node, (*FUNCTIONS, ast.ClassDef))}
    assigned = {
        target.id
        for node in module.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    return {name for name in defined | assigned if not name.startswith("_")}


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
    lines, functions, defined = 0, [], defaultdict(list)
    for path in sorted(folder.rglob("*.py")):
        text, name = path.read_text(encoding="utf-8"), path.relative_to(folder).as_posix()
        module = ast.parse(text)
        lines += len(text.splitlines())
        functions += functions_in(module, name)
        for public in public_names(module):
            defined[public].append(name)
    return Measured(lines, functions, defined)


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
