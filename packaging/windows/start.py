"""What the launcher runs: the tool, whose processes are started with the Python here, not with the launcher again."""

import multiprocessing
from pathlib import Path

if __name__ == "__main__":
    multiprocessing.set_executable(str(Path(__file__).with_name("python.exe")))
    from disclosure_batch.cli import main

    main(prog_name="disclosure-batch")
