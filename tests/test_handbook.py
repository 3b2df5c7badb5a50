"""The handbook as a document: every page of it, its pictures, the same bytes each time. What its commands print is
held by test_readme.py."""

import re
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


def test_the_months_begin_a_page_each(written: Path):
    broken = [p.text[:2] for p in docx.Document(str(written)).paragraphs if p.paragraph_format.page_break_before]

    assert broken == ["十二", "一月", "二月"]


def test_its_pictures_are_in_it(written: Path):
    shown = {name for page in handbook.PAGES for name in re.findall(r"\]\((pictures/.*?)\)", (DOCS / page).read_text())}

    assert len(docx.Document(str(written)).inline_shapes) >= len(shown) > 3


def test_it_is_the_same_whenever_it_is_made(written: Path, tmp_path: Path):
    handbook.write(tmp_path / "手册.docx")

    assert (tmp_path / "手册.docx").read_bytes() == written.read_bytes()
