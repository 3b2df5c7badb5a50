"""What the carried interpreter runs: as much of Python's command line as the tool and its own processes use.

The program of freeze-core imports `__init__` and its own name, and calls run. It heeds no environment: PYTHONPATH is
taken here.
"""

import os
import runpy
import sys


def run(_name: str) -> None:
    """`python [options] -c CODE …` or `-m MODULE …`; the options are those that a process hands on to its own."""
    sys.path[:0] = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    words = sys.argv[1:]
    while words and words[0] not in ("-c", "-m"):
        words.pop(0)
    how, what, *sys.argv[1:] = words
    sys.argv[0] = how
    if how == "-c":
        exec(what, {"__name__": "__main__"})
    else:
        runpy.run_module(what, run_name="__main__", alter_sys=True)
