"""The handbook as a document: every page of it, its pictures, the same bytes each time. What its commands print is
held by test_readme.py."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pytest

DOCS = Path(__file__).parents[1] / "docs"
sys.path.append(str(DOCS))

import handbook  # noqa: E402


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("手册") / "手册.docx"
    handbook.write(path)
    return path


def test_every_heading_of_every_page_is_there_in_order(written: Path):
    told = [re.findall(r"^#+ (.*)$", (DOCS / page).read_text(encoding="utf-8"), re.M) for page in handbook.PAGES]

    styles = ("Heading 1", "Heading 2")
    heads = [each.text for each in docx.Document(str(written)).paragraphs if each.style.name in styles]

    assert heads == [re.sub("[`*]", "", head) for page in told for head in page]


def test_every_link_leads_somewhere_in_it(written: Path):
    body = docx.Document(str(written)).element
    places = set(body.xpath("//w:bookmarkStart/@w:name"))
    links = body.xpath("//w:hyperlink/@w:anchor")

    assert len(links) > 40 and set(links) <= places


@pytest.fixture(scope="module")
def printed(written: Path) -> list[str]:
    """The words of each page."""
    if not (shutil.which("soffice") and shutil.which("pdftotext")):
        pytest.skip("LibreOffice and poppler-utils show its pages")
    words = subprocess.run(["pdftotext", "-layout", handbook.as_pdf(written), "-"], capture_output=True, check=True)
    return [re.sub(r"\s", "", page) for page in words.stdout.decode().split("\f")]


def test_a_month_has_a_page_and_so_has_the_clerk(printed: list[str]):
    begins = ("十一月：建文件夹", "十二月：写好", "一月：收表", "二月：定稿", "填报单位怎么填您会收到", "问题与回答每个问题")
    contents, *pages = printed
    found = [next(number for number, page in enumerate(pages) if begin in page) for begin in begins]

    assert "目录" in contents and found == list(range(6))


def test_no_page_has_a_line_or_two_alone(printed: list[str]):
    assert [page for page in printed[:-1] if len(page) < A_LINE_OR_TWO] == []


A_LINE_OR_TWO = 60  # characters
SHOWN_IN_SHORT = {  # said of what is no message: how files are called, what was typed, what others call things
    *("代码_名称.xlsx", "单位代码_单位名称.xlsx", "由您决定：处理决定表", "约12", "12、13", "冲突副本", "返回", "后退"),
    *("某某人民政府办公室", "由谁编制、有疑问与谁联系", "纠错率33.33%"),
}
FILLED_IN = {  # messages that have something of the run in them: how the product words them
    "请用本单位2024年的表填报": "请用本单位{year}年的表填报",
    "里是 2023 年度的结果": "里是 {there} 年度的结果",
    "还没有“output/2024”": "还没有“{}”",
}


@pytest.mark.parametrize("page", ["year.md", "clerk.md", "answers.md"])
def test_what_it_quotes_the_product_says(page: str):
    text = re.sub("```.*?```", "", (DOCS / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    quoted = set(re.findall("“((?:[^“”]|“[^”]*”)+)”", text)) - SHOWN_IN_SHORT
    package = DOCS.parent / "disclosure_batch"
    own = [*package.rglob("*"), *(DOCS.parent / "packaging/windows").iterdir(), DOCS / "coordinator.md"]
    endings = (".py", ".toml", ".txt", ".js", ".html", ".bat", ".sh", ".md")
    says = "\n".join(path.read_text(encoding="utf-8") for path in own if path.suffix in endings)
    says += "".join(path.name for path in own)

    assert [words for words in quoted if FILLED_IN.get(words, words) not in says] == []


def test_the_walk_goes_from_init_to_next_year_and_shows_what_each_step_prints():
    steps = re.findall(r"```shell\n(.*?)```\s*(```text)?", (DOCS / "year.md").read_text(encoding="utf-8"), re.DOTALL)
    told = {line.split()[1] for commands, shown in steps if shown for line in commands.splitlines()}
    silent = [line for commands, shown in steps if not shown for line in commands.splitlines()]

    assert told == {"init", "distribute", "merge", "report", "proof", "fill", "archive", "check"}
    assert silent == ["disclosure-batch demo 演示", "cd 2024年报"]


def test_its_pictures_are_in_it(written: Path):
    shown = {name for page in handbook.PAGES for name in re.findall(r"\]\((pictures/.*?)\)", (DOCS / page).read_text())}

    assert len(docx.Document(str(written)).inline_shapes) >= len(shown) > 3


def test_it_is_the_same_whenever_it_is_made(written: Path, tmp_path: Path):
    handbook.write(tmp_path / "手册.docx")

    assert (tmp_path / "手册.docx").read_bytes() == written.read_bytes()
