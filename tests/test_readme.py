"""The README and the handbook under test: their commands run in order, what they print is what is shown, nothing is
left out.

python tests/test_readme.py writes what the commands really print into the pages.
"""

import contextlib
import re
import shlex
import shutil
from pathlib import Path

import click
import docx
import pytest
from click.testing import CliRunner

from disclosure_batch.cli import main
from disclosure_batch.form.edition import load_form
from disclosure_batch.intake.collect import Source
from disclosure_batch.intake.read import read
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import Filling

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
SHOWN = [README, *(ROOT / "docs" / name for name in ("year.md", "answers.md"))]
PAGES = [
    README,
    *(ROOT / name for name in ("README.en.md", "ARCHITECTURE.md", "CHANGELOG.md")),
    *(ROOT / "docs").glob("*.md"),
    *(ROOT / "benchmarks").glob("*.md"),
]
# A shell block, a text block, or a place where a person mends a cell (file, field, figure), copies (from, to), or gets
# a form from above.
STEP = re.compile(
    r"```shell\n(?P<commands>.*?)```|```text\n(?P<output>.*?)```"
    r"|<!-- 改表：(?P<mend>.*?) -->|<!-- 复制：(?P<copy>.*?) -->|<!-- 上级的表：(?P<form>.*?) -->",
    re.DOTALL,
)
LEFT_OUT = "……"
ASKED = ("本年新收政府信息公开申请数量", "予以公开", "结转下年度继续办理", "行政许可处理决定数量", "本年培训次数")
NOT_HERE = re.compile(r"make |python|\. ")  # what sets up the machine


def retold(page: str, folder: Path) -> str:
    """The page with what its commands really print, run one after another in the folder."""
    said = ""

    def step(match: re.Match) -> str:
        nonlocal folder, said
        if match["commands"] is not None:
            for line in match["commands"].splitlines():
                folder, said = _run(line, folder) if not NOT_HERE.match(line) else (folder, "")
        elif match["mend"]:
            file, field, figure = match["mend"].split()
            _mend(folder / file, field, figure)
        elif match["copy"]:
            _copy(*(folder / name for name in match["copy"].split()))
        elif match["form"]:
            _form_from_above(folder / match["form"])
        elif said and not _is_shown(match["output"], said):
            return f"```text\n{said}```"
        return match[0]

    return STEP.sub(step, page)


def _is_shown(shown: str, said: str) -> bool:
    """Whether it is what was said; …… stands for what is left out of it."""
    pieces = map(re.escape, shown.split(LEFT_OUT))
    return bool(re.fullmatch(".+?".join(pieces), said, re.DOTALL))


def _form_from_above(path: Path) -> None:
    """A list of indicators as a city sends one, beside each a blank for last year and this one."""
    document = docx.Document()
    document.add_paragraph("2024年政府信息公开工作情况统计表")
    rows = [("序号", "指标名称", "2023年", "2024年"), *((str(n), name, "", "") for n, name in enumerate(ASKED, 1))]
    table = document.add_table(len(rows), 4)
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    document.save(path)


def _run(line: str, folder: Path) -> tuple[Path, str]:
    """Where the next command runs, and what this one says."""
    program, *arguments = shlex.split(line)
    if program == "cd":
        return folder / arguments[0], ""
    assert program == "disclosure-batch", f"the README gives a command that is not tested: {line}"
    with contextlib.chdir(folder):
        done = CliRunner(env={"COLUMNS": "120"}).invoke(main, arguments, prog_name="disclosure-batch")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code in (0, 1), f"{line} ended with {done.exit_code}:\n{done.output}"
    return folder, done.output.replace("\\", "/")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(source, target)


def _mend(path: Path, field: str, figure: str) -> None:
    """As a person does in Excel, which stores the new totals."""
    form = load_form()
    filing = read(Source(path.name, path), form)[0].filing
    values = {**dict(zip(form.inputs, filing.values, strict=True)), **filing.texts, field: int(figure)}
    locked = frozenset(name for name, each in form.fields.items() if each.given)
    write_workbook(path, Filling(form, values, locked=locked, stamp=filing.stamp))


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.name)
def test_the_commands_print_what_is_shown(page, tmp_path):
    page = page.read_text(encoding="utf-8")
    assert page == retold(page, tmp_path), "python tests/test_readme.py writes it anew"


@pytest.mark.parametrize("name", list(main.commands))
def test_every_command_and_option_is_told(name):
    told = README.read_text(encoding="utf-8") + (ROOT / "docs" / "coordinator.md").read_text(encoding="utf-8")
    assert f"disclosure-batch {name}" in told
    options = [option.opts for option in main.commands[name].params if isinstance(option, click.Option)]
    assert [words for words in options if not any(re.search(rf"(?<![\w-]){word}\b", told) for word in words)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_links_to_is_there(page):
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    gone = [link for link in links if not _is_there(link, page, text)]
    assert gone == []


def _is_there(link: str, page: Path, text: str) -> bool:
    if re.match(r"https?:", link):
        return True
    file, _, heading = link.partition("#")
    if heading and not file:
        return any(_anchor(line) == heading for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE))
    return (page.parent / file).exists()


def _anchor(heading: str) -> str:
    """How a page of Markdown names a heading."""
    return re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-")


def test_pictures_are_small():
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))
    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size > 200_000] == []


if __name__ == "__main__":
    import tempfile

    for shown in SHOWN:
        with tempfile.TemporaryDirectory() as temporary:
            shown.write_text(retold(shown.read_text(encoding="utf-8"), Path(temporary)), encoding="utf-8")
