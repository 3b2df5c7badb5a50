"""Figures of other matters in a report: none of them is held against the tables, whatever these hold."""

from decimal import Decimal

import pytest

from disclosure_batch.form.edition import load_form
from disclosure_batch.rules.rulebook import proofread
from disclosure_batch.rules.texts.paper import Paper
from disclosure_batch.sentences.terms import Known

FORM = load_form()
BODY = "示例区教育局"
HELD = ("T001", "T002", "T003", "T011", "T016", "T017", "T018")
FIGURES = {"requests.new.total": 11, "requests.outcome_total.total": 11, "requests.granted.total": 7}

OTHERS = """
办理人大代表建议12件、政协提案8件，全部按期办结。
全年受理12345热线工单1520件，办结1518件，按时办结率99.8%。
依法办理行政复议案件25件，审结20件，维持15件，纠正5件。
本机关作为复议机关受理行政复议申请25件，审结20件。
共审查公文公开属性356件，其中主动公开120件、依申请公开80件、不予公开156件。
制发公文120件，其中主动公开100件，依申请公开15件，不予公开5件。
开展规范性文件清理，梳理文件36件，保留20件，废止10件，修订6件。
受理不动产登记申请3200件，办结3198件，结转2件。
受理劳动仲裁案件80件，审结78件，其中裁决40件、调解38件，未结2件。
受理低保申请45件，批准40件，不予批准5件。
受理贷款申请5016件、办结4970件、结转46件。
行政执法案件公示45件，其中行政处罚30件、行政强制15件。
近五年累计受理政府信息公开申请230件。
下属单位收到依申请公开5件，均已转办。
依法作出行政许可决定公示12条。
为企业减免行政事业性收费120万元。
提起行政诉讼的国家赔偿案件3件。
因征地拆迁引发行政诉讼12件，败诉2件。
全年办理行政应诉案件35件，败诉率5%。
共收到申请材料12份，补正3件。
重点就8件依申请公开答复开展合法性审查。
抽查各部门依申请公开答复40件，发现问题3件。
申请内容主要涉及征地拆迁5件、规划许可3件、财政资金2件。
通过信函收到4件、网络收到6件、当面收到1件。
已答复的申请中，公民申请主要集中在土地领域，共6件。
作出不予公开决定书2份、补正告知书3份。
被纳入失信名单的行政处罚12件已修复。
以区政府名义发文64件，公开51件，公开率79.7%；13件依法不予公开。
按答复类型统计，不予处理和其他类75件。
""".strip().split("\n")
OWN = {
    "收到政府信息公开申请12件。": "T001",
    "办结申请11件，其中予以公开8件。": "T001",
    "收到申请11件，均予以公开。": "T016",
    "公开和部分公开合计9件。": "T001",
}


def told(said: str) -> list[str]:
    now = dict.fromkeys(FORM.numeric, Decimal(0)) | {name: Decimal(figure) for name, figure in FIGURES.items()}
    lines = [f"{BODY}2024年政府信息公开工作年度报告", "一、总体情况", "依申请公开工作情况。", said]
    found = proofread(Paper(lines, FORM, 2024, Known(FORM, now), (BODY,)))
    return [remark.rule for remark in found if remark.rule in HELD]


@pytest.mark.parametrize("said", OTHERS)
def test_what_is_of_something_else_contradicts_nothing(said: str):
    assert told(said) == []


@pytest.mark.parametrize("said", OWN)
def test_what_is_of_the_tables_does(said: str):
    assert OWN[said] in told(said)
