"""Section five: the body's own words; else what the units wrote, by themes, problem beside measure, nobody named."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from disclosure_batch.outputs.annual_report import report_of
from disclosure_batch.outputs.as_subject import subject_of
from disclosure_batch.report.compose import compose
from disclosure_batch.report.problems import Unnamed, points_in, problems_in
from disclosure_batch.report.report import Report
from tests.consolidations import Office, all_zero, consolidated, seed_figures, text
from tests.district import District

LAST = "一是信息更新不够及时；二是队伍力量薄弱；三是公开内容不够丰富。下一步，将加强培训。"


def offices() -> list[Office]:
    said = {
        "民政局": ("一是人员变动频繁，业务不熟；二是网站栏目更新不及时。", "一是已举办培训2期；二是下一步按月通报更新情况。"),
        "水利局": ("我局信息更新偏慢。解读形式单一", "将增加图解。"),
        "教育局": ("信息更新偏慢。天太冷。", "水利局的做法值得学习。"),
    }
    texts = {name: {"text.problems": problems, "text.improvements": what} for name, (problems, what) in said.items()}
    return [Office(name, seed_figures(), words) for name, words in texts.items()]


def section(last: str = "", own: dict | None = None) -> Report:
    subject = subject_of(consolidated(all_zero(), *offices()))
    return compose(replace(subject, last_words={"text.problems": last}, texts=own or {}))


def test_what_units_wrote_is_grouped_by_theme_problem_and_measure_in_one_order():
    report = section()
    problems, measures = text(report, 5).split("（二）改进措施")
    assert problems.split("\n\n")[2:-1] == [
        "一是信息更新不够及时，主要是：信息更新偏慢；网站栏目更新不及时。",
        "二是人员变动频繁，业务不熟。",
        "三是解读形式单一。",
        "此外，天太冷。",
    ]
    assert measures.split("\n\n")[1:] == [
        "一是针对信息更新不够及时的问题，下一步按月通报更新情况。",
        "二是针对“人员变动频繁，业务不熟”的问题，已举办培训2期。",
        "三是针对“解读形式单一”的问题，将增加图解。",
        "此外，做法值得学习。\n",
    ]
    assert not any(office.name in text(report, 5) for office in offices())


def test_a_unit_s_alias_is_no_more_in_the_draft_than_its_name():
    subject = subject_of(consolidated(all_zero(), Office("民政局", seed_figures(), {"text.problems": "社会事务科更新慢。"})))
    body, other = subject.contributors
    report = compose(replace(subject, contributors=[body, replace(other, aliases=("社会事务科",))]))
    assert "社会事务科" not in text(report, 5) and "更新慢" in text(report, 5)


def drafted(*words: Mapping[str, str]) -> Report:
    return report_of(consolidated(all_zero(), *(Office(f"{n}局", {}, texts) for n, texts in enumerate(words))))


def test_what_one_point_says_another_does_not_say_again():
    report = drafted({"text.problems": "一是网站更新不及时；二是网站更新不及时，台账更新慢。"})
    assert text(report, 5).split("（二）改进措施")[0].count("网站更新不及时") == 1
    assert "（一）存在的主要问题\n\n网站更新不及时，台账更新慢。" in text(report, 5)  # one alone has no number


UPDATED_LATE = {"text.problems": "一是栏目更新不及时；二是重视程度不够。", "text.improvements": "一是按月更新；二是强化责任。"}


@pytest.mark.parametrize(
    ("problems", "measures", "said"),
    [
        ("1.栏目少；2.群众参与度不高。", "1.按月更新。2.加强宣传，让群众“看得到、听得懂”。", ("针对“群众参与度不高”的问题，加强宣传，让群众“看得到、听得懂”。", "“栏目少”的问题，按月更新。")),
        ("群众参与度不高。", "加强宣传。", ("针对“群众参与度不高”的问题，加强宣传。",)),  # one of each
        ("一是群众参与度不高；二是人少。", "一是加强宣传。", ("此外，加强宣传。", "（“群众参与度不高”的改进做法请补充）")),
        ("一是群众参与度不高；二是人少。此外，天冷。", "一是办好问答；二是加人。另外，加强宣传。", ("此外，加强宣传。",)),
        ("", "加强宣传。", ("此外，加强宣传。",)),
    ],
)  # fmt: skip
def test_a_measure_answers_its_own_unit_s_problem_and_none_of_another(problems: str, measures: str, said: tuple):
    report = drafted(UPDATED_LATE, {"text.problems": problems, "text.improvements": measures})
    answers = text(report, 5).split("（二）改进措施")[1]
    assert "针对“重视程度不够”的问题，强化责任。" in answers
    for words in said:
        assert words in answers
    assert "政策解读和回应关切" not in text(report, 5)  # nobody wrote that


def test_what_others_ask_for_between_braces_is_to_be_filled_in():
    report = drafted({"text.problems": "全年申请{本年新收}件，办理力量不足。", "text.improvements": "配备专人。"})
    assert "全年申请（“本年新收”请补充）件，办理力量不足。" in text(report, 5)
    assert "针对队伍能力有待提高的问题，配备专人。" in text(report, 5)
    assert any("“{本年新收}”是其他单位的文字里要的数" in gap for gap in report.gaps)


def test_it_is_a_draft_and_told_to_be_one():
    report = section()
    assert "“五、存在的主要问题及改进情况”是各单位文字的汇集，还要归纳" in report.lacking
    assert any("按主题归并" in gap for gap in report.gaps)


def test_last_year_s_problems_come_first_in_their_order_each_with_what_was_done():
    report = section(LAST)
    first = text(report, 5).split("（二）存在的主要问题")[0]
    assert first.strip().split("\n\n")[1:] == [
        "（一）上年问题的改进情况",
        "一是针对上年“信息更新不够及时”的问题，（上年“信息更新不够及时”的改进做法请补充）。",
        "二是针对上年“队伍力量薄弱”的问题，已举办培训2期。",
        "三是针对上年“公开内容不够丰富”的问题，（上年“公开内容不够丰富”的改进做法请补充）。",
    ]
    assert text(report, 5).count("培训2期") == 1
    assert report.to_fill["五、存在的主要问题及改进情况"] == 3  # with what is done about that of this year


def test_what_own_words_do_not_take_up_is_told_and_not_written():
    own = {"text.problems": "信息更新还不够及时。", "text.improvements": "充实了队伍力量。"}
    report = section(LAST, own)
    assert text(report, 5) == "五、存在的主要问题及改进情况\n\n信息更新还不够及时。\n\n充实了队伍力量。\n"
    assert [gap for gap in report.gaps if "上年报告里的问题" in gap] == [
        "上年报告里的问题“公开内容不够丰富”，今年的第五部分没有交代，请补写改进情况。"
    ]


def test_many_points_of_a_theme_are_cut_and_counted():
    many = [Office(f"第{i}局", seed_figures(), {"text.problems": f"第{i}类信息更新不及时。"}) for i in range(9)]
    report = report_of(consolidated(all_zero(), *many))
    assert text(report, 5).count("更新不及时") == 4
    assert "第五部分的草稿没有写进去的还有 5 条，见“文字材料汇编.docx”。" in report.gaps


@pytest.mark.parametrize(
    ("words", "points"),
    [
        ("主要问题：一是人员变动频繁，业务不熟；二是更新不及时。", ["人员变动频繁，业务不熟", "更新不及时"]),
        ("我局存在以下问题：（一）公开意识不强。（二）内容不全。", ["公开意识不强", "内容不全"]),
        ("虽取得一定成绩，但仍存在一些问题和不足。例如，更新不够及时；栏目少等。", ["更新不够及时", "栏目少"]),
        ("1.更新慢 2.人少", ["更新慢", "人少"]),
        ("公开工作还有差距，主要表现在：公开不及时，内容不全。", ["公开不及时，内容不全"]),
        ("无", []),
    ],
)
def test_the_points_of_a_text(words: str, points: list[str]):
    assert points_in(words) == points


def test_of_last_year_s_section_only_the_problems_are_taken():
    assert problems_in("过去一年成效明显。一是更新慢；二是人少。下一步：一是加强培训；二是增加人手。") == ["更新慢", "人少"]


@pytest.mark.parametrize(
    ("point", "said"),
    [
        ("西川区发改委政策解读形式单一", "政策解读形式单一"),
        ("清水镇公开平台栏目少", "公开平台栏目少"),
        ("区住建局、综合股、发改委更新慢", "综合股、有的单位更新慢"),
        ("与区住建局、发改委协调不够", "与有的单位协调不够"),
        ("大数据局网站更新不及时", "网站更新不及时"),
        ("解放路街道办理不规范", "办理不规范"),
        ("清水镇反映部分信息公开不及时", "部分信息公开不及时"),
        ("发改委反映问题的渠道不畅", "反映问题的渠道不畅"),
        ("发改委会同审查不够", "会同审查不够"),
        ("政府网站更新慢，公开办理不及时", "政府网站更新慢，公开办理不及时"),
    ],
)
def test_no_office_is_named_not_even_in_short(point: str, said: str):
    full = ("西川区发展和改革委员会", "西川区住房和城乡建设局", "西川区清水镇人民政府", "西川区解放路街道办事处", "大数据局")
    assert Unnamed((*full, "西川区人民政府办公室"))(point) == said


def test_last_year_s_consolidated_workbook_brings_its_words(tmp_path):
    district = District(tmp_path)
    district.office("410800").values |= {"text.problems": "一是栏目更新不及时；二是专业人员不足。"}
    before = district.merge(output="上年").product("汇总表.xlsx")
    for office in district.offices.values():
        office.values |= {"unit.year": 2025, "text.problems": ""}
    district.office("410801").fill("text.improvements", "全年更新栏目300次。")

    run = district.merge("--previous", before, "--on-error", "include")

    words = (run.product("章节") / "5-存在的主要问题及改进情况.txt").read_text(encoding="utf-8")
    assert "一是针对上年“栏目更新不及时”的问题，全年更新栏目300次。" in words
    assert "（上年“专业人员不足”的改进做法请补充）" in words
