"""The programs outside Python that tests look through, and how they are run."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
STARTING = 180  # seconds
# A document with nothing in it, as flat XML.
NOTHING = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:body><office:spreadsheet/></office:body>
</office:document>
"""


def run_to_file(command: Sequence[str | Path], result: Path, timeout: float) -> Path:
    """Run a program that is to write `result`. Its exit code is no proof, LibreOffice's is 0 when it failed.

    Raises AssertionError with what the program said; after `timeout` seconds it is ended, its children too.
    """
    result.unlink(missing_ok=True)
    with tempfile.TemporaryFile() as said:
        process = _start(command, said)
        try:
            ended = f"exit {process.wait(timeout)}"
        except subprocess.TimeoutExpired:
            ended = f"no end after {timeout} s"
        finally:
            _end(process)
        said.seek(0)
        words = said.read().decode("utf-8", "replace")[-2000:]
    assert result.is_file(), f"{Path(command[0]).name} wrote no {result.name}, {ended}: {words}"
    return result


def _start(command: Sequence[str | Path], said: object) -> subprocess.Popen:
    # A file name in Chinese can't be opened by LibreOffice in the C locale.
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    words = [str(word) for word in command]
    return subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, env=environment, start_new_session=True
    )


def _end(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class LibreOffice:
    """libreoffice(source, format, outdir=None, timeout=180) -> the converted file.

    `format` as in --convert-to: "xlsx", "pdf", "csv:Text - txt - csv (StarCalc):44,34,76". Every formula is
    recalculated on loading; stored values don't shine through. Without `outdir` a new folder is taken.

    It stays, with a document open, because to start takes longer than to convert: a call of the program with its
    profile hands it the work. Each worker has one of its own.
    """

    def __init__(self, soffice: str, folder: Path) -> None:
        self.folder = folder
        self.command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
        user = folder / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
        (folder / "open.fods").write_text(NOTHING, encoding="utf-8")
        self.process: subprocess.Popen | None = None

    def __call__(self, source: str | Path, format: str, outdir: Path | None = None, timeout: float = 180) -> Path:
        (result,) = self.convert([Path(source)], format, outdir or Path(tempfile.mkdtemp(dir=self.folder)), timeout)
        return result

    def convert(self, sources: Sequence[Path], format: str, outdir: Path, timeout: float = 300) -> list[Path]:
        """All of them by one call."""
        outdir, sources = outdir.resolve(), [source.resolve() for source in sources]
        results = [outdir / f"{source.stem}.{format.partition(':')[0]}" for source in sources]
        for source, result in zip(sources, results, strict=True):
            assert source.is_file(), f"nothing to convert: {source}"
            assert result != source, f"would overwrite its source: {source}"
        self._keep_one()
        try:
            run_to_file([*self.command, "--convert-to", format, "--outdir", outdir, *sources], results[-1], timeout)
        except AssertionError:
            self.end()  # the next one starts anew
            raise
        assert all(result.is_file() for result in results)
        return results

    def _keep_one(self) -> None:
        """One runs, and has opened its document; two that start at once would each wait for the other's work."""
        if self.process is not None and self.process.poll() is None:
            return
        lock = self.folder / ".~lock.open.fods#"
        lock.unlink(missing_ok=True)
        self.process = _start([*self.command, self.folder / "open.fods"], subprocess.DEVNULL)
        end = time.monotonic() + STARTING
        while not lock.exists():
            assert self.process.poll() is None and time.monotonic() < end, "LibreOffice does not start"
            time.sleep(0.1)

    def end(self) -> None:
        if self.process is not None:
            _end(self.process)
            self.process = None
