"""--settings: who publishes, how to reach them, until when, what a website asks; what is wrong with such a file."""

import shutil
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import docx
import lxml.html
import pytest

from disclosure_batch.outputs.own_reports import _is_or_serves
from disclosure_batch.settings import KEYS, PAGE, Settings, SettingsMistakes, read_settings, written
from tests.district import District

OFFICE, GOVERNMENT = "示例区人民政府办公室", "示例区人民政府"


@pytest.fixture
def district(tmp_path: Path) -> District:
    return District(tmp_path)


def settings(folder: Path, text: str | bytes) -> Path:
    path = folder / "年报.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def examples(keys: Mapping) -> dict:
    return {name: tomllib.loads(f"a = {key.example}")["a"] for name, key in keys.items()}


# ---------------------------------------------------------------- the year that is reported on


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("date = 2024-06-01", "第 2 行：date（年度报告的成文日期）写的是 2024-06-01；2024年度的报告，这一项应在 2025-01-01 到 2025-12-31 之间。"),
        ("date = 2031-01-24", "应在 2025-01-01 到 2025-12-31 之间"),
        ("deadline = 2024-01-20", "第 2 行：deadline（各单位报送、报回的截止日期）写的是 2024-01-20；2024年度的报告，这一项应在 2024-12-01 到 2025-12-31 之间。"),
        ("[page]\nPubDate = 2020-01-24 10:00:00", "第 3 行：PubDate（发布时间）写的是 2020-01-24 10:00；"),
    ],
)
def test_a_day_on_which_nobody_reports_on_that_year_stops_the_run(
    district: District, tmp_path: Path, line: str, told: str
):
    run = district.merge("--settings", settings(tmp_path, f'publisher = "{GOVERNMENT}"\n{line}\n'))
    assert run.exit_code == 2 and "有 1 处要改，没有往下做" in run.text and told in run.text
    assert not (district.folder / "out").exists()


@pytest.mark.parametrize("line", ["deadline = 2024-12-25", "date = 2025-03-31", "[page]\nPubDate = 2027-02-01"])
def test_days_around_the_turn_of_the_year_are_right(district: District, tmp_path: Path, line: str):
    assert district.merge("--settings", settings(tmp_path, f"{line}\n")).exit_code == 0


# ---------------------------------------------------------------- what it does


def test_a_government_publishes_what_its_office_adds_up(district: District, tmp_path: Path):
    said = settings(tmp_path, f'publisher = "{GOVERNMENT}"\ndate = 2025-01-24\n')

    run = district.merge("--settings", said)

    assert run.text.startswith(f"{GOVERNMENT}2024年政府信息公开工作年度报告")
    assert run.account["body"] == {"code": "410800", "name": OFFICE}, "who added up stays who it is"
    document = docx.Document(run.product("年度报告.docx"))
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert document.core_properties.author == GOVERNMENT
    assert lines[-2:] == [GOVERNMENT, "2025年1月24日"]
    assert f"本报告由{OFFICE}" in "".join(lines), "one asks the office, not the government"
    assert "publisher" not in run.text


def test_an_office_that_publishes_in_its_own_name_is_told_once_what_the_title_says(district: District):
    hint = f"标题写的是“{OFFICE}”。报告以“{GOVERNMENT}”的名义公布的，请在设置文件里写 publisher = \"{GOVERNMENT}\"。"

    assert district.merge().text.count(hint) == 1

    district.office("410803").reports = False
    draft = district.merge()
    notices = [p.text for p in docx.Document(draft.product("年度报告.docx")).paragraphs if p.style.name == "送审提示"]
    assert draft.text.count(hint) == 1 and hint in notices
    assert hint not in district.merge("--name", OFFICE).text, "the command line has said that it does"


def test_the_name_on_the_command_line_comes_before_the_settings(district: District, tmp_path: Path):
    said = settings(tmp_path, f'publisher = "{GOVERNMENT}"\n')
    run = district.merge("--settings", said, "--name", "示例市")
    assert run.text.startswith("示例市2024年")


def test_without_a_roster_the_settings_say_who_publishes(district: District, tmp_path: Path):
    said = settings(tmp_path, f'publisher = "{GOVERNMENT}"\n')
    run = district.merge("--settings", said, roster=False)
    assert run.text.startswith(f"{GOVERNMENT}2024年") and not run.findings("U009")


def test_how_to_reach_them_stands_in_the_opening(district: District, tmp_path: Path):
    ways = 'address = "人民路1号"\nemail = "zw@a.cn"\ntelephone = "0391-1234567"\n[page]\nSiteName = "区网站"\n'
    run = district.merge("--settings", settings(tmp_path, ways))
    page = run.product("年度报告.html").read_text(encoding="utf-8")
    assert f"请与{OFFICE}联系，地址：人民路1号，联系电话：0391-1234567，电子邮箱：zw@a.cn。" in page
    assert "本报告可在区网站查阅、下载。" in page


def test_a_deadline_stands_wherever_units_are_asked_for_something(district: District, tmp_path: Path):
    district.office("410801").fill("requests.granted.natural_person", 8)
    district.office("410803").reports = False

    run = district.merge("--settings", settings(tmp_path, "deadline = 2025-01-20\n"))

    notices = run.product("退改通知")
    chat = (notices / "群发文字.txt").read_text(encoding="utf-8-sig")
    assert "请于1月20日前报送。" in chat and "请按退改通知修改，于1月20日前报回。" in chat
    private = (notices / "410801_示例区财政局.txt").read_text(encoding="utf-8-sig")
    letter = [p.text for p in docx.Document(notices / "410801_示例区财政局.docx").paragraphs]
    assert "于1月20日前报回这份表。" in private and any("于1月20日前报回这份表。" in line for line in letter)
    assert "＿" not in private


OF_THE_REPORT_S_PAGE = ("ArticleTitle", "Description", "Url")


def test_what_a_website_asks_stands_in_its_order(district: District, tmp_path: Path):
    tags = examples(PAGE)
    run = district.merge("--settings", settings(tmp_path, written({"publisher": GOVERNMENT}, tags)))

    page = lxml.html.parse(run.product("年度报告.html"))
    found = [(meta.get("name"), meta.get("content")) for meta in page.iter("meta") if meta.get("name")][1:]
    names = [
        *("SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"),
        *("ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description", "Image", "Url"),
    ]
    assert [name for name, _ in found] == names and dict(found).items() >= tags.items()
    assert dict(found)["ContentSource"] == GOVERNMENT
    picture = lxml.html.parse(run.product("一图读懂.html"))
    pictured = {meta.get("name"): meta.get("content") for meta in picture.iter("meta")}
    assert dict(found).items() - pictured.items() == {(n, said) for n, said in found if n in OF_THE_REPORT_S_PAGE}
    assert "Url" not in pictured and pictured["Description"].startswith(f"用图说明《{GOVERNMENT}2024年")


def test_settings_among_the_submissions_are_none_of_them(district: District):
    district.receive()
    run = district.merge("--settings", settings(district.received, ""), receive=False)
    assert run.file_states()["收件/年报.toml"] == "ignored" and run.exit_code == 0


@pytest.mark.parametrize("options", [("--settings", "年报.toml"), ("--name", GOVERNMENT)])
def test_what_was_written_in_the_government_s_name_is_known_again(district: District, tmp_path: Path, options: tuple):
    said = settings(tmp_path, f'publisher = "{GOVERNMENT}"\n')
    options = tuple(said if option == said.name else option for option in options)
    first = district.merge(*options)
    for name in ("年度报告.docx", "汇总表.xlsx"):
        shutil.copy(first.product(name), district.received / name)

    run = district.merge(*options, receive=False)

    assert {finding.file for finding in run.findings("U007")} == {"收件/年度报告.docx", "收件/汇总表.xlsx"}
    assert run.totals == first.totals and run.states() == first.states()


def test_each_of_several_units_publishes_in_its_own_name(district: District, tmp_path: Path):
    said = settings(tmp_path, f'publisher = "{GOVERNMENT}"\naddress = "人民路1号"\n[page]\nSiteName = "区网站"\n')
    district.receive()
    output = ("-o", tmp_path / "own", "--settings", said)

    several = district.run("report", district.received, *output, output="own")
    page = (tmp_path / "own" / "410801_示例区财政局" / "年度报告.html").read_text(encoding="utf-8")
    assert "<title>示例区财政局2024年" in page and 'content="区网站"' in page and "人民路" not in page
    assert "各单位的报告不同，没有用" in several.text

    one = district.run("report", district.received / f"410800_{OFFICE}.xlsx", *output, output="own")
    page = (tmp_path / "own" / f"410800_{OFFICE}" / "年度报告.html").read_text(encoding="utf-8")
    assert f"<title>{GOVERNMENT}2024年" in page and "人民路1号" in page and "没有用" not in one.text

    bureau = district.run("report", district.received / "410801_示例区财政局.xlsx", *output, output="own")
    page = (tmp_path / "own" / "410801_示例区财政局" / "年度报告.html").read_text(encoding="utf-8")
    assert "<title>示例区财政局2024年" in page and "人民路" not in page
    assert f"名义是“{GOVERNMENT}”，不是这家单位的" in bureau.text


@pytest.mark.parametrize(
    ("unit", "publisher", "is_its"),
    [
        ("示例区人民政府办公室", "示例区人民政府", True),
        ("区政府办", "示例区人民政府", True),
        ("财政局", "示例区财政局", True),
        ("示例区财政局", "示例区人民政府", False),
        ("白石镇人民政府", "示例区人民政府", False),
    ],
)
def test_whose_report_the_settings_speak_of(unit: str, publisher: str, is_its: bool):
    assert _is_or_serves(unit, publisher) is is_its


# ---------------------------------------------------------------- the file


def test_an_example_of_everything_is_read_back(tmp_path: Path):
    said, tags = map(examples, (KEYS, PAGE))
    said |= {"deadline": "2025-01-20", "date": "2025-01-24"}

    read = read_settings(settings(tmp_path, written(said, tags)))

    assert read == Settings(**{**said, "deadline": date(2025, 1, 20), "date": date(2025, 1, 24)}, page=tags)
    assert read_settings(settings(tmp_path, written({}, {}))) == Settings(), "examples do nothing"


@pytest.mark.parametrize(
    "data",
    [
        'publisher = "甲"\n'.encode(),
        'publisher = "甲"'.encode("gb18030"),
        '\ufeffpublisher = "甲"\r\n'.encode(),
        'publisher = "甲"\n'.encode("utf-16"),
        "publisher = '甲'\nemail = ''\n".encode(),
    ],
)
def test_it_is_read_as_windows_saves_it(data: bytes, tmp_path: Path):
    assert read_settings(settings(tmp_path, data)) == Settings(publisher="甲")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('# 设置\nsecret = "甲"', "第 2 行：没有“secret”这一项。可以写的有：name（汇总机关的名称）、year（"),
        ('# 设置\npublsher = "甲"', "第 2 行：没有“publsher”这一项；以哪个机关的名义公布写作 publisher，例如 publisher = "),
        ('电话 = "0391-0000000"', "第 1 行：没有“电话”这一项；联系电话写作 telephone，例如 telephone = "),
        ('名册 = "名册.xlsx"', "第 1 行：没有“名册”这一项；名册写作 roster，写在 [options] 那一行的下面，例如 roster = "),
        ('[options]\non_error = "stop"', "第 2 行：没有“on_error”这一项；有错误的单位怎么办写作 on-error，例如"),
        ('SiteName = "甲"', "第 1 行：SiteName 要写在 [page] 那一行的下面。"),
        ('[page]\naddress = "甲"', "第 2 行：address 要写在文件前面，第一个方括号那一行（如 [options]）的上面。"),
        ('email = "a.cn"', "第 1 行：email（电子邮箱）应是引号里的邮箱地址，例如 email = "),
        ('publisher = "甲\\u0007"', "第 1 行：publisher（以哪个机关的名义公布）应是引号里的一行文字"),
        ('publisher = "甲\x07', "第 1 行：publisher（以哪个机关的名义公布）写的是“publisher = \"甲”，请写成：publisher = \"甲\""),
        ("deadline = 2025-02-30", "第 1 行：deadline（各单位报送、报回的截止日期）写的是“deadline = 2025-02-30”，没有这一天"),
        ('deadline = "2月底"', "第 1 行：deadline（各单位报送、报回的截止日期）应是一个日期，例如 deadline = 2025-01-20"),
        ('publisher = "甲"\npublisher = "乙"', "第 2 行：publisher 写了两次，第 1 行也有。"),
        ("\n[page]\n[page]", "第 3 行：[page] 写了两次，第 2 行也有。"),
        ('[page]\nUrl = "www.a.cn"', "第 2 行：Url（网页的网址）应是网址"),
        ('[page]\nPubDate = "明天"', "第 2 行：PubDate（发布时间）应是日期和时间"),
        ("page = 3", "第 1 行：“page”要单独写成一行 [page]"),
        ("\n[选项]\n", "第 2 行：这一行请写成：[options]"),
        ("【page】", "第 1 行：这一行请写成：[page]"),
        ("[other]\na = 1", "第 1 行：没有“other”这一部分。可以写的有：[page]（页面标签）、[options]（选项）。"),
        ("year =", "第 1 行：year（报告年度）后面没有内容。请写上，例如 year = 2024；不用的，在前面加 #。"),
        ("报告年度\nyear = 2024", "第 1 行：“报告年度”是说明，前面要有 #。"),
        ("年报设置", "第 1 行：“年报设置”的写法不对。请写成：名称 = \"内容\"。"),
        ('name = "甲"乙"丙"', "第 1 行：name（汇总机关的名称）写的是“name = \"甲\"乙\"丙\"”，等号、引号、逗号、数字要用半角的"),
        ('name = """甲\n乙"""', "第 1 行：name（汇总机关的名称）应是引号里的一行文字"),
        ("a = " + "[" * 9000, "第 1 行：没有“a”这一项。"),
        ('page = {Url = "https://a.cn"}\n[page]', "第 2 行：写法不对。"),
        ("PK\x00\x00", "打不开，或不是文本文件。"),
        ("#" * 200_000, "太大，不是设置文件。"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_what_is_allowed(text: str, said: str, tmp_path: Path):
    with pytest.raises(SettingsMistakes) as wrong:
        read_settings(settings(tmp_path, text))
    assert wrong.value.lines[0].startswith(said), wrong.value.lines


WRITTEN_ANOTHER_WAY = [
    ("publisher = 甲政府", 'publisher = "甲政府"'),
    ("publisher ＝ “甲政府”", 'publisher = "甲政府"'),
    ("publisher：甲政府", 'publisher = "甲政府"'),
    ('publisher = "甲政府', 'publisher = "甲政府"'),
    ('publisher = ["甲政府"]', 'publisher = "甲政府"'),
    ('publisher = "甲政府"，', 'publisher = "甲政府"'),
    ("year = ２０２４", "year = 2024"),
    ('year = "2024年度"', "year = 2024"),
    ("\u3000year = 2024", "year = 2024"),
    ("year = 2024\u200b  # 报告年度", "year = 2024"),
    ("postcode = 054950", 'postcode = "054950"'),
    ("telephone = 0391-0000000", 'telephone = "0391-0000000"'),
    ("deadline = 2025年1月20日", "deadline = 2025-01-20"),
    ("deadline = 2025/1/20", "deadline = 2025-01-20"),
    ("[page]\nPubDate = 2025-01-24 10:00", 'PubDate = "2025-01-24 10:00"'),
    ("[options]\nby-parent = 是", "by-parent = true"),
    ("[options]\njobs = '2'", "jobs = 2"),
    ('[options]\npaths = ["收件"、"补报"]', 'paths = ["收件", "补报"]'),
    ('[options]\nroster = "D:\\年报\\名册.xlsx"', 'roster = "D:/年报/名册.xlsx"'),
    ('[options]\noutput = "D:\\new"', 'output = "D:/new"'),
    ('【options】\nroster = "\\\\server\\share\\名册.xlsx"', 'roster = "//server/share/名册.xlsx"'),
]


@pytest.mark.parametrize(("typed", "meant"), WRITTEN_ANOTHER_WAY)
def test_how_what_was_meant_is_written_is_said_and_can_be_pasted(typed: str, meant: str, tmp_path: Path):
    *head, _ = typed.split("\n")
    with pytest.raises(SettingsMistakes) as wrong:
        read_settings(settings(tmp_path, typed))
    told = wrong.value.lines[-1]
    assert told.startswith(f"第 {len(head) + 1} 行：") and told.endswith(f"请写成：{meant}"), told

    read_settings(settings(tmp_path, "\n".join([*head, meant]).replace("【options】", "[options]")))


def test_a_path_of_windows_in_single_quotes_is_one_everywhere(tmp_path: Path):
    read = read_settings(settings(tmp_path, "[options]\nroster = '上年\\名册.xlsx'"))

    assert read.options == {"roster": "上年/名册.xlsx"}


def test_a_list_over_several_lines_is_no_mistake_beside_another(tmp_path: Path):
    with pytest.raises(SettingsMistakes) as wrong:
        read_settings(settings(tmp_path, '[options]\npaths = [\n  "收件",\n  "补报",\n]\njobs = 二'))
    assert [line[:7] for line in wrong.value.lines] == ["第 6 行：j"]


def test_all_mistakes_are_told_at_once_and_nothing_is_written(district: District, tmp_path: Path):
    run = district.merge("--settings", settings(tmp_path, 'deadline = "x"\nfoo = \n'), whole=True)
    assert run.exit_code == 2 and not (tmp_path / "out").exists()
    assert "设置文件“年报.toml”有 2 处要改，没有往下做：" in run.text
    assert "第 1 行：" in run.text and "第 2 行：" in run.text
