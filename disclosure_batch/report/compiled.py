"""Templates of this package, kept compiled where Python keeps its modules: to compile them takes longer than to write
most of what is made of them."""

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from disclosure_batch import __version__

HERE = Path(__file__).with_name("__pycache__")


class KeptCompiled(FileSystemBytecodeCache):
    """Known by their source, and by who compiled them how. Where nothing may be written, each run compiles anew."""

    def __init__(self, folder: Path = HERE) -> None:
        super().__init__(str(folder), f"%s.jinja2-{jinja2.__version__}.{__version__}")

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(Exception):  # whatever became of the file
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)


def pages(package: str, finalize: Callable[[Any], Any] | None = None) -> jinja2.Environment:
    """The templates of pages in the folder of a package. finalize: what is made of every value before it is shown."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader(package),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
        bytecode_cache=KeptCompiled(),
    )
