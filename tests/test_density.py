"""Simple before short: no function decides too much or is asked too much, and no line runs off the page."""

import ast
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from benchmarks.density import MOST_DECISIONS, MOST_PARAMETERS, PACKAGE, functions_in, measure, public_names
from tests.to_simplify import DENSE, NAMED_ALIKE

ROOT = PACKAGE.parent
FOLDERS = ("disclosure_batch", "tests", "benchmarks", "docs")
LONGEST_LINE = 120
AROUND_A_SENTENCE = 60  # what may stand beside it: the indent, a name, a bracket

# One name in several modules because it is one thing there: who asks for it need not know which module answers.
ALIKE_BY_DESIGN = {
    "NAME": "a product: the file or folder that it writes",
    "write": "a product, into the folder that is given",
    "draw": "a kind of sheet, on its page",
    "relations": "a kind of sentence: what it states",
    "frames": "a way a table runs, across or down: its frames in a grid",
    "check": "the command, the job that it calls, the rules that this asks",
    "proofread": "the command, and the rules that it asks",
    "merge": "the command and the job that it calls",
    "report": "the command, the job that it calls, and what the terminal says of that",
    "fill": "the command and the job that it calls",
    "distribute": "the command and the job that it calls",
}


def test_every_function_can_be_said_in_a_sentence():
    dense = {f.name: (f.decisions, f.parameters) for f in measure(PACKAGE).functions if f.too_dense}
    new = {name: size for name, size in dense.items() if name not in DENSE}
    assert not new, f"at most {MOST_DECISIONS} decisions and {MOST_PARAMETERS} parameters; split these: {new}"
    assert dense.keys() >= DENSE, f"strike out of tests/to_simplify.py: {sorted(DENSE - dense.keys())}"


def test_a_public_name_has_one_meaning():
    """Two things that are called alike are each called by what they are; what is the same is there once."""
    twice = measure(PACKAGE).twice
    new = {name: modules for name, modules in twice.items() if name not in ALIKE_BY_DESIGN.keys() | NAMED_ALIKE}
    assert not new, f"defined in several modules; rename or unite: {new}"
    assert twice.keys() >= ALIKE_BY_DESIGN.keys(), "strike out of ALIKE_BY_DESIGN what is there once only"
    assert twice.keys() >= NAMED_ALIKE, f"strike out of tests/to_simplify.py: {sorted(NAMED_ALIKE - twice.keys())}"


@pytest.mark.parametrize(
    ("one", "another", "third", "twice"),
    [
        ("def f(): pass", "class f: pass", "", ["f"]),
        ("class A:\n def f(self): pass", "def f(): pass", "", []),
        ("def _f(): pass", "def _f(): pass", "", []),
        ("Cell = tuple[int, int]", "Cell = tuple[str, int]", "", ["Cell"]),
        ("MOST = 1", "MOST = 2", "", []),
        ("MOST = 1", "MOST = 2", "from one import MOST", []),
        ("LEAST, MOST = 0, 1", "MOST: int = 2", "import another\nfrom one import MOST\nanother.MOST", ["MOST"]),
    ],
)
def test_which_name_is_public_and_there_twice(one: str, another: str, third: str, twice: list[str]):
    modules = {"one.py": ast.parse(one), "box/another.py": ast.parse(another), "third.py": ast.parse(third)}
    assert [name for name, places in public_names(modules).items() if len(places) > 1] == twice


def is_a_chinese_sentence(line: str) -> bool:
    """Whether most of a line is one text between quotes, at least a quarter of it Chinese."""
    text = max(line.split('"'), key=len)
    wide = sum(east_asian_width(letter) in "WF" for letter in text)
    return 4 * wide >= len(text) and len(line) - len(text) <= AROUND_A_SENTENCE


def too_long(path: Path) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return sum(len(line) > LONGEST_LINE and not is_a_chinese_sentence(line) for line in lines)


def test_a_line_fits_the_page_unless_it_is_one_chinese_sentence():
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    long = {path.relative_to(ROOT).as_posix(): number for path in paths if (number := too_long(path))}
    assert not long, f"lines of more than {LONGEST_LINE} characters: {long}"


SENTENCE = "请核对这两格，改正后重新报送。" * 9


@pytest.mark.parametrize(
    ("line", "exempt"),
    [
        (f'        return f"“{{unit}}”{SENTENCE}"', True),
        (SENTENCE, True),
        (f'        return {"a and " * 12} and "{SENTENCE}"', False),
        (f'"""An English sentence that goes on and on, {"on, " * 20}with one word (无) cited in it."""', False),
        (f'offices = [{", ".join(["市教育局", "市卫生局"] * 10)}]'.replace("市", '"市').replace("局", '局"'), False),
    ],
)
def test_which_long_line_is_a_chinese_sentence(line: str, exempt: bool):
    assert len(line) > LONGEST_LINE and is_a_chinese_sentence(line) is exempt


def in_the_first(source: str) -> tuple[int, int]:
    function = next(functions_in(ast.parse(source), "a.py"))
    return function.decisions, function.parameters


@pytest.mark.parametrize(
    ("source", "decisions", "parameters"),
    [
        ("def f(): pass", 1, 0),
        ("def f(self, a, /, b, *c, d, **e): return a", 1, 5),
        ("def f(a):\n if a: pass\n elif 1: pass\n else: pass", 3, 1),
        ("def f(a): return 1 if a and not b or c else 2", 4, 1),
        ("def f(a): return [b for c in a if c for b in c if b if b > 1]", 6, 1),
        ("def f():\n try:\n  while a: pass\n except A: pass\n except B: pass", 4, 0),
        ("def f(a):\n match a:\n  case 1: pass\n  case 2: pass", 3, 1),
        ("def f():\n for a in b: pass\n def g(c):\n  if c: pass", 3, 0),
        ("def f(): return sorted(a, key=lambda b: b or c)", 2, 0),
        ("class A:\n class B:\n  async def f(self):\n   async for a in b: pass", 2, 0),
    ],
)
def test_what_counts_as_a_decision(source: str, decisions: int, parameters: int):
    assert in_the_first(source) == (decisions, parameters)


def test_functions_are_told_apart_by_where_they_are_defined():
    source = "class A:\n def f(self):\n  def g(): pass\nif 1:\n def h(): pass"
    assert [f.name for f in functions_in(ast.parse(source), "a.py")] == ["a.py:A.f", "a.py:A.f.g", "a.py:h"]
