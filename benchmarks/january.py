"""A January of 45 units with the accidents of every year: what each office is told, beside what its clerk did.

    python benchmarks/january.py DIR            makes the folder and merges it
    python benchmarks/january.py DIR --again    merges once more, with what is in DIR/收件 by then
    python benchmarks/january.py DIR --mend     mends the marked copies as their clerks would, and merges once more:
                                                of the marked cells each is looked up in the register, nothing else

DIR gets 名册.xlsx (with contacts), 上年/汇总表.xlsx, 下发/ (what `distribute` hands out), 收件/ (what came back), 结果/, and 台账/:
for each office with an accident the true figures, as its register has them. Nothing is random.
"""

import argparse
import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl

from disclosure_batch.form.edition import load_form
from disclosure_batch.form.layout import layout_of
from disclosure_batch.roster import ROSTER_HEADS
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import Filling, prefilled

YEAR = 2024
FORM = load_form(YEAR)
LAYOUT = layout_of(FORM)
NATURAL, ENTERPRISE = "natural_person", "enterprise"
Figures = dict[str, int | Decimal]
NOTHING: Mapping[str, object] = {}

BUREAUS = [
    "发展和改革局",
    "教育局",
    "科学技术局",
    "工业和信息化局",
    "公安局",
    "民政局",
    "司法局",
    "财政局",
    "人力资源和社会保障局",
    "自然资源局",
    "生态环境局",
    "住房和城乡建设局",
    "交通运输局",
    "水务局",
    "农业农村局",
    "商务局",
    "文化旅游局",
    "卫生健康局",
    "退役军人事务局",
    "应急管理局",
    "审计局",
    "市场监督管理局",
    "统计局",
    "医疗保障局",
    "林业局",
    "信访局",
    "行政审批局",
    "城市管理局",
    "乡村振兴局",
    "数据局",
]
TOWNS = [
    "城关镇",
    "柳河镇",
    "青石镇",
    "白沙镇",
    "龙泉镇",
    "安平镇",
    "双桥镇",
    "石门乡",
    "西岭乡",
    "大湾乡",
    "南屏街道办事处",
    "东关街道办事处",
    "北苑街道办事处",
    "西关街道办事处",
]
COUNTY = "云溪县"
BODY = f"{COUNTY}人民政府办公室"


def units() -> dict[str, tuple[str, str]]:
    """Code -> (name, category) of the 45: the body that publishes, 30 bureaus, 14 towns."""
    found = {"331100": (BODY, "汇总机关")}
    for number, name in enumerate(BUREAUS, 1):
        found[f"3311{number:02d}"] = (f"{COUNTY}{name}", "政府部门")
    for number, name in enumerate(TOWNS, 51):
        found[f"3311{number:02d}"] = (f"{COUNTY}{name}", "乡镇街道")
    return found


UNITS = units()
CODES = {name: code for code, (name, _) in UNITS.items()}


def code_of(name: str) -> str:
    return CODES[f"{COUNTY}{name}"]


# ---------------------------------------------------------------- the true figures


def requests(new: int, carried_in: int, out: int, kind: str = NATURAL) -> Figures:
    """So many requests of one kind of applicant, spread over the usual outcomes; the column balances."""
    concluded = new + carried_in - out
    not_held, denied = concluded // 4, concluded // 6
    return {
        f"requests.new.{kind}": new,
        f"requests.carried_in.{kind}": carried_in,
        f"requests.granted.{kind}": concluded - not_held - denied,
        f"requests.unavailable.not_held.{kind}": not_held,
        f"requests.denied.third_party.{kind}": denied,
        f"requests.carried_out.{kind}": out,
    }


def truth(number: int, year: int) -> Figures:
    """What the register of the office of this number holds for a year. A year's carry-over meets the one before."""
    now = year - YEAR  # 0 this year, -1 last year
    left = number % 3  # at the end of last year
    persons = requests(
        6 + number % 11 + 2 * now,
        left if now == 0 else 0,
        1 if now == 0 and number % 4 == 0 else 0 if now == 0 else left,
    )
    companies = requests(2 + number % 3, 0, 0, ENTERPRISE)
    in_force = 10 + number + (1 if now == 0 else 0)
    return {
        **dict.fromkeys(FORM.inputs, 0),
        **persons,
        **companies,
        "proactive.normative_documents.issued": 2,
        "proactive.normative_documents.repealed": 1,
        "proactive.normative_documents.in_force": in_force,
        "proactive.licensing.decisions": 30 * number + 7 + 5 * now,
        "proactive.penalty.decisions": 4 * number + 3 + now,
        "proactive.fees.amount": Decimal(number) + Decimal("0.1") * number + (Decimal("0.25") if now == 0 else 0),
        "remedies.reconsideration.upheld": number % 2,
        "indicators.published": 100 + 12 * number + 6 * now,
        "indicators.published_on_website": 60 + 7 * number + 4 * now,
        "indicators.published_on_new_media": 40 + 5 * number + 2 * now,
        "indicators.letters_received": 5 + number + now,
        "indicators.letters_handled": 5 + number + now,
    }


def number_of(code: str) -> int:
    return list(UNITS).index(code) + 1


def filled(
    code: str,
    year: int,
    changes: Mapping[str, object] = NOTHING,
    cover: Mapping[str, object] = NOTHING,
    last: Figures | None = None,
) -> Filling:
    """An office's workbook as it would be filled in: the true figures, with what its clerk typed otherwise."""
    given = prefilled(FORM, UNITS[code][0], code, year, last or {})
    signed = {
        "unit.prepared_by": "经办",
        "unit.reviewed_by": "审核",
        "unit.phone": f"0578-21{code[-4:]}0",
        "unit.date": f"{year + 1}-01-10",
    }
    values = {**given.values, **truth(number_of(code), year), **signed, **words(code), **cover, **changes}
    return Filling(FORM, values, given.last_year, locked=given.locked, stamp=given.stamp)


def words(code: str) -> dict[str, str]:
    name = UNITS[code][0].removeprefix(COUNTY)
    return {
        "text.overview": f"{name}按照全县统一部署，把政府信息公开融入日常工作，重点事项及时公开。",
        "text.problems": f"{name}公开内容的更新还不够及时，解读形式比较单一。",
        "text.improvements": f"{name}将按月检查栏目更新，增加图解和问答。",
    }


def last_year(code: str) -> Figures:
    return Filling(FORM, truth(number_of(code), YEAR - 1)).figures


# ---------------------------------------------------------------- the accidents


def save(
    code: str,
    folder: Path,
    name: str | None = None,
    changes: Mapping[str, object] = NOTHING,
    cover: Mapping[str, object] = NOTHING,
) -> Path:
    path = folder / (name or f"{code}_{UNITS[code][0]}.xlsx")
    write_workbook(path, filled(code, YEAR, changes, cover, last_year(code)))
    return path


def edited(path: Path, *changes: tuple[str, object]) -> None:
    """Typed over by hand in a program that knows no validation; formulas lose their stored values."""
    book = openpyxl.load_workbook(path)
    for name, value in changes:
        cell_of(book, name).value = value
    book.save(path)


def cell_of(book, name: str):
    return book[LAYOUT.sheet_of(name).name][LAYOUT.cell(name)]


def neighbours_workbook(folder: Path) -> None:
    """退役军人局 fills in the workbook of 民政局 and types its own name on the cover (code and stamp are 民政局's)."""
    own, other = code_of("退役军人事务局"), code_of("民政局")
    given = filled(other, YEAR, last=last_year(other))
    values = {**given.values, **truth(number_of(own), YEAR), **words(own), "unit.name": UNITS[own][0]}
    write_workbook(
        folder / "退役军人事务局政府信息公开年报.xlsx",
        Filling(FORM, values, given.last_year, locked=given.locked, stamp=given.stamp),
    )


def last_years_file(folder: Path) -> None:
    """水务局 sends what it sent last year; nothing in it was changed."""
    code = code_of("水务局")
    write_workbook(folder / f"{code}_{UNITS[code][0]}.xlsx", filled(code, YEAR - 1))


def two_versions(folder: Path) -> None:
    """交通运输局 corrects itself: a first version, then a later one."""
    code = code_of("交通运输局")
    save(
        code,
        folder,
        f"{code}_{UNITS[code][0]}.xlsx",
        {"proactive.penalty.decisions": 0},
        {"unit.date": f"{YEAR + 1}-01-08"},
    )
    save(code, folder, f"{code}_{UNITS[code][0]}（更正）.xlsx", cover={"unit.date": f"{YEAR + 1}-01-15"})


def undated_versions(folder: Path) -> None:
    """商务局 sends two different workbooks and dates neither."""
    code = code_of("商务局")
    for name, penalty in (
        (f"{code}_{UNITS[code][0]}.xlsx", 0),
        (f"{code}_{UNITS[code][0]}-副本.xlsx", truth(number_of(code), YEAR)["proactive.penalty.decisions"]),
    ):
        path = save(code, folder, name, {"proactive.penalty.decisions": penalty}, {"unit.date": None})
        book = openpyxl.load_workbook(path)
        book.properties.modified = None
        book.save(path)


def as_word(code: str, path: Path) -> None:
    """The three tables as a Word document, as the form circulates, under a title."""
    document = docx.Document()
    document.add_paragraph(f"{UNITS[code][0]}{YEAR}年政府信息公开工作年度报告")
    document.add_paragraph("一、总体情况")
    document.add_paragraph(
        f"本单位全年主动公开政府信息 {100 + 12 * number_of(code)} 条，其中政府网站 {60 + 7 * number_of(code)} 条。"
    )
    figures = Filling(FORM, truth(number_of(code), YEAR)).figures
    for sheet in LAYOUT.sheets:
        if not sheet.sheet.tables:
            continue
        document.add_paragraph(sheet.sheet.section)
        areas = [area for area in (*sheet.labels, *sheet.cells.values())]
        top, bottom, right = min(a.top for a in areas), max(a.bottom for a in areas), max(a.right for a in areas)
        table = document.add_table(bottom - top + 1, right + 1)
        for area in sheet.labels:
            cell = table.cell(area.top - top, area.left)
            if not area.single:
                cell = cell.merge(table.cell(area.bottom - top, area.right))
            cell.text = area.text
        for name, area in sheet.cells.items():
            table.cell(area.top - top, area.left).text = str(figures.get(name, 0))
    document.add_paragraph(f"{YEAR + 1}年1月12日")
    document.save(path)


def two_word_forms(folder: Path) -> None:
    """审计局 and 统计局 send the tables as Word documents: no indicators, no cover."""
    for name in ("审计局", "统计局"):
        as_word(code_of(name), folder / f"{name}2024年度报告.docx")


def home_made_sheet(folder: Path) -> None:
    """林业局 types the table of section three into a sheet of its own, without the last two columns' labels."""
    code, book = code_of("林业局"), openpyxl.Workbook()
    sheet = book.active
    sheet.title = "林业局"
    sheet["A1"] = f"{UNITS[code][0]}{YEAR}年政府信息公开工作年度报告"
    figures, row = Filling(FORM, truth(number_of(code), YEAR)).figures, 3
    for part in LAYOUT.sheets:
        if not part.sheet.tables:
            continue
        top, bottom = min(a.top for a in part.labels), max(a.bottom for a in (*part.labels, *part.cells.values()))
        for area in part.labels:
            if not (part.sheet.name.startswith("三") and area.text in ("法律服务机构", "其他")):
                sheet.cell(row + area.top - top, area.left + 1, area.text)
        for name, area in part.cells.items():
            sheet.cell(row + area.top - top, area.left + 1, figures.get(name, 0))
        row += bottom - top + 3
    book.save(folder / "林业局年报数据.xlsx")


def only_a_scan(folder: Path) -> None:
    """信访局 sends the stamped paper as a PDF, and nothing else."""
    (folder / "信访局盖章版.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def fee_in_yuan(folder: Path) -> None:
    """公安局 types its fees in 元 where 万元 is asked."""
    code = code_of("公安局")
    save(
        code,
        folder,
        changes={"proactive.fees.amount": truth(number_of(code), YEAR)["proactive.fees.amount"] * 10_000},
    )


def nearly_empty(folder: Path) -> None:
    """医疗保障局 fills in what it has and leaves all the rest blank."""
    code = code_of("医疗保障局")
    figures = {name: value for name, value in truth(number_of(code), YEAR).items() if value}
    save(code, folder, changes={**dict.fromkeys(FORM.inputs), **figures})


def wrong_column(folder: Path) -> None:
    """住房和城乡建设局 types a request of an enterprise into the column of natural persons (row 予以公开)."""
    code = code_of("住房和城乡建设局")
    right = truth(number_of(code), YEAR)
    save(
        code,
        folder,
        changes={
            f"requests.granted.{NATURAL}": right[f"requests.granted.{NATURAL}"] + 1,
            f"requests.granted.{ENTERPRISE}": right[f"requests.granted.{ENTERPRISE}"] - 1,
        },
    )


def regulation_of_a_town(folder: Path) -> None:
    """龙泉镇 counts two of its papers as 规章."""
    code = code_of("龙泉镇")
    save(code, folder, changes={"proactive.regulations.issued": 2, "proactive.regulations.in_force": 2})


def a_date(folder: Path) -> None:
    """柳河镇 types 3-5 for "3 to 5", which the program takes for a day; the register says 4."""
    import datetime

    path = save(code_of("柳河镇"), folder)
    book = openpyxl.load_workbook(path)
    cell = cell_of(book, f"requests.granted.{NATURAL}")
    cell.value, cell.number_format = datetime.datetime(YEAR + 1, 3, 5), 'm"月"d"日"'
    book.save(path)


def a_digit(folder: Path) -> None:
    """白沙镇 types one outcome wrongly: the column lacks 2."""
    code = code_of("白沙镇")
    save(
        code,
        folder,
        changes={f"requests.granted.{NATURAL}": truth(number_of(code), YEAR)[f"requests.granted.{NATURAL}"] + 2},
    )


def outcomes_blank(folder: Path) -> None:
    """青石镇 fills in 新收 and leaves all the outcomes of that column blank."""
    code, column = code_of("青石镇"), [n for n in FORM.inputs if n.startswith("requests.") and n.endswith(NATURAL)]
    kept = {f"requests.new.{NATURAL}", f"requests.carried_in.{NATURAL}"}
    save(code, folder, changes=dict.fromkeys(set(column) - kept))


def typed_total(folder: Path) -> None:
    """双桥镇 types its total over the formula, and wrongly."""
    code = code_of("双桥镇")
    right = Filling(FORM, truth(number_of(code), YEAR)).figures["requests.granted.total"]
    edited(save(code, folder), ("requests.granted.total", right + 5))


def about_five(folder: Path) -> None:
    """石门乡 writes 约5 for 行政处罚."""
    edited(save(code_of("石门乡"), folder), ("proactive.penalty.decisions", "约5"))


def carried_over(folder: Path) -> None:
    """科学技术局 types 0 for 上年结转, though one was left."""
    code = code_of("科学技术局")
    right = truth(number_of(code), YEAR)
    assert right[f"requests.carried_in.{NATURAL}"]
    save(code, folder, changes={f"requests.carried_in.{NATURAL}": 0})


ACCIDENTS: dict[str, Callable[[Path], None]] = {
    "退役军人事务局": neighbours_workbook,
    "水务局": last_years_file,
    "交通运输局": two_versions,
    "商务局": undated_versions,
    "审计局": two_word_forms,
    "统计局": two_word_forms,
    "林业局": home_made_sheet,
    "信访局": only_a_scan,
    "公安局": fee_in_yuan,
    "医疗保障局": nearly_empty,
    "住房和城乡建设局": wrong_column,
    "龙泉镇": regulation_of_a_town,
    "柳河镇": a_date,
    "白沙镇": a_digit,
    "青石镇": outcomes_blank,
    "双桥镇": typed_total,
    "石门乡": about_five,
    "科学技术局": carried_over,
}
MISSING = ("数据局", "乡村振兴局", "大湾乡", "西关街道办事处")


# ---------------------------------------------------------------- the folder


def make(folder: Path) -> None:
    received = folder / "收件"
    received.mkdir(parents=True)
    write_roster(folder / "名册.xlsx")
    write_last_year(folder)
    run(
        "distribute",
        folder / "名册.xlsx",
        "-o",
        folder / "下发",
        "--year",
        YEAR,
        "--previous",
        folder / "上年" / "汇总表.xlsx",
    )
    for accident in dict.fromkeys(ACCIDENTS.values()):
        accident(received)
    absent = {code_of(name) for name in (*ACCIDENTS, *MISSING)}
    for code in UNITS:
        if code not in absent:
            save(code, received)
    write_registers(folder / "台账")


def write_roster(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(ROSTER_HEADS)
    for code, (name, category) in UNITS.items():
        book.active.append([code, name, category, "", "", "", "经办人", f"0578-21{code[-4:]}0"])
    book.save(path)


def write_last_year(folder: Path) -> None:
    sent = folder / "上年" / "收件"
    sent.mkdir(parents=True)
    for code in UNITS:
        write_workbook(sent / f"{code}.xlsx", filled(code, YEAR - 1))
    run(
        "merge", sent, "--roster", folder / "名册.xlsx", "--year", YEAR - 1, "-o", folder / "上年" / "结果", "--quiet"
    )
    shutil.copy(folder / "上年" / "结果" / "汇总表.xlsx", folder / "上年" / "汇总表.xlsx")
    shutil.rmtree(sent)
    shutil.rmtree(folder / "上年" / "结果")


def write_registers(folder: Path) -> None:
    """What a clerk would look up: the true figures of this year that are not 0, by the words of the form."""
    folder.mkdir()
    for name in ACCIDENTS:
        code = code_of(name)
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(["部分", "项目", "数字"])
        for field, figure in truth(number_of(code), YEAR).items():
            if figure:
                rows.writerow([FORM.fields[field].sheet, FORM.fields[field].name, figure])
        (folder / f"{name}.csv").write_text(text.getvalue() + "其余各项,都是,0\n", encoding="utf-8-sig")


def run(*arguments: object) -> int:
    command = [sys.executable, "-m", "disclosure_batch", *map(str, arguments)]
    return subprocess.run(
        command, check=False, stdout=subprocess.DEVNULL if "--quiet" in arguments else None
    ).returncode


def merge(folder: Path) -> int:
    return run(
        "merge",
        folder / "收件",
        "--roster",
        folder / "名册.xlsx",
        "--previous",
        folder / "上年" / "汇总表.xlsx",
        "-o",
        folder / "结果",
    )


def is_marked(cell) -> bool:
    """Whether it has a colour of the marks, or words."""
    areas = cell.parent.conditional_formatting
    rules = (rule for area in areas if str(area.sqref) == cell.coordinate for rule in area.rules)
    return bool(cell.comment) or any("【" in rule.formula[0] for rule in rules)


def mend(folder: Path) -> None:
    """The workbooks that went back return, with what the register says in every cell that is marked."""
    for name in ACCIDENTS:
        code = code_of(name)
        right = truth(number_of(code), YEAR) | words(code) | {"unit.name": UNITS[code][0]}
        for path in (folder / "结果" / "退改通知").glob(f"{code}_*.xlsx"):
            book, whole = openpyxl.load_workbook(path), "（请" not in path.name
            if "封面" not in book.sheetnames:  # no workbook of ours: it is asked to use the one that was handed out
                path = folder / "下发" / f"{code}_{UNITS[code][0]}.xlsx"
                book, whole = openpyxl.load_workbook(path), True
            for field, value in right.items():
                cell = cell_of(book, field)
                if whole or is_marked(cell):
                    cell.value = value
            for field, value in (("unit.date", f"{YEAR + 1}-01-25"), ("unit.phone", "0578-2100000")):
                cell_of(book, field).value = value
            book.save(folder / "收件" / path.name)


# ---------------------------------------------------------------- what they are told


def told(folder: Path) -> None:
    """Each office with an accident: what its clerk did, and what it is told in private, by notice and in the group."""
    result = folder / "结果"
    account = json.loads((result / "manifest.json").read_bytes())
    states = {unit["code"]: unit["status"] for unit in account["units"]}
    for name, accident in ACCIDENTS.items():
        code = code_of(name)
        print(f"\n==== {name}（{states.get(code)}）：{(accident.__doc__ or '').strip()}")
        for path in sorted((result / "退改通知").glob(f"{code}_*")):
            print(f"  -- {path.name}")
            if path.suffix == ".docx":
                print_document(path)
            elif path.suffix == ".txt":
                print("    " + path.read_text(encoding="utf-8-sig").strip().replace("\n", "\n    "))
    chat = result / "退改通知" / "群发文字.txt"
    print(f"\n==== 群发文字\n{chat.read_text(encoding='utf-8-sig') if chat.exists() else '（没有）'}")
    wrong = {
        name: (account["totals"][name], expected)
        for name, expected in expected_totals(states).items()
        if Decimal(str(account["totals"][name])) != expected
    }
    print("==== 汇总与台账：", wrong or "处处相符")


def print_document(path: Path) -> None:
    document = docx.Document(path)
    for paragraph in document.paragraphs:
        print(f"    {paragraph.text}")
    for table in document.tables:
        for row in table.rows:
            print("    | " + " | ".join(cell.text.replace("\n", " / ") for cell in row.cells))


def expected_totals(states: Mapping[str, str]) -> Figures:
    """What the registers of the added units come to."""
    added = [truth(number_of(code), YEAR) for code, state in states.items() if state == "accepted"]
    return {name: sum(figures[name] for figures in added) for name in FORM.inputs}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--again", action="store_true", help="merge what is there, make nothing")
    parser.add_argument("--mend", action="store_true", help="mend what went back by its marks alone, and merge")
    arguments = parser.parse_args()
    if arguments.mend:
        mend(arguments.folder)
    elif not arguments.again:
        make(arguments.folder)
    print("merge:", merge(arguments.folder))
    told(arguments.folder)


if __name__ == "__main__":
    main()
