"""Names of units become names of files on any system; words from outside become words that can be shown."""

import pytest

from disclosure_batch.names import file_names, safe_name, shortened, shown
from tests.hand_made import unit


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("410801_市教育局", "410801_市教育局"),
        ("市教育局（本级）", "市教育局（本级）"),
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Windows", "C__Windows"),
        ("CON", "_CON"),
        ("nul", "_nul"),
        ("NUL.局", "_NUL.局"),
        ("com1", "_com1"),
        ("LPT¹", "_LPT¹"),
        ("CONTROL", "CONTROL"),
        ("410801_CON", "410801_CON"),
        ("市教育局.", "市教育局"),
        ("市教育局. . ", "市教育局"),
        (".隐藏", "隐藏"),
        ("~$市教育局", "_市教育局"),
        ("  市\t教\n育局 ", "市 教 育局"),
        ("市\x00教\x1f育\u202e局\u200b", "市教 育局"),
        ("半个\ud83d字", "半个字"),
        ("", "未命名"),
        ("...", "未命名"),
        ("\u200b", "未命名"),
    ],
)
def test_a_name_that_every_system_takes(text, name):
    assert safe_name(text) == name


@pytest.mark.parametrize("text", ["局" * 300, "😀" * 300, "a" * 300, "a" * 79 + ". ." * 9, "é" * 300])
def test_a_long_name_is_cut_at_a_whole_character(text):
    name = safe_name(text)
    assert 0 < len(name.encode("utf-16-le")) // 2 <= 80
    assert len(name.encode()) <= 240
    assert name == name.rstrip(". ")
    assert text.startswith(name)


def test_no_two_units_share_a_file():
    units = [
        unit("410801", "市教育局"),
        unit("a1", "市司法局"),
        unit("A1", "市司法局"),
        unit("", "市财政局"),
        unit("4108/01", "市教育局"),
        unit("4108?01", "市教育局"),
        unit("9", "局" * 200),
        unit("", "9_" + "局" * 200),
    ]
    names = file_names(units)
    assert list(names) == [u.key for u in units]
    assert len({name.casefold() for name in names.values()}) == len(units)
    assert names["410801"] == "410801_市教育局"
    assert names["A1"] == "A1_市司法局（2）"
    assert names["市财政局"] == "市财政局"
    assert all(len(name) <= 80 and len(name.encode()) <= 240 for name in names.values())


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("收件/报表.xlsx", "收件/报表.xlsx"),
        ("一行\n两行\r\n三行\t", "一行 两行 三行"),
        ("abc\u202egnp.xlsx", "abc□gnp.xlsx"),
        ("\x1b[31m红", "□[31m红"),
        ("坏\udcff字", "坏□字"),
        ("\ufffe\x00", "□□"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_a_box(text, seen):
    assert shown(text) == seen


def test_what_is_very_long_is_cut():
    assert shortened("字" * 300, 10) == "字" * 10 + "……"
    assert shortened("字" * 10, 10) == "字" * 10
