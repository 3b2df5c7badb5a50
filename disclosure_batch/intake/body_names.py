"""The name of a body in the name of a file, where no roster says which bodies there are."""

import re
import unicodedata

YEAR = re.compile(r"(?:[12]\d{3}|[〇○零一二三四五六七八九]{4})年?度?")
BETWEEN = re.compile(r"[^一-鿿]+")  # digits, letters and signs stand between words, and in no name
KIND = "年度报告|年度报表|年度|年报|工作报告|报告|报表|数据表|统计表|汇总表|情况表|数据|表格|模板|附件|附表"
STATE = "最终版|最终|正式版|定稿|终稿|初稿|送审稿|修改稿|修改版|修改|更正版|更正|更新|盖章版|盖章|扫描件|扫描|电子版|电子档|副本|复制|拷贝|新版|旧版"
REPORTED = "报送|上报|填报|重报|补报|转发|关于|政府信息公开|信息公开|政务公开|政府信息|工作|情况|请改|请核实|已改"
BEFORE = re.compile(rf"(?:{KIND}|{STATE}|{REPORTED}|的)+")
BEHIND = re.compile(rf"(?:{KIND}|{STATE}|{REPORTED}|的|表|版|稿|新|旧)+")
ENDINGS = "人民政府|政府|办公室|办事处|街道|管委会|管理委员会|委员会|中心|学校|中学|小学|大学|学院|医院|公司|集团|支队|大队|分局|总局"
SHORT = "局|委|办|乡|镇|厅|院|所|站|队|会"
BODY = re.compile(rf"[一-鿿]+(?:{ENDINGS})|[一-鿿]{{2,}}(?:{SHORT})")
NO_BODY = re.compile(r".*(?:布局|格局|全局|大局|结局|开局|承办|主办|经办|待办|交办|催办|督办|协办|场所|住所|年会|社会|机会|大会|开会|例会|家乡|全镇|全乡)")


def body_in(stem: str) -> str:
    """The one name of a body that is left of a file's name without year, kind of document and state; else ''."""
    stem = unicodedata.normalize("NFKC", stem)
    words = (_bare(word) for word in BETWEEN.split(YEAR.sub(" ", stem)))
    found = list(dict.fromkeys(word for word in words if BODY.fullmatch(word) and not NO_BODY.fullmatch(word)))
    if len(found) == 2 and f"({found[1]})" in stem.partition(found[0])[2]:
        return "{}（{}）".format(*found)  # one body of two names
    return found[0] if len(found) == 1 else ""


def _bare(word: str) -> str:
    """A word without what stands around a name; what is left in the middle is the name, whatever it holds."""
    while (shorter := _without_end(_without_beginning(word))) != word:
        word = shorter
    return word


def _without_beginning(word: str) -> str:
    begun = BEFORE.match(word)
    return word[begun.end() :] if begun else word


def _without_end(word: str) -> str:
    """As much as can be taken from the end."""
    starts = (start for start in range(len(word)) if BEHIND.fullmatch(word, start))
    return word[: next(starts, len(word))]
