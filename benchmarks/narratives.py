"""The narratives of three contrasting districts, to be read aloud: do they read as if a person had written them?

    python -m benchmarks.narratives [NAME]

A quiet town (镇), a bureau with growth from zero (局), a city with 3,000 requests, reconsiderations lost and two units
without indicators (市). tests/test_narratives.py reads the same three.
"""

import sys
from collections.abc import Iterator, Mapping

from disclosure_batch.form.model import Figure
from disclosure_batch.merge import Consolidation
from disclosure_batch.outputs.annual_report import report_of
from disclosure_batch.report.report import Report
from disclosure_batch.roster import Category
from tests.consolidations import FORM, Office, all_zero, consolidated
from tests.hand_made import with_sums

NEW, OUT = "requests.new.", "requests.carried_out."
LAND = {"text.problems": "部分征地信息更新不及时。", "text.improvements": "按月核对征地信息。"}
RULES = {"proactive.regulations.issued": 2, "proactive.regulations.in_force": 38, "indicators.gazette_issues": 12}


def town() -> Consolidation:
    """Little happened, and the year before was much the same."""
    office = all_zero()
    office.name = "清河县石桥镇人民政府"
    office.figures |= {
        "proactive.normative_documents.in_force": 4,
        "indicators.published": 186,
        "indicators.published_on_website": 121,
        "indicators.published_on_new_media": 65,
        "indicators.policy_interpretations": 2,
        "indicators.letters_received": 9,
        "indicators.letters_handled": 9,
        "indicators.platforms": 2,
        "indicators.service_zones": 1,
        "indicators.training_sessions": 1,
        "indicators.assessments": 1,
        f"{NEW}natural_person": 1,
        "requests.granted.natural_person": 1,
    }
    office.texts = {
        "unit.phone": "0319-0000000",
        "text.proactive": "围绕惠农补贴、危房改造、低保审批等群众关心的事项，在镇政务公开栏和各村公示栏同步公示。",
        "text.on_request": "申请由党政办公室统一登记，答复前征求业务站所意见。",
        "text.management": "信息发布实行经办人初核、分管负责人审签，未经保密审查的一律不发布。",
        "text.platform": "便民服务大厅设政务公开专区，配备查询电脑和政策宣传册。",
        "text.supervision": "组织各站所、各村信息员学习条例，把公开情况纳入年终考核。",
        "text.problems": "一是个别惠民政策解读不够通俗；二是村级公示更新不够及时。",
        "text.improvements": "一是用问答、图解解读惠民政策；二是按月抽查各村公示栏，当月通报。",
    }
    return consolidated(office, last=with_sums(office.figures | {"indicators.letters_received": 12}))


def bureau() -> Consolidation:
    """Requests and reviews where the year before there were none; the words ask for their figures."""
    office = all_zero()
    office.name = "清河县自然资源和规划局"
    before = dict(office.figures) | {
        "proactive.normative_documents.in_force": 6,
        "indicators.published": 412,
        "indicators.published_on_website": 300,
        "indicators.published_on_new_media": 112,
    }
    office.figures |= {
        "proactive.normative_documents.issued": 1,
        "proactive.normative_documents.in_force": 7,
        "proactive.licensing.decisions": 233,
        f"{NEW}natural_person": 26,
        f"{NEW}enterprise": 5,
        f"{NEW}legal_service": 1,
        "requests.granted.natural_person": 14,
        "requests.granted.enterprise": 4,
        "requests.granted_in_part.natural_person": 3,
        "requests.denied.third_party.natural_person": 2,
        "requests.unavailable.not_held.natural_person": 5,
        "requests.unavailable.not_held.legal_service": 1,
        f"{OUT}natural_person": 2,
        f"{OUT}enterprise": 1,
        "remedies.reconsideration.upheld": 2,
        "remedies.reconsideration.corrected": 1,
        "remedies.litigation_after_reconsideration.upheld": 1,
        "indicators.published": 530,
        "indicators.published_on_website": 401,
        "indicators.published_on_new_media": 204,
        "indicators.policy_interpretations": 5,
        "indicators.responses_to_concerns": 3,
        "indicators.special_columns": 1,
        "indicators.platforms": 2,
        "indicators.training_sessions": 2,
        "indicators.assessments": 1,
    }
    office.texts = {
        "unit.phone": "0319-0000001",
        "text.overview": "2024年，本局把政府信息公开与征地拆迁、规划许可等工作同部署、同检查，法定主动公开内容按时发布。",
        "text.proactive": "征地信息按批次公开，规划许可在批前、批后两次公示。",
        "text.on_request": "申请主要涉及征地批文和规划图件，新收{本年新收}件中予以公开和部分公开共21件，其余均向申请人说明了理由。",
        "text.management": "清理历年规划成果，逐件标注公开属性。",
        "text.platform": "门户网站“征地信息”专栏按乡镇分类，可按批次检索。",
        "text.supervision": "纳入科室年度考核，对逾期发布的两个科室作了提醒。",
        "text.problems": "一是历史档案数字化不足，检索费时；二是部分答复引用条款不够准确。",
        "text.improvements": "一是分三年完成历史档案数字化；二是建立答复文书法制审核。",
    }
    return consolidated(office, last=with_sums(before))


def city() -> Consolidation:
    """Forty-five units would be the like; six are enough to be read. Two of them gave no indicator."""
    zero = dict.fromkeys(FORM.inputs, 0)
    silent = dict.fromkeys(set(FORM.inputs) - set(FORM.indicators), 0)
    few = {f"{NEW}natural_person": 3, "requests.granted.natural_person": 3}
    offices = [
        Office("示例市自然资源和规划局", zero | _share(5, 8), LAND),
        Office("示例市公安局", zero | _share(3, 5)),
        Office("示例市住房和城乡建设局", zero | _share(2, 3)),
        Office("示例市财政局", silent | _share(1, 0, indicators=False)),
        Office("示例市东城区人民政府", zero | _share(1, 1), category=Category.TOWNSHIP),
        Office("示例市西城街道办事处", silent | few, category=Category.TOWNSHIP),
    ]
    body = Office(
        "示例市人民政府",
        zero | RULES,
        {
            "unit.phone": "010-00000000",
            "text.overview": "示例市人民政府把政务公开作为法治政府建设的重要内容，着力提高公开的质量和实效。",
            "text.proactive": "围绕优化营商环境、重大项目和民生实事，公开决策、执行、管理、服务、结果各环节信息。",
            "text.on_request": "建立疑难申请会商机制，答复文书由法制机构审核。",
            "text.management": "开展规范性文件集中公开，统一格式、统一编号，失效文件及时标注。",
            "text.platform": "政府网站完成集约化改造，各区网站全部迁入统一平台。",
            "text.supervision": "政务公开纳入年度绩效考核，委托第三方开展评估。",
        },
        category=Category.PUBLISHER,
    )
    before = with_sums(
        {
            f"{NEW}natural_person": 2478,
            f"{NEW}enterprise": 187,
            "requests.carried_in.natural_person": 41,
            "requests.granted.natural_person": 2607,
            f"{OUT}natural_person": 99,
            "remedies.reconsideration.upheld": 61,
            "remedies.reconsideration.corrected": 6,
        }
    )
    return consolidated(body, *offices, last=before)


def _share(part: int, lost: int, indicators: bool = True) -> Mapping[str, Figure]:
    """An office's figures: part of what the city has, lost reconsiderations among them; balanced."""
    requests = {
        f"{NEW}natural_person": 239 * part,
        f"{NEW}enterprise": 11 * part,
        f"{NEW}legal_service": part,
        "requests.carried_in.natural_person": 8 * part,
        "requests.granted.natural_person": 98 * part,
        "requests.granted.enterprise": 9 * part,
        "requests.granted_in_part.natural_person": 31 * part,
        "requests.denied.third_party.natural_person": 14 * part,
        "requests.denied.enforcement_files.natural_person": 8 * part,
        "requests.denied.deliberative.natural_person": 3 * part,
        "requests.unavailable.not_held.natural_person": 62 * part,
        "requests.unavailable.not_held.legal_service": part,
        "requests.not_processed.petition.natural_person": 12 * part,
        "requests.not_processed.duplicate.natural_person": 5 * part,
        "requests.closed.correction_overdue.natural_person": 7 * part,
        f"{OUT}natural_person": 7 * part,
        f"{OUT}enterprise": 2 * part,
        "remedies.reconsideration.upheld": 5 * part,
        "remedies.reconsideration.corrected": lost,
        "remedies.reconsideration.pending": part // 2,
        "remedies.litigation_direct.upheld": part,
        "remedies.litigation_after_reconsideration.upheld": 2 * part,
        "remedies.litigation_after_reconsideration.corrected": lost // 4,
        "proactive.normative_documents.issued": 3 * part,
        "proactive.normative_documents.repealed": part,
        "proactive.normative_documents.in_force": 26 * part,
    }
    published = {
        "indicators.published": 2360 * part + 17,
        "indicators.published_on_website": 1480 * part + 17,
        "indicators.published_on_new_media": 760 * part,
        "indicators.published_by_other_means": 120 * part,
        "indicators.policy_interpretations": 14 * part,
        "indicators.responses_to_concerns": 6 * part,
        "indicators.special_columns": part,
        "indicators.letters_received": 830 * part,
        "indicators.letters_handled": 819 * part,
        "indicators.platforms": 3,
        "indicators.service_zones": part,
        "indicators.training_sessions": 2,
        "indicators.assessments": 1,
        "indicators.information_fees": 300 * part,
    }
    return requests | (published if indicators else {})


DISTRICTS = {"镇": town, "局": bureau, "市": city}


def narrative(report: Report) -> Iterator[str]:
    """All of a report but its tables, line by line."""
    yield report.title
    yield from report.opening
    for section in report.sections:
        words = [block.text for block in section.blocks if block.kind != "table"]
        yield from (section.heading, *(words or ["（表）"]))


if __name__ == "__main__":
    for name, district in DISTRICTS.items():
        if not sys.argv[1:] or name in sys.argv[1:]:
            report = report_of(district())
            print(*narrative(report), "", *(f"* {line}" for line in (*report.gaps, *report.lacking)), "", sep="\n")
