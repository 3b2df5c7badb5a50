"""核对报告.html as a coordinator uses it: looked for, filtered, gone into and back, copied, printed, by keyboard alone.

Of 13 units, of 300 and of 3,000. A page is opened once for each number of units; a test begins where the page does.
"""

import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from disclosure_batch.findings import Severity
from disclosure_batch.merge import Consolidation, Status
from disclosure_batch.names import file_names
from disclosure_batch.outputs import review
from disclosure_batch.outputs.overview import overview
from tests.hand_made import REPORT
from tests.large import REQUESTS, district_of

SIZES = (13, 300, 3000)
DESK, PHONE = 1366, 390
VIEWS = ("现在", "问题", "催报", "汇总", "图", "文件", "单位/410001", "合计/requests.new.total")
TODAY = datetime(2025, 1, 25, 9, 0)  # five days after the deadline
OPENS, FILTERS = 1000, 100  # milliseconds that it may take
PATIENCE = 4  # times as long where other tests run beside this


class Desk:
    """A page of so many units in front of somebody."""

    def __init__(self, page, file: Path, result: Consolidation) -> None:
        self.page, self.address, self.result = page, file.as_uri(), result
        self.asked: list[str] = []
        self.wrong: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def look_at(self, view: str = "现在", width: int = DESK) -> "Desk":
        self.page.set_viewport_size({"width": width, "height": 800})
        if self.page.url.partition("#")[0] != self.address:
            self.page.goto(self.address)
        self.page.evaluate("view => { location.hash = view; }", view)
        self.page.locator("main > section:visible").wait_for()
        return self

    def choose(self, label: str, option: str) -> "Desk":
        self.page.get_by_label(label, exact=True).select_option(option)
        return self

    @property
    def found(self) -> tuple[int, int]:
        """How many units and findings it says that are seen."""
        units, findings = re.findall(r"\d+", self.page.locator("#found").inner_text())[:2]
        return int(units), int(findings)

    @property
    def copied(self) -> str:
        return self.page.evaluate("navigator.clipboard.readText()")

    def comes_to(self, words: str) -> None:
        """Where a reader is after a step."""
        self.page.locator(":focus").filter(has_text=re.compile(f"^{re.escape(words)}$")).wait_for()

    @property
    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.textContent")

    def of(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.result.findings)


@pytest.fixture(scope="module")
def context(browser) -> Iterator:
    opened = browser.new_context(locale="zh-CN", permissions=["clipboard-read", "clipboard-write"])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def desk(context, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Desk]:
    desks: dict[int, Desk] = {}

    def opened(number: int) -> Desk:
        if number not in desks:
            result, folder = district_of(number), tmp_path_factory.mktemp(f"结果{number}")
            lay_beside(folder, result)
            review.write(result, REPORT, folder)
            page = context.new_page()
            page.set_default_timeout(10_000)
            desks[number] = Desk(page, folder / review.NAME, result)
        return desks[number]

    return opened


def lay_beside(folder: Path, result: Consolidation) -> None:
    """What the other products would have written for the units with errors."""
    notices = folder / "退改通知"
    notices.mkdir()
    (folder / "汇总表.xlsx").touch()
    names = file_names(state.unit for state in result.units)
    for state in result.units:
        if state.status is Status.REJECTED:
            stem = names[state.unit.key]
            (notices / f"{stem}.docx").touch()
            (notices / f"{stem}（请改）.xlsx").touch()
            (notices / f"{stem}.txt").write_text(f"{state.unit.name}：请改。\n请于1月20日前报回。", encoding="utf-8-sig")


@pytest.fixture
def small(desk) -> Desk:
    return fresh(desk(13))


@pytest.fixture
def middling(desk) -> Desk:
    return fresh(desk(300))


def fresh(one: Desk) -> Desk:
    """As it is when it is opened."""
    one.page.goto("about:blank")
    return one.look_at()


# ---------------------------------------------------------------- at once, for everybody, by itself


@pytest.mark.parametrize("number", SIZES)
def test_it_opens_in_a_second_and_filters_at_once(number: int, desk):
    one = fresh(desk(number))
    taken = one.page.evaluate("performance.getEntriesByType('navigation')[0].domComplete")
    assert taken < OPENS * PATIENCE
    one.look_at("问题")
    for typed in ("局", "示例第1", "R303", ""):
        took = one.page.evaluate(
            """typed => {
                const field = document.querySelector("#filters [name=text]"), begun = performance.now();
                field.value = typed;
                field.dispatchEvent(new Event("input", { bubbles: true }));
                document.body.getBoundingClientRect();
                return performance.now() - begun;
            }""",
            typed,
        )
        assert took < FILTERS * PATIENCE, typed
    assert (one.asked[-1], one.wrong) == (one.address, [])


@pytest.mark.parametrize("width", (DESK, PHONE))
def test_every_view_is_for_everybody(width: int, small: Desk, violations):
    for view in VIEWS:
        small.look_at(view, width)
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert small.page.evaluate(sideways) <= 0, f"{view} scrolls sideways"
        assert violations(small.page) == [], view
    small.look_at("问题", width).page.get_by_role("button", name="单位 × 部分").click()
    assert violations(small.page) == [], "units by sections"
    assert small.wrong == [] and {address.partition("#")[0] for address in small.asked} == {small.address}


def test_without_a_script_the_essential_is_there(small: Desk, browser):
    page = browser.new_page(java_script_enabled=False)
    page.goto(small.address)
    text = page.locator("main").inner_text()
    page.close()
    assert "送审稿" in text and "应报 13 家" in text and "示例第3局：未报" in text and "本年新收" not in text
    assert "这里没有运行脚本" in text and "核对了什么" in text


# ---------------------------------------------------------------- what to do


def test_the_first_screen_says_the_state_and_what_to_do_in_order(middling: Desk):
    first = middling.page.locator("#现在")
    assert "送审稿" in first.inner_text() and "应报 300 家" in first.inner_text()
    assert first.locator(".task").count() == 10
    first.locator("button.more").evaluate("more => { while (!more.hidden) more.click(); }")
    tasks = first.locator(".task").all_inner_texts()
    (line,) = (at for at, task in enumerate(tasks) if "哪一项都不会使任何一个合计变动超过 1%" in task)
    assert all("个合计变动超过 1%" not in task for task in tasks[line + 1 :]) and 0 < line < len(tasks) - 1


def test_a_task_says_what_is_wrong_of_what_came(small: Desk):
    tasks = small.page.locator(".task")
    assert "办理总计 2 ＋ 结转下年度 0 ＝ 2" in tasks.filter(has_text="示例第1局").locator(".wrong").inner_text()
    assert tasks.filter(has_text="示例第3局").locator(".wrong").count() == 0


def test_called_are_those_of_whom_something_is_asked(middling: Desk):
    asked = {state.unit.key for _, states, _ in overview(middling.result).addressed for state in states}
    calls = middling.look_at("催报").page.locator("#calls")
    calls.locator("button.more").evaluate("more => { while (!more.hidden) more.click(); }")
    assert calls.locator(".call").count() == len(asked) < len(middling.result.units)


def test_who_is_late_is_counted_to_the_day_on_which_one_looks(small: Desk, context):
    page = context.new_page()
    page.clock.set_fixed_time(TODAY)
    page.goto(f"{small.address}#催报")
    calls = page.locator(".call")
    assert "到今天晚 5 天" in calls.filter(has_text="示例第3局").inner_text()
    assert "晚 1 天" in calls.filter(has_text="示例第6局").inner_text()
    assert "天" not in calls.filter(has_text="示例第1局").inner_text()
    page.close()


# ---------------------------------------------------------------- filters, search


def test_units_with_errors_come_first_and_those_in_order_are_one_line(middling: Desk):
    cards = middling.look_at("问题").page.locator(".card")
    assert cards.count() == 20 and all("错误" in card for card in cards.all_inner_texts())
    units, findings = middling.found
    assert findings == middling.of(Severity.ERROR) + middling.of(Severity.WARNING)
    rest = middling.page.locator("#rest summary")
    assert rest.inner_text() == f"其余 {300 - units} 家没有要处理的问题"
    rest.click()
    names = middling.page.locator("#rest .names a")
    names.last.wait_for()
    assert names.count() == 300 - units


@pytest.mark.parametrize(
    ("label", "option", "fits"),
    [
        ("级别", "0", lambda finding, units: finding.severity is Severity.ERROR),
        ("级别", "2", lambda finding, units: finding.severity is Severity.NOTICE),
        ("规则", "R303", lambda finding, units: finding.rule == "R303"),
        ("部分", "2", lambda finding, units: finding.sheet == REQUESTS and finding.severity is not Severity.NOTICE),
        ("状态", "尚未报送", lambda finding, units: finding.rule == "U003"),
        (
            "类别",
            "乡镇街道",
            lambda finding, units: units[finding.unit] == "乡镇街道" and finding.severity is not Severity.NOTICE,
        ),
    ],
    ids=["errors", "notices", "a rule", "a section", "a state", "a kind of unit"],
)
def test_what_is_chosen_is_seen_and_counted(label: str, option: str, fits: Callable, middling: Desk):
    middling.look_at("问题").choose(label, option)
    units = {state.unit.key: state.unit.category for state in middling.result.units}
    wanted = [finding for finding in middling.result.findings if fits(finding, units)]
    assert middling.found == (len({finding.unit for finding in wanted}), len(wanted)) and wanted
    middling.page.get_by_role("button", name="全部清除").click()
    assert middling.found[1] == middling.of(Severity.ERROR) + middling.of(Severity.WARNING)


def test_of_a_rule_that_only_gives_notices_it_is_said_where_they_are(middling: Desk):
    middling.look_at("问题").choose("规则", "V001")
    notices = middling.of(Severity.NOTICE)
    assert middling.found == (0, 0)
    assert middling.page.locator("#found").inner_text().endswith(f"；“级别”选“全部”，有 {notices} 条")
    middling.choose("级别", "all")
    assert middling.found[1] == notices


def test_what_is_searched_is_found_by_name_by_words_and_by_rule(middling: Desk):
    middling.look_at("问题")
    for typed, units in (("示例第291局", 1), ("410291", 1), ("新收 281 ＋", 1), ("没有这家", 0)):
        middling.page.get_by_label("搜索", exact=True).fill(typed)
        assert middling.found[0] == units, typed


def test_the_matrix_says_in_a_sign_and_a_word_where_something_is_wrong(middling: Desk):
    middling.look_at("问题").page.get_by_role("button", name="单位 × 部分").click()
    heads = middling.page.locator(".matrix thead th").all_inner_texts()
    assert heads[:2] == ["单位", "整个文件"] and REQUESTS in heads
    row = middling.page.locator(".matrix tbody tr", has_text="示例第1局").first
    assert row.locator("td").nth(heads.index(REQUESTS) - 1).inner_text().split() == ["✕", "错误", "1"]
    middling.page.get_by_label("搜索", exact=True).fill("示例第3局")
    assert "未报" in middling.page.locator(".matrix tbody").inner_text()


# ---------------------------------------------------------------- from a total down to a cell, and back


def test_from_a_total_to_its_units_to_a_whole_form_and_back(small: Desk):
    page = small.look_at("汇总").page
    total = str(small.result.totals["requests.new.total"])
    page.locator("[data-field='requests.new.total'] a").click()
    small.comes_to("新收·总计")
    shares = [float(share.rstrip("%")) for share in page.locator(".behind .share").all_inner_texts()]
    figures = [int(row) for row in page.locator(".behind tbody tr td:nth-child(2)").all_inner_texts()]
    assert sum(figures) == int(total) and figures == sorted(figures, reverse=True)
    assert sum(shares) == pytest.approx(100, abs=0.5)

    unit = page.locator(".behind tbody a").first
    name = unit.inner_text()
    unit.click()
    page.locator("#单位 h2:focus", has_text=name).wait_for()
    own = page.locator("#单位 tr", has_text="新收").first.locator("td").last
    assert own.locator("a").inner_text() == str(figures[0]) and "上年" in page.locator("#单位").inner_text()

    page.go_back()
    small.comes_to(name)
    page.go_back()
    small.comes_to(total)
    assert page.locator("#汇总").is_visible()


def test_a_finding_leads_to_the_workbook_the_notice_and_the_marked_copy(small: Desk):
    card = small.look_at("问题").page.locator(".card", has_text="示例第1局").first
    links = card.locator(".finding").first.locator("a")
    there = [address for address in links.evaluate_all("links => links.map(a => decodeURI(a.href))")]
    for ending in ("/退改通知/410001_示例第1局.docx", "/退改通知/410001_示例第1局（请改）.xlsx"):
        assert any(address.endswith(ending) for address in there), ending
    assert any(re.search(r"/汇总表\.xlsx#'核对发现'!A\d+$", address) for address in there)
    missing = small.page.locator(".card", has_text="示例第3局").first
    assert missing.get_by_role("link", name="通知").count() == 0


def test_above_what_was_gone_into_is_a_way_back(small: Desk):
    unit = small.look_at("问题").page.locator(".card h3 a").first
    title = unit.inner_text()
    unit.click()
    small.page.get_by_role("button", name="← 返回").click()
    small.comes_to(title)
    assert small.page.locator("#问题").is_visible()


def test_the_form_of_a_unit_marks_the_cells_that_are_spoken_of(small: Desk):
    small.look_at("单位/410001")
    cell = small.page.locator("#单位 table td", has_text="✕")
    assert cell.count() == 1 and "错误" in cell.inner_text()


# ---------------------------------------------------------------- copying


def test_keys_and_texts_are_copied_and_it_is_said(small: Desk):
    page = small.look_at("问题").page
    card = page.locator(".card", has_text="示例第1局").first
    card.get_by_role("button", name=re.compile("^复制编号")).click()
    page.get_by_text("已复制", exact=True).first.wait_for()
    assert small.copied == "410001/R303/requests.new.natural_person"
    card.get_by_role("button", name=re.compile("^复制私聊文字")).click()
    page.locator("#said", has_text="私聊文字").wait_for()
    assert small.copied == "示例第1局：请改。\n请于1月20日前报回。"

    page = small.look_at("催报").page
    page.locator("summary", has_text="工作群").click()
    page.get_by_role("button", name=re.compile("^复制群发文字")).click()
    page.locator("#said", has_text="群发文字").wait_for()
    assert small.copied.startswith("各单位：2024年") and small.copied.count("\n") > 2


# ---------------------------------------------------------------- by keyboard alone, on paper


def test_by_keyboard_alone(small: Desk):
    page = small.page
    tab_to(small, "问题")
    page.keyboard.press("Enter")
    small.comes_to("核对中发现的问题")
    tab_to(small, "到正文", "Shift+Tab")
    page.keyboard.press("Enter")
    small.comes_to("核对中发现的问题")
    page.keyboard.press("Tab")
    page.keyboard.type("R303")
    assert small.found[0] == len({finding.unit for finding in small.result.findings if finding.rule == "R303"})
    tab_to(small, "单位 × 部分")
    page.keyboard.press("Enter")
    assert page.locator(".matrix").is_visible()
    tab_to(small, "示例第1局")
    page.keyboard.press("Enter")
    small.comes_to("410001 示例第1局")
    page.go_back()
    small.comes_to("示例第1局")


def tab_to(one: Desk, words: str, key: str = "Tab") -> None:
    """Nothing is out of reach, and one sees where one is."""
    for _ in range(60):
        if one.focused == words:
            outline = "getComputedStyle(document.activeElement).outlineStyle"
            assert one.page.evaluate(outline) == "solid"
            return
        one.page.keyboard.press(key)
    raise AssertionError(f"{words} is not reached by keyboard")


@pytest.mark.needs_poppler
def test_on_paper_stands_the_whole_report_or_just_what_is_seen(small: Desk, tmp_path: Path):
    whole = printed(small, tmp_path)
    for words in ("送审稿", "现在要做", "核对中发现的问题", "示例第11局", "未报和退改", "四、政府信息公开行政复议"):
        assert words.replace(" ", "") in whole, words
    assert "复制编号" not in whole and "全部清除" not in whole
    assert small.page.locator("#问题").is_hidden()

    small.look_at("单位/410001")
    alone = printed(small, tmp_path)
    assert "410001示例第1局" in alone and "整份表" in alone and "送审稿" not in alone


def test_of_a_large_district_a_part_is_printed_whole_and_the_report_says_what_it_leaves_out(desk):
    large = fresh(desk(3000))
    calls = large.page.locator("#calls")
    large.page.emulate_media(media="print")
    large.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    shown = calls.locator(".call").count()
    left = calls.locator(".on-paper")
    assert shown == 300 and re.match(r"还有 \d+ 家没有印出来", left.inner_text())
    large.page.evaluate("dispatchEvent(new Event('afterprint'))")
    asked = shown + int(re.search(r"\d+", left.text_content())[0])

    large.look_at("催报").page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert calls.locator(".call").count() == asked and left.is_hidden()
    large.page.evaluate("dispatchEvent(new Event('afterprint'))")
    large.page.emulate_media(media="screen")


def printed(one: Desk, folder: Path) -> str:
    one.page.pdf(path=folder / "page.pdf", prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", folder / "page.pdf", "-"], capture_output=True, check=True).stdout.decode()
    return "".join(text.split())
