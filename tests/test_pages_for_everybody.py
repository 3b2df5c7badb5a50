"""The pages as axe-core sees them on a phone and on a desk: nobody is shut out, and nothing is asked of the network."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from disclosure_batch.outputs import picture_page, review
from disclosure_batch.report import as_html
from tests.deciding import Decisions
from tests.district import YEAR, District

PAGES = (as_html.NAME, picture_page.NAME, review.NAME)
IN_A_SITE = "在网站里.html"  # the body alone, where a content system puts it
SITE = '<!DOCTYPE html><html lang="zh-CN"><head><title>报告</title></head><body><main><h1>报告</h1>{}</main></body></html>'
WIDTHS = {"phone": 390, "desk": 1366}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A district with all that the pages have to show: a total that is off, one accepted, one missing, last year."""
    district = District(tmp_path_factory.mktemp("district"))
    last = _year_before(district)
    decisions = Decisions(district.folder / "决定.xlsx")
    district.office("410801").fill("requests.granted.natural_person", 8)
    district.office("410802").fill("requests.granted.natural_person", 8)
    district.office("410803").reports = False
    options = ("--previous", last, "--decisions", decisions.path)
    district.merge(*options)
    decisions.decide("R303", "同意", 理由="台账即如此")
    run = district.merge(*options)
    shown = {name: run.product(name) for name in PAGES}
    body = (shown[as_html.NAME].parent / as_html.BODY).read_text(encoding="utf-8")
    site = district.folder / IN_A_SITE
    site.write_text(SITE.format(body), encoding="utf-8")
    return shown | {IN_A_SITE: site}


def _year_before(district: District) -> Path:
    """The same workbooks of the year before."""
    for office in district.offices.values():
        office.fill("unit.year", YEAR - 1)
    district.receive()
    for office in district.offices.values():
        office.fill("unit.year", YEAR)
    return Path(shutil.copytree(district.received, district.folder / "上年"))


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", [*PAGES, IN_A_SITE])
def test_a_page_is_for_everybody(name: str, width: int, pages: Mapping[str, Path], browser, violations):
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    address = pages[name].as_uri()

    page.goto(address)
    fits = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert (asked, errors) == ([address], [])
    wrong = violations(page)
    page.close()
    assert not wrong, wrong
    assert fits, "the whole page scrolls sideways"
