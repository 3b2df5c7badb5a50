"""Writes Python's own library, compiled, into a zip file: `python stdlib.py FILE`.

It runs in a process of its own with a fixed seed, since compiled code depends on what else the process has made.
"""

import importlib.util
import sys
import sysconfig
from collections.abc import Iterator
from importlib._bootstrap_external import _code_to_hash_pyc
from pathlib import Path

from archives import write_zip

LEFT_OUT = {
    "__pycache__",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "lib-dynload",
    "pydoc_data",
    "site-packages",
    "test",
    "tkinter",
    "turtledemo",
    "venv",
}


def compiled(source: Path, name: str) -> bytes:
    """What Python runs instead of a source file, without asking whether the source has changed."""
    data = source.read_bytes()
    code = compile(data, name, "exec", dont_inherit=True)
    return bytes(_code_to_hash_pyc(code, importlib.util.source_hash(data), checked=False))


def standard_library(folder: Path) -> Iterator[tuple[str, bytes]]:
    for source in sorted(folder.rglob("*.py")):
        path = source.relative_to(folder)
        of_a_build = path.parts[0].startswith(("config-", "_sysconfigdata"))
        if not LEFT_OUT.intersection(path.parts) and not of_a_build and path.parts[-2:-1] != ("tests",):
            yield path.with_suffix(".pyc").as_posix(), compiled(source, path.as_posix())


if __name__ == "__main__":
    write_zip(Path(sys.argv[1]), dict(standard_library(Path(sysconfig.get_path("stdlib")))))
