"""What a person wants to see when a starter is done, opened with what their desk opens such with."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from disclosure_batch.storing import real

DESKS = ("DISPLAY", "WAYLAND_DISPLAY")  # one of them is set where there is a desk


def show(path: Path) -> None:
    """A file or a folder. Where there is no desk, or nothing that opens it, nothing happens."""
    place = real(path)  # a network folder's own path: the letter that a starter has lent it goes when it ends
    with suppress(OSError):
        if os.name == "nt":
            os.startfile(place)
        elif (opener := shutil.which("xdg-open")) and any(map(os.environ.get, DESKS)):
            quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            subprocess.Popen([opener, place], start_new_session=True, **quiet)
