"""What is made of our templates is made of them as they are, whatever an earlier run has kept of them."""

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from disclosure_batch.report.compiled import KeptCompiled


def made_of(template: str, folder: Path) -> str:
    """In a run of its own."""
    environment = Environment(loader=DictLoader({"a.txt": template}), bytecode_cache=KeptCompiled(folder))
    return environment.get_template("a.txt").render(n=7)


@pytest.fixture(autouse=True)
def bytecode_is_written(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_a_template_is_compiled_in_the_first_of_all_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert made_of("收到 {{ n }} 件", tmp_path) == "收到 7 件"
    monkeypatch.setattr(Environment, "compile", None)
    assert made_of("收到 {{ n }} 件", tmp_path) == "收到 7 件"


def test_one_that_was_changed_is_compiled_again(tmp_path: Path):
    assert made_of("收到 {{ n }} 件", tmp_path) == "收到 7 件"
    assert made_of("办结 {{ n }} 件", tmp_path) == "办结 7 件"


@pytest.mark.parametrize("left", [0, 20, 40, 200])
def test_what_was_kept_may_be_damaged(left: int, tmp_path: Path):
    made_of("收到 {{ n }} 件", tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:left])
    assert made_of("收到 {{ n }} 件", tmp_path) == "收到 7 件"


def test_where_nothing_can_be_kept_nothing_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert made_of("收到 {{ n }} 件", tmp_path / "没有") == "收到 7 件"
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert made_of("收到 {{ n }} 件", tmp_path) == "收到 7 件"
    assert not any(tmp_path.iterdir())
