"""A small complete example: roster, settings, last year's result, twelve workbooks of thirteen offices, one faulty."""

import tempfile
import tomllib
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

from disclosure_batch import settings
from disclosure_batch.form.edition import load_form
from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Form
from disclosure_batch.job import Request, ShowProgress, merge
from disclosure_batch.names import safe_name
from disclosure_batch.outputs.roster_file import write_roster
from disclosure_batch.papers import CONSOLIDATED
from disclosure_batch.roster import Category, Unit
from disclosure_batch.template import write_workbook
from disclosure_batch.template.filling import Filling, prefilled

ROSTER, LAST_YEAR, RECEIVED, SETTINGS = "名册.xlsx", "上年", "收件", "年报.toml"


def write_demo(directory: Path, progress: ShowProgress) -> str:
    """Writes the example into a folder and returns what to do next. A file that stands there already stays as it is."""
    there = (directory / ROSTER).exists()
    example = tomllib.loads((files(__package__) / "offices.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    form = load_form(example["year"])
    received = directory / RECEIVED
    received.mkdir(parents=True, exist_ok=True)
    if not (directory / ROSTER).exists():
        write_roster(directory / ROSTER, _units(example))
    if not (directory / LAST_YEAR / CONSOLIDATED).exists():
        _write_last_year(directory, example, form, progress)
    if not (directory / SETTINGS).exists():
        words = settings.written(example["settings"], example["page"])
        (directory / SETTINGS).write_text(words, encoding="utf-8", newline="\n")
    for office in example["office"]:
        path = received / _file(office)
        if not office.get("missing") and not path.exists():
            write_workbook(path, _filled(office, example, form))
    return _what_next(directory, example, form, there)


def _file(office: dict) -> str:
    return safe_name(f"{office['code']}_{office['name']}") + ".xlsx"


def _filled(office: dict, example: dict, form: Form) -> Filling:
    """This year's workbook of an office, with its slip where it has one."""
    filling = _workbook(office, "figures", example["year"], example, form)
    if slip := office.get("slip"):
        filling.values[slip["field"]] = slip["typed"]
    return Filling(form, filling.values, filling.last_year, locked=filling.locked, stamp=filling.stamp)


def _workbook(office: dict, figures: str, year: int, example: dict, form: Form) -> Filling:
    last_year = dict.fromkeys(form.inputs, 0) | office["last_year"] if figures == "figures" else {}
    empty = prefilled(form, office["name"], office["code"], year, last_year)
    date = office["date"].replace(year=year + 1)
    values = {
        **empty.values,
        **dict.fromkeys(form.inputs, 0),
        **office[figures],
        "unit.prepared_by": example["contact"],
        "unit.reviewed_by": example["contact"],
        "unit.phone": example["phone"],
        "unit.date": date,
        **(office.get("texts", {}) if figures == "figures" else {}),
    }
    return Filling(form, values, empty.last_year, locked=empty.locked, stamp=empty.stamp)


def _units(example: dict) -> list[Unit]:
    of_all = {"parent": None, "aliases": (), "counted": True, "contact": example["contact"], "phone": example["phone"]}
    return [
        Unit(office["code"], office["name"], Category(office["category"]), **of_all) for office in example["office"]
    ]


def _write_last_year(directory: Path, example: dict, form: Form, progress: ShowProgress) -> None:
    """Last year's 汇总表, made the way it is always made: by merging last year's workbooks."""
    year = example["year"] - 1
    with tempfile.TemporaryDirectory() as work:
        received = Path(work) / RECEIVED
        received.mkdir()
        for office in example["office"]:
            write_workbook(received / _file(office), _workbook(office, "last_year", year, example, form))
        output = Path(work) / "output"
        merge(Request([received], directory / ROSTER, year=year, output=output), progress)
        (directory / LAST_YEAR).mkdir(exist_ok=True)
        (directory / LAST_YEAR / CONSOLIDATED).write_bytes((output / CONSOLIDATED).read_bytes())


def _what_next(directory: Path, example: dict, form: Form, there: bool) -> str:
    faulty = next(office for office in example["office"] if "slip" in office)
    missing = next(office for office in example["office"] if office.get("missing"))
    field = form.fields[faulty["slip"]["field"]]
    right = faulty["figures"][field.id]
    place = f"“{field.sheet}”{layout_of(form).cell(field.id)}（{field.name}）"
    what = f"名册 {len(example['office'])} 个单位，收到 {len(example['office']) - 1} 份表"
    done = f"例子已写到 {directory}：{what}，上年的汇总表也在里面。"
    if there:
        again = f"要从头再来，请换一个文件夹：disclosure-batch demo {directory}2"
        done = f"{directory} 里已经有例子（{what}），原有的文件都没有动，缺的已补上。{again}"
    options = f"--roster {directory / ROSTER} --previous {directory / LAST_YEAR / CONSOLIDATED}"
    options += f" --settings {directory / SETTINGS}"
    return f"""{done}

接着运行：
  disclosure-batch merge {directory / RECEIVED} {options}

会看到{"（已经改好的不再出现）" if there else ""}：“{missing["name"]}”没有报送；“{faulty["name"]}”有一列不平衡，没有计入汇总。
改好它：打开 {directory / RECEIVED / _file(faulty)}，把{place}由 {faulty["slip"]["typed"]} 改为 {right}，保存后再运行一次上面的命令。"""
