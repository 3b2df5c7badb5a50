"""T on submissions: the words of an office against its figures and other words; a text keeps nobody out of the sum."""

import pytest

from disclosure_batch.findings import Severity
from disclosure_batch.roster import Category
from tests.casework import CODE, NAME, check, handed_in, of, unit
from tests.district import FORM

LONG = "一是解读材料偏少、形式单一，图表和视频不多。二是个别栏目更新不及时，内容偏旧。三是基层工作人员变动大，培训跟不上。下一步将逐项整改。"


def told(rule: str, **words: str):
    """What a rule says of an office with these words; its figures are those of the district's office."""
    return of(check(handed_in(texts={f"text.{name}": said for name, said in words.items()})), rule)


WRONG = {
    "T001": {"on_request": "收到政府信息公开申请9件。"},
    "T002": {"on_request": "涉及土地的申请5件，其中城区8件。"},
    "T003": {"on_request": "收到申请10件，其中自然人7件，占80%。"},
    "T006": {"overview": "2023年，我局认真落实各项工作。"},
    "T008": {"proactive": "主动公开政府信息  条。"},
    "T016": {"on_request": "收到申请10件，全部办结。"},
    "T017": {"on_request": "办结申请10件，其中予以公开5件，其余4件。"},
    "T018": {"on_request": "收到申请10件，上年8件，同比增长20%。"},
    "T021": {"improvements": "（待补充）"},
}
RIGHT = {
    "T001": {"on_request": "收到政府信息公开申请10件。", "proactive": "微信公众号发布2条。发布会3场。"},
    "T002": {"on_request": "涉及土地的申请8件，其中城区5件。"},
    "T003": {"on_request": "收到申请10件，其中自然人7件，占70%。"},
    "T006": {"overview": "2024年，我局认真落实各项工作，比2023年多培训1次。"},
    "T008": {"proactive": "认真落实政府信息公开条例。"},
    "T016": {"on_request": "收到申请10件，全部按程序登记。"},
    "T017": {"on_request": "办结申请10件，其中予以公开5件，其余5件。"},
    "T018": {"on_request": "收到申请10件，上年8件，同比增长25%。"},
    "T021": {"improvements": "修改后再次征求了意见。"},
}


@pytest.mark.parametrize("rule", WRONG)
def test_what_is_wrong_is_a_warning_at_its_cell_with_the_sentence(rule: str):
    found = told(rule, **WRONG[rule])
    assert len(found) == 1, [finding.message for finding in found]
    (finding,) = found
    assert finding.severity is Severity.WARNING and finding.field in {f"text.{name}" for name in WRONG[rule]}
    assert finding.cell in finding.message and "原句：“" in finding.message


@pytest.mark.parametrize("rule", RIGHT)
def test_the_near_miss_is_left_alone(rule: str):
    assert told(rule, **RIGHT[rule]) == []


def test_of_an_office_without_words_nothing_is_said():
    assert [finding for finding in check(handed_in()) if finding.rule[0] == "T"] == []


def test_a_blank_indicator_is_not_known_and_contradicts_nothing():
    blank = handed_in({"indicators.published": None}, texts={"text.proactive": "主动公开政府信息86条。"})
    assert of(check(blank), "T001") == []
    zero = handed_in({"indicators.published": 100}, texts={"text.proactive": "主动公开政府信息86条。"})
    assert len(of(check(zero), "T001")) == 1


@pytest.mark.parametrize(("again", "told"), [("举办业务培训4次。", 1), ("局里组织公开业务培训3次。", 0)])
def test_what_is_said_twice_is_said_with_the_same_figure(again: str, told: int):
    blank = {"indicators.training_sessions": None}
    texts = {"text.management": "举办业务培训3次。", "text.supervision": again}
    assert len(of(check(handed_in(blank, texts=texts)), "T011")) == told


def test_many_of_a_kind_are_a_few_and_how_many_more():
    found = told("T001", on_request="".join(f"收到申请{n}件。" for n in range(11, 31)))
    assert len(found) == 5 and "这样的还有 15 处。" in found[-1].message
    assert not any("这样的还有" in finding.message for finding in found[:-1])


def test_words_of_another_office_are_named_with_their_share():
    one = handed_in(texts={"text.problems": LONG})
    other = handed_in({"proactive.licensing.decisions": 12}, "410802", "示例区教育局", texts={"text.problems": LONG})
    units = [unit("410801", "示例区财政局"), unit("410802", "示例区教育局")]
    found = of(check(one, other, roster=units), "T009")
    assert [finding.severity for finding in found] == [Severity.WARNING] * 2
    assert "100% 的文字与示例区教育局的相同" in found[0].message
    mine = LONG.replace("解读", "公开").replace("栏目", "专栏").replace("变动大", "兼职多")
    fewer = handed_in({"proactive.licensing.decisions": 12}, "410802", "示例区教育局", texts={"text.problems": mine})
    assert of(check(one, fewer, roster=units), "T009") == []


def test_a_text_keeps_nobody_out_and_stands_in_the_notice(district):
    district.office("410801").fill("text.on_request", "收到政府信息公开申请9件。")
    run = district.merge()
    finding = run.finding("T001", "410801")
    assert finding.severity == "warning" and (finding.value, finding.expected) == ("9", 10)
    assert run.states()["410801"] == "accepted" and run.exit_code == 0
    assert run.totals.items() >= district.sums().items()
    letters = [path.name for path in run.product("退改通知").iterdir() if path.name.startswith("410801")]
    assert any("（请核实）" in name for name in letters), letters
    assert {name for name in FORM.texts if name == finding.field} == {"text.on_request"}


# ---------------------------------------------------------------- the publishing body's, which are the report's

OTHER = {"code": "410802", "name": "示例区水利局"}
DISTRICT = [unit(CODE, NAME, Category.PUBLISHER), unit(*OTHER.values(), Category.DEPARTMENT)]


def of_the_body(words: str, missing: bool = False) -> list[str]:
    """T001 on the body's words; it and the other office have received 10 requests each."""
    came = handed_in(texts={"text.on_request": words}), handed_in(**OTHER)
    roster = [*DISTRICT, *([unit("410803", "示例区民政局", Category.DEPARTMENT)] if missing else [])]
    return [finding.message for finding in of(check(*came, roster=roster), "T001")]


@pytest.mark.parametrize("words", ["收到政府信息公开申请20件。", "收到政府信息公开申请10件。"])
def test_the_body_speaks_for_all_or_for_itself(words: str):
    assert of_the_body(words) == []


def test_what_fits_neither_is_held_against_the_totals():
    (message,) = of_the_body("收到政府信息公开申请13件。")
    assert "写作“13件”，各单位合计中" in message and "是 20" in message


def test_while_a_unit_is_lacking_nobody_knows_the_totals():
    assert of_the_body("收到政府信息公开申请13件。", missing=True) == []
