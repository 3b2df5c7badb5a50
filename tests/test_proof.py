"""`proof` on whole files: what it finds, where it marks it, what it says of what it could not read."""

import json
import zipfile
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from disclosure_batch.cli import main
from disclosure_batch.form.edition import load_form
from disclosure_batch.form.layout import layout_of
from disclosure_batch.outputs.annual_report import report_of
from disclosure_batch.report import as_docx
from disclosure_batch.report.printed import printed_table, text_lines
from disclosure_batch.sentences.passages import headings
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import prefilled
from tests.consolidations import consolidated, seed

FORM = load_form()
BODY = "示例区人民政府办公室"
WORDS = {
    "一、总体情况": "2024年，{body}主动公开、依申请公开、信息管理、平台建设、监督考核各项工作有序开展。\n{said}",
    "五、存在的主要问题及改进情况": "主要问题是部分信息更新不够及时，将加强调度，定期检查，逐项落实到人。",
    "六、其他需要报告的事项": "未收取信息处理费。",
}


@pytest.fixture
def report(tmp_path: Path):
    """Writes a report as a text, with its six sections and tables; by what is said in section one, and its figures."""

    def write(said: str, name: str = "年度报告.txt", **figures: int) -> Path:
        values = dict.fromkeys(FORM.numeric, 0) | {field.replace("__", "."): n for field, n in figures.items()}
        for field in FORM.derived:
            values[field] = sum(values[part] for part in FORM.fields[field].parts)
        tables = {s.sheet.section: s for s in layout_of(FORM).sheets if s.sheet.tables}
        lines = [f"{BODY}2024年政府信息公开工作年度报告"]
        for heading in headings(FORM):
            lines.append(heading)
            if heading in tables:
                lines += text_lines(printed_table(tables[heading], values))
            else:
                lines.append(WORDS[heading].format(body=BODY, said=said))
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def proof(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["proof", *map(str, arguments)])


def found(*arguments: object) -> dict:
    return json.loads(proof(*arguments, "--format", "json").stdout)


RECEIVED = {"requests__new__natural_person": 11, "requests__granted__natural_person": 11}


def test_a_good_report_says_so(report):
    done = proof(report("收到政府信息公开申请11件，全部办结。", **RECEIVED))
    assert done.exit_code == 0, done.stdout
    assert "没有发现问题" in done.stdout and "共 1 个，能核对的 1 个，其中相符 1 个" in done.stdout


def test_a_contradiction_is_told_with_its_sentence_and_both_figures(report):
    path = report("收到政府信息公开申请9件。", **RECEIVED)
    done = proof(path)
    assert done.exit_code == 1
    assert "T001" in done.stdout and "原句：收到政府信息公开申请【9件】。" in done.stdout and "是 11" in done.stdout
    (finding,) = found(path)["findings"]
    assert (finding["rule"], finding["severity"], finding["value"], finding["expected"]) == ("T001", "error", "9", 11)
    assert (finding["sentence"], finding["quote"]) == ("收到政府信息公开申请9件。", "9件")
    assert finding["field"] == "requests.new.total"


def test_a_table_that_does_not_balance_is_found_too(report):
    path = report("依法办理。", requests__new__natural_person=11, requests__granted__natural_person=9)
    assert {(f["rule"], f["severity"]) for f in found(path)["findings"]} == {("R303", "error")}


def test_what_could_be_explained_in_a_workbook_is_a_warning_here(report):
    path = report("依法办理。", proactive__regulations__issued=2, proactive__regulations__in_force=2)
    assert {(f["rule"], f["severity"]) for f in found(path)["findings"] if f["rule"] == "R701"} <= {("R701", "warning")}


def test_figures_are_counted_and_those_left_alone_listed_on_request(report):
    path = report("收到政府信息公开申请11件，举办讲座3场。", **RECEIVED)
    assert found(path)["figures"] == {"found": 2, "bound": 1, "agreed": 1, "left": 1}
    assert "3场" not in proof(path).stdout
    assert "3场" in proof(path, "--all").stdout


def test_the_figures_stand_last_in_the_account(report):
    assert list(found(report("依法办理。"))) == ["findings", "figures"]


def test_what_is_meant_to_be_done_contradicts_nothing(report):
    assert "T011" not in proof(report("组织培训2期。\n改进措施：细化公开事项，开展培训3期。")).stdout
    assert "T011" in proof(report("组织培训2期。\n全年组织培训3期。")).stdout


def test_a_mark_of_a_draft_is_told_once(report):
    said = proof(report("送审稿。\n送审稿。\n送审稿。")).stdout
    assert said.count("T021") == 1 and "留有“送审稿”，另有 2 处" in said


def test_last_years_report_is_compared(report, tmp_path: Path):
    last = report(
        "收到政府信息公开申请8件。", "上年.txt", requests__new__natural_person=8, requests__granted__natural_person=8
    )
    last.write_text(last.read_text(encoding="utf-8").replace("2024", "2023"), encoding="utf-8")
    right = report("收到政府信息公开申请11件，同比增长37.5%。", **RECEIVED)
    assert not [f for f in found(right, "--previous", last)["findings"] if f["rule"] == "T018"]
    wrong = report("收到政府信息公开申请11件，同比增长27.3%。", **RECEIVED)
    assert [f["rule"] for f in found(wrong, "--previous", last)["findings"] if f["rule"] == "T018"] == ["T018"]


def test_the_report_is_held_against_another_with_its_tables(report):
    other = report("依法办理。", "汇总.txt", **RECEIVED)
    path = report("依法办理。", requests__new__natural_person=12, requests__granted__natural_person=12)
    codes = {f["rule"] for f in found(path, "--against", other)["findings"]}
    assert "T015" in codes


def test_aliases_of_the_roster_are_the_same_body(report, tmp_path: Path):
    path = report("\n2024年，示例区行政服务中心管委会认真贯彻落实条例。".strip())
    text = path.read_text(encoding="utf-8").replace(BODY, "示例区政务管委会")
    path.write_text(text, encoding="utf-8")
    assert [f["rule"] for f in found(path)["findings"]] == ["T005"]
    roster = tmp_path / "名册.csv"
    roster.write_text("单位代码,单位名称,别名\n410801,示例区政务管委会,示例区行政服务中心管委会\n", encoding="utf-8")
    assert found(path, "--roster", roster)["findings"] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("今天天气很好。\n明天也好。".encode(), "不像政府信息公开工作年度报告"),
        (b"", "是空文件"),
        (b"\x89PNG\r\n", "是图片"),
    ],
)
def test_what_is_no_report_ends_with_3_and_says_why(content: bytes, said: str, tmp_path: Path):
    path = tmp_path / "什么.txt"
    path.write_bytes(content)
    done = proof(path)
    assert done.exit_code == 3 and said in done.stderr


def test_tables_that_can_not_be_read_are_no_fault_of_the_report(tmp_path: Path, report):
    lines = report("收到政府信息公开申请9件。", **RECEIVED).read_text(encoding="utf-8").split("\n")
    path = tmp_path / "无表.txt"
    path.write_text("\n".join(line for line in lines if "\t" not in line and "|" not in line), encoding="utf-8")
    done = proof(path)
    assert "没有核对：" in done.stdout and "这不是报告的问题" in done.stdout
    assert done.exit_code == 0 and "T001" not in done.stdout


def test_a_pdf_with_text_is_read_and_its_tables_are_not(report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The words are proofread; that its tables fall apart is no fault of the report."""
    path = tmp_path / "年度报告.pdf"
    path.write_bytes(b"%PDF-1.7")
    lines = report("收到政府信息公开申请9件。", **RECEIVED).read_text(encoding="utf-8").replace("\t", " ").split("\n")
    monkeypatch.setattr("disclosure_batch.proof.reading.pages_of", lambda data: lines)
    done = proof(path)
    assert "这是 PDF" in done.stdout and "T019" not in done.stdout and "L005" not in done.stdout
    other = report("依法办理。", "汇总.txt", **RECEIVED)
    assert "T001" in {f["rule"] for f in found(path, "--against", other)["findings"]}


# ---------------------------------------------------------------- in the editor's hands


def written_report(folder: Path) -> Path:
    """The report that `merge` writes of the seed's figures."""
    as_docx.write(report_of(consolidated(seed())), folder)
    return folder / as_docx.NAME


TEXT_BOX = f"""<w:p {nsdecls("w")}><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textbox>
<w:txbxContent><w:p><w:r><w:t>予以公开政府信息公开申请7</w:t></w:r><w:r><w:t>7件。</w:t></w:r></w:p></w:txbxContent>
</v:textbox></v:shape></w:pict></w:r></w:p>"""


@pytest.fixture
def own_report(tmp_path: Path) -> Path:
    """A report that this tool wrote, and a sentence that somebody added."""
    path = written_report(tmp_path)
    paper = docx.Document(str(path))
    spot = next(p for p in paper.paragraphs if "11件" in p.text)
    spot.add_run("本年度收到政府信息公开申请")
    spot.add_run("19件。").bold = True
    paper.save(str(path))
    return path


def comments_of(path: Path) -> list[tuple[str, str]]:
    """Each comment and the words at which it stands."""
    paper = docx.Document(str(path))
    texts = {str(comment.comment_id): comment.text for comment in paper.comments}
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    words: dict[str, str] = {}
    open_now: set[str] = set()
    for part in paper.element.body.iter():
        if part.tag == f"{w}commentRangeStart":
            open_now.add(part.get(f"{w}id"))
        elif part.tag == f"{w}commentRangeEnd":
            open_now.discard(part.get(f"{w}id"))
        elif part.tag == f"{w}t":
            for number in open_now:
                words[number] = words.get(number, "") + (part.text or "")
    return [(text, words.get(number, "")) for number, text in texts.items()]


def test_comments_stand_at_the_very_words(own_report: Path, tmp_path: Path):
    before = [p.text for p in docx.Document(str(own_report)).paragraphs]
    done = proof(own_report, "--marked", tmp_path / "校对.docx")
    assert done.exit_code == 1, done.stdout
    placed = {words for text, words in comments_of(tmp_path / "校对.docx") if "T001" in text and "11" in text}
    assert "19件" in placed
    assert [p.text for p in docx.Document(str(tmp_path / "校对.docx")).paragraphs] == before, "the words were altered"


def test_a_text_box_has_its_comment_where_it_hangs(own_report: Path, tmp_path: Path):
    """Word has no comments in text boxes, and LibreOffice loses them."""
    paper = docx.Document(str(own_report))
    spot = next(p for p in paper.paragraphs if "19件" in p.text)
    spot._p.addnext(parse_xml(TEXT_BOX))
    paper.save(str(own_report))
    proof(own_report, "--marked", tmp_path / "校对.docx")
    paper = docx.Document(str(tmp_path / "校对.docx"))
    number = next(comment.comment_id for comment in paper.comments if "77件" in comment.text)
    marks = paper.element.body.iter(qn("w:commentRangeStart"))
    starts = [mark for mark in marks if mark.get(qn("w:id")) == str(number)]
    assert starts and not any(list(start.iterancestors(qn("w:txbxContent"))) for start in starts)


def test_the_same_report_gives_the_same_bytes(own_report: Path, tmp_path: Path):
    for name in ("一.docx", "二.docx"):
        proof(own_report, "--marked", tmp_path / name)
    assert (tmp_path / "一.docx").read_bytes() == (tmp_path / "二.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "一.docx") as package:
        assert b"w:date" not in package.read("word/comments.xml")


def test_comments_left_in_the_file_are_told(own_report: Path, tmp_path: Path):
    proof(own_report, "--marked", tmp_path / "校对.docx")
    said = [f["message"] for f in found(tmp_path / "校对.docx")["findings"] if f["rule"] == "T021"]
    assert any("条批注" in message for message in said)


def test_a_text_is_marked_as_a_page(report, tmp_path: Path):
    path = report("收到政府信息公开申请9件，<b>依法</b>办结。", **RECEIVED)
    done = proof(path, "--marked", tmp_path / "校对.docx")
    page = (tmp_path / "校对.html").read_text(encoding="utf-8")
    assert '<mark class="error">9件</mark>' in page and "&lt;b&gt;依法" in page
    assert "校对.html" in done.stdout


def test_the_report_that_merge_writes_has_no_error(tmp_path: Path):
    path = written_report(tmp_path)
    account = found(path)
    assert not [f for f in account["findings"] if f["severity"] == "error"]
    assert {f["rule"] for f in account["findings"] if f["severity"] == "warning"} <= {"T021"}
    assert account["figures"]["agreed"] == account["figures"]["bound"] > 10


def test_a_published_report_is_not_asked_for_indicators(report):
    assert not [f for f in found(report("依法办理。", **RECEIVED))["findings"] if f["rule"] == "V001"]


def test_a_figure_of_which_another_is_wrong_is_not_said_to_differ(report):
    """办结 3 件，公开 2 件…: the whole agrees, and the part does not."""
    said = "收到申请3件，办结3件，其中予以公开2件、部分公开2件。"
    path = report(
        said,
        requests__new__natural_person=3,
        requests__granted__natural_person=1,
        requests__granted_in_part__natural_person=2,
    )
    assert found(path)["figures"] == {"found": 4, "bound": 4, "agreed": 3, "left": 0}
    assert "相符 3 个、不符 1 个" in proof(path).stdout


def test_one_number_out_of_order_does_not_make_the_next_one_wrong(report):
    said = "（一）主动公开。发布。\n（二）依申请公开。办理。\n（四）信息管理。审核。\n（四）平台建设。改版。"
    told = [one["quote"] for one in found(report(said))["findings"] if one["rule"] == "T019"]
    assert told == ["（四）"]
    assert "“（四）信息管理。审核。”的编号不连续，这里应为（三）" in proof(report(said)).stdout


def test_what_became_of_the_only_case_is_held_against_the_table(report):
    path = report("发生行政复议1件，结果为纠正。", remedies__reconsideration__upheld=1)
    assert [one["quote"] for one in found(path)["findings"] if one["rule"] == "T016"] == ["结果为纠正"]
    assert "“行政复议·总计”1、“行政复议·结果纠正”0" in proof(path).stdout


def marked_down(text: str) -> str:
    """A report as Markdown: headings, tables with bars, words in bold, its lines wrapped."""
    lines = []
    for line in text.split("\n"):
        if "\t" in line:
            cells = line.split("\t")
            lines.append(f"| {' | '.join(cells)} |")
        elif len(line) > WIDTH and "政府信息公开工作年度报告" not in line:
            lines += [line[i : i + WIDTH] for i in range(0, len(line), WIDTH)]
        else:
            lines.append(f"## {line}" if line in headings(FORM) else line)
    return "\n".join(lines)


WIDTH = 24
LONG = "2024年，我办统一登记、统一会商、统一答复格式，新收政府信息公开申请**12件**，其中自然人申请10件、商业企业申请1件，均在规定的时间里答复。"


def test_a_wrapped_text_is_read_as_its_paragraphs_and_words_in_bold_as_words(report, tmp_path: Path):
    path = tmp_path / "年度报告.md"
    figures = {
        "requests__new__natural_person": 10,
        "requests__new__enterprise": 1,
        "requests__granted__natural_person": 11,
    }
    path.write_text(marked_down(report(LONG * 2, **figures).read_text(encoding="utf-8")), encoding="utf-8")
    told = found(path)["findings"]
    assert [one["quote"] for one in told if one["rule"] == "T001"] == ["12件", "12件"]
    assert not [one for one in told if one["rule"] == "T011"]  # no half of a sentence is held against another


def test_a_numbered_paragraph_that_was_wrapped_goes_on_and_a_numbered_heading_does_not(report, tmp_path: Path):
    path = tmp_path / "年度报告.md"
    said = f"（一）依申请公开情况\n（二）{LONG}"
    path.write_text(marked_down(report(said, **RECEIVED).read_text(encoding="utf-8")), encoding="utf-8")
    (wrong, *_) = (one for one in found(path)["findings"] if one["quote"] == "12件")
    assert wrong["sentence"].startswith("（二）2024年，我办统一登记") and wrong["sentence"].endswith("答复。")


def test_a_text_whose_table_is_not_whole_says_what_was_not_read(report):
    path = report("收到申请3件。", requests__new__natural_person=3, requests__granted__natural_person=3)
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(line for line in lines if "逾期不补正" not in line), encoding="utf-8")
    done = proof(path)
    assert done.exit_code == 0 and "L005" not in done.stdout
    assert "没有核对：二、三、四部分的表有" in done.stdout and "这不是报告的问题" in done.stdout
    assert "重新报送" not in done.stdout


def test_what_was_given_is_never_written_over(own_report: Path, report, tmp_path: Path):
    """Neither the report nor, where a page is written instead, one that lies there under that name."""
    page = tmp_path / "网页.html"
    lines = report("依法办理。").read_text(encoding="utf-8").split("\n")
    words = "".join(f"<p>{line}</p>" for line in lines)
    page.write_text(f"<!DOCTYPE html><html><body>{words}</body></html>", encoding="utf-8")
    for given, marked in ((own_report, own_report), (page, tmp_path / "网页.docx")):
        before = given.read_bytes()
        done = proof(given, "--marked", marked)
        assert done.exit_code == 2 and "这是给出的原件，没有覆盖" in done.stderr
        assert given.read_bytes() == before


def test_a_workbook_is_no_report_and_another_years_table_no_comparison(report, tmp_path: Path):
    book = tmp_path / "汇总.xlsx"
    write_workbook(book, prefilled(FORM, BODY, "410800", 2023))
    done = proof(book)
    assert done.exit_code == 3 and "是工作簿，不是写好的年度报告" in done.stderr
    done = proof(report("依法办理。"), "--against", book)
    assert done.exit_code == 3 and "“汇总.xlsx”是 2023 年的，报告是 2024 年的，不能对照" in done.stderr


def test_a_report_of_the_same_year_is_no_last_years(report):
    path = report("依法办理。")
    told = [one["rule"] for one in found(path, "--previous", path)["findings"]]
    assert "T009" not in told


def test_a_web_pages_own_words_are_none_of_the_report(report, tmp_path: Path):
    """Neither the title of the page nor its menu name the body, nor is a line behind the signature proofread."""
    lines = report("收到申请3件。", requests__new__natural_person=4).read_text(encoding="utf-8").split("\n")
    title, *words = [line for line in lines if "\t" not in line]
    name, rest = title[: title.index("2024")], title[title.index("2024") :]
    menu = ["首页", "2023年政府信息公开工作年度报告", "互动交流", "共 1286 条"]
    foot = ["2025年1月24日", "上一篇：示例区教育局2024年政府信息公开工作年度报告", "访问量：3,204次"]
    said = "".join(f"<p>{line}</p>" for line in [*menu, name, rest, *words, name, *foot])
    path = tmp_path / "网页.html"
    path.write_text(f"<html><head><title>示例区{rest}</title></head><body>{said}</body></html>", encoding="utf-8")
    done = proof(path, "--all")
    assert f"“网页.html”：{BODY}2024年年度报告" in done.stdout
    assert "1286" not in done.stdout and "3,204" not in done.stdout and "教育局" not in done.stdout


def test_what_a_published_report_cannot_do_is_not_asked_of_it(report, tmp_path: Path):
    """It has no page to explain things on, and is sent to nobody; the table is named once."""
    in_force = "proactive__normative_documents__in_force"
    last = report("有序开展。", "上年.txt", **{in_force: 70})
    last.write_text(last.read_text(encoding="utf-8").replace("2024", "2023"), encoding="utf-8")
    said = proof(report("有序开展。", **{in_force: 88}), "--previous", last).stdout
    (line,) = (line for line in said.splitlines() if "Y101" in line)
    assert "相差 18" in line and "核对与说明" not in said and line.count("张表") <= 1


OLDER = {  # how the format before headed them, as many reports still do
    "二、主动公开政府信息情况": "二、行政机关主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况": "三、行政机关收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况": "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    "五、存在的主要问题及改进情况": "五、政府信息公开工作存在的主要问题及改进情况",
}


def test_sections_under_the_names_of_the_format_before_are_there_and_told_once(report):
    path = report("收到政府信息公开申请9件。", **RECEIVED)
    text = path.read_text(encoding="utf-8")
    for heading, older in OLDER.items():
        text = text.replace(heading, older)
    path.write_text(text, encoding="utf-8")
    told = [(one["rule"], one["severity"], one["quote"]) for one in found(path)["findings"]]
    assert told == [("T001", "error", "9件"), ("T007", "notice", OLDER["二、主动公开政府信息情况"])]
    assert "另有 3 个标题也不同" in proof(path).stdout


def test_a_subheading_with_the_number_of_another_section_is_none(report):
    """一、主动公开情况, 二、依申请公开情况 within the overview."""
    path = report("一、主动公开情况\n有序开展。\n二、依申请公开情况\n收到政府信息公开申请11件。", **RECEIVED)
    assert {one["rule"] for one in found(path)["findings"]} == {"T019"}


SILENT = [  # (what is said, the figures that the tables have): right, and easily taken for a mistake
    ("收到申请12件，办结11件，1件尚在办理期限内。申请量较上年减少3件，下降20%。", {"new": 12, "granted": 11, "carried_out": 1}),
    ("新收147件，办结141件，结转6件。所有申请均在法定期限内予以答复。", {"new": 147, "granted": 141, "carried_out": 6}),
    ("收到申请9件，上年结转1件，其中网上5件，信函5件。", {"new": 9, "carried_in": 1, "granted": 10}),
    ("全年未收到依申请公开件。", {}),
    ("办结政府信息公开申请3件。制发文件61件，主动公开60件，全文电子化率达100%。", {"new": 3, "granted": 3}),
    ("收到申请3件。发布信息423条；公众号发布信息977条。", {"new": 3, "granted": 3}),
]


@pytest.mark.parametrize("said, requests", SILENT)
def test_what_is_easily_taken_for_a_mistake_is_none(report, said: str, requests: dict[str, int]):
    done = found(report(said, **{f"requests__{row}__natural_person": n for row, n in requests.items()}))
    assert not [one["message"] for one in done["findings"] if one["rule"] != "T011" or one["severity"] == "error"]


def test_two_figures_of_one_field_side_by_side_accuse_neither(report):
    repealed = "proactive__normative_documents__repealed"
    told = found(report("清理规范性文件，予以废止2件、宣布失效3件。", **{repealed: 5}))["findings"]
    assert not [one for one in told if one["rule"] == "T001"]


def test_a_result_is_of_the_cases_that_were_named_last(report):
    said = "被提起行政复议、行政诉讼共7件。其中行政复议4件，维持{}件，纠正1件；行政诉讼3件，维持3件。"
    figures = {
        "remedies__reconsideration__upheld": 3,
        "remedies__reconsideration__corrected": 1,
        "remedies__litigation_direct__upheld": 3,
    }
    assert not found(report(said.format(3), **figures))["findings"]
    assert "T001" in {one["rule"] for one in found(report(said.format(2), **figures))["findings"]}
