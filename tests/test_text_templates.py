"""Text templates of the user's own: what they replace, and what is said of a mistake in one."""

import re
from pathlib import Path

import pytest

from disclosure_batch.outputs.annual_report import report_of
from disclosure_batch.report.narrative import TextTemplateError
from tests.consolidations import consolidated, seed, text


def folder_with(tmp_path: Path, content: str | bytes, name: str = "1-总体情况.txt") -> Path:
    folder = tmp_path / "模板"
    folder.mkdir()
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def test_a_folder_replaces_what_it_holds(tmp_path: Path):
    folder = folder_with(
        tmp_path,
        "## 甲\n新收{{ figure('requests.new.total') }}件，\n上年{{ last('requests.new.total') }}件。",
    )
    report = report_of(consolidated(seed(), last={"requests.new.total": 4}), folder)
    assert text(report, 1) == "一、总体情况\n\n甲\n\n新收11件，上年4件。\n"
    assert "信息处理费" in text(report, 6)


def test_a_line_whose_figure_is_not_known_is_left_out(tmp_path: Path):
    folder = folder_with(
        tmp_path, "新收{{ figure('requests.new.total') }}件。\n上年{{ last('requests.new.total') }}件。"
    )
    assert text(report_of(consolidated(seed()), folder), 1) == "一、总体情况\n\n新收11件。\n"


def test_an_old_editor_s_encoding(tmp_path: Path):
    folder = folder_with(tmp_path, "甲\r\n乙".encode("gb18030"))
    assert text(report_of(consolidated(seed()), folder), 1) == "一、总体情况\n\n甲乙\n"


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (
            "甲\n{{ figure('requests.new.totl') }}",
            2,
            "没有名为“requests.new.totl”的数字字段，是不是“requests.new.total”？",
        ),
        ("甲\n\n{{ figur('x') }}", 3, "不认识“figur”，请检查拼写。"),
        ("{% if stated('indicators.published') %}\n甲", 2, "写法有误：文件到末尾还缺 endif、endfor 或右边的花括号。"),
        ("{{ figure('requests.new.total' }}", 1, "写法有误，请检查花括号、括号、引号是否成对，if 与 endif 是否对应。"),
        ("{{ figure(“requests.new.total”) }}", 1, "写法有误：符号 “ 不能这样用。花括号里的引号、括号、逗号要用半角的，引号要成对。"),
        ("{% fi zero('requests.new.total') %}", 1, "写法有误：不认识“fi”，或它前面的 if、for 没有写对。"),
        ("{{ figure() }}", 1, "“figure”后面括号里写得不对，请对照“1-总体情况.txt”开头的说明。"),
        ("{{ told({'甲{}件': 'requests.new.total'}) }}", 1, '各部分要写成 {"予以公开{}件": ("字段", "为零时怎么说"), …}，其中 {} 是数字的位置。'),
        ("{{ own('text.problem') }}", 1, "是不是“text.problems”？"),
        ("{{ figure('requests.no.*') }}", 1, "没有字段符合“requests.no.*”。"),
        ("{{ figure(3) }}", 1, "“3”不是字段，也不是字段的加减。"),
        ("{{ nonzero('甲') }}", 1, '各部分要写成 {"予以公开{}件": "字段", …}，其中 {} 是数字的位置。'),
        (
            "{{ breakdown('requests.new.total', {'甲{}件': 'requests.new.natural_person'}) }}",
            1,
            "不等于总数 11（requests.new.total），可能漏列了一部分。",
        ),
        ("甲\n{% include '没有.txt' %}", 2, "找不到要引用的模板“没有.txt”。"),
        ("{{ 1 / 0 }}", 1, "这一行无法执行，请检查写法。"),
        ("{{ ''.__class__.__mro__ }}", 1, "这一行无法执行，请检查写法。"),
        (b"\xff\xfe\x00\xd8", None, "不是文本文件，请另存为 UTF-8 编码的 .txt。"),
    ],
)
def test_a_mistake_in_a_template_names_file_and_line(tmp_path: Path, content, line, said: str):
    with pytest.raises(TextTemplateError, match=re.escape(said) + "$") as caught:
        report_of(consolidated(seed()), folder_with(tmp_path, content))
    assert caught.value.line == line and "1-总体情况.txt" in caught.value.file


def test_a_folder_without_templates(tmp_path: Path):
    with pytest.raises(TextTemplateError, match="没有可用的模板"):
        report_of(consolidated(seed()), folder_with(tmp_path, "甲", "总体.txt"))
    with pytest.raises(TextTemplateError, match="没有这个文件夹"):
        report_of(consolidated(seed()), tmp_path / "无")


ROUND = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}"
MACRO = "{% macro a(n) %}{% if n %}{{ a(n - 1) }}{{ a(n - 1) }}{% endif %}{% endmacro %}\n{{ a(60) }}"


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (f"甲\n{ROUND}", 2, "循环的次数过多"),
        ("{% for a in 'a' * 9999 %}\n{% for b in 'a' * 9999 %}\n{{ b }}{% endfor %}{% endfor %}", None, "循环的次数过多"),
        (MACRO, 1, "循环的次数过多"),
        ("甲\n{{ '甲' * 999999999 }}", 2, "太大"),
        ("{{ 9 ** 99999999 }}", 1, "太大"),
        ("{{ '%99999999d' % 5 }}", 1, "太大"),
        ("甲\n乙\x08丙", 2, "有看不见的特殊字符"),
        ("甲\x02乙", 1, "有看不见的特殊字符"),
    ],
)
def test_what_would_never_end_or_cannot_be_written_is_said(tmp_path: Path, content: str, line: int | None, said: str):
    with pytest.raises(TextTemplateError) as refused:
        report_of(consolidated(seed()), folder_with(tmp_path, content))
    assert said in str(refused.value) and (line is None or refused.value.line == line)


def test_a_loop_that_ends_and_a_sign_made_on_the_way_are_written(tmp_path: Path):
    loops = "{% for a in range(30) %}{% for b in range(30) %}{% if a + b == 58 %}甲{% endif %}{% endfor %}{% endfor %}"
    folder = folder_with(tmp_path, loops + "\n{{ '乙\\x08丙' }}{{ '-' * 3 }}{{ '%03d' % 5 }}{{ 2 ** 3 }}")
    assert text(report_of(consolidated(seed()), folder), 1) == "一、总体情况\n\n甲乙丙---0058\n"
