"""A machine for which a part has no compiled wheel (LoongArch): what it reads costs its own kind of file, no more."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.district import District

HIDDEN = {"python_calamine": "xls", "pypdfium2": "pdf"}


@pytest.fixture
def without(tmp_path: Path) -> dict[str, str]:
    """An environment in which these can't be imported, in no process."""
    folder = tmp_path / "hidden"
    folder.mkdir()
    for name in HIDDEN:
        (folder / f"{name}.py").write_text(f"raise ImportError('{name}')\n", encoding="ascii")
    root = str(Path(__file__).parent.parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), root]), "PYTHONIOENCODING": "utf-8"}


def test_a_run_reads_all_else_and_says_what_is_missing_for_an_old_workbook(
    district: District, without: dict[str, str], libreoffice, tmp_path: Path
):
    district.receive()
    (sent,) = district.received.glob("410801*")
    sent.with_suffix(".xls").write_bytes(libreoffice(sent, "xls").read_bytes())
    sent.unlink()
    command = [sys.executable, "-m", "disclosure_batch", "merge", district.received, "--roster", district.roster]

    done = subprocess.run(
        [*command, "-o", tmp_path / "out", "--year", "2024"], env=without, capture_output=True, encoding="utf-8"
    )

    assert done.returncode == 1, done.stdout + done.stderr
    account = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))
    assert {unit["code"]: unit["status"] for unit in account["units"]}["410801"] != "accepted"
    assert sum(unit["status"] == "accepted" for unit in account["units"]) == len(account["units"]) - 1
    assert any("没有装读取它的组件 python-calamine" in found["message"] for found in account["findings"])
    assert (tmp_path / "out/年度报告.docx").exists()
