"""The workbooks that the measurements are taken on: python -m benchmarks.data FOLDER [N ...]

For each N (1,000 and 10,000 where nothing is said) four sets in FOLDER: workbooks as the template is filled in, and
as LibreOffice saves them; 2 and 10 of 100 of them faulty. Each set has 收件/, 名册.csv, 各级.csv (the same units, 100
below one) and 答案.json: what a merge has to find in it. All of it follows from the units' codes, so that the same
command makes the same files; a set that is there is left, one that was cut off is made again.

Of the workbooks saved by LibreOffice 200 really are. The others are these with other values in their cells, the
results of formulas included, and with other words in their texts: all that differs from one saved file to the next but
for which cells are blank. A workbook of the larger share that is not faulty is the same file as that of the smaller.
"""

import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from benchmarks.merge import YEAR, figures
from disclosure_batch.form.edition import load_form
from disclosure_batch.form.model import Figure, Form
from disclosure_batch.template.filling import Filling, prefilled
from disclosure_batch.template.mould import Moulds

SIZES = (1_000, 10_000)
SHARES = (2, 10)  # of 100
KINDS = ("template", "libreoffice")
SAVED = 200  # workbooks that LibreOffice really saves
AT_ONCE = 500  # workbooks that a process makes before it is given others
BELOW_ONE = 100  # units
FIRST = 100_001  # code
ANSWERS = "答案.json"
BY_LIBREOFFICE = "由LibreOffice保存"

# Words of which sentences are made, so that no two offices write the same: all as long, so that rows are as high.
WORDS = """
主动公布 规范流程 完善目录 更新信息 政策解读 回应关切 方便群众 便民利企 按期办结 集体研究 法制审核 专题会议
明确分工 专人承办 加强培训 定期检查 督促整改 清理文件 统一格式 办事大厅 政务专区 配备设备 政务新媒 门户网站
公开平台 机构职能 联系方式 财政预算 行政执法 决策公示 征求意见 反馈结果 舆情处置 保密审查 按章办事 健全制度
压实责任 形式单一 重视不够 质量不高 更新较慢 人员较少 经验不足 继续努力
"""
PHRASES = WORDS.split()
VARIANTS = 12  # of how many paragraphs stand where


@dataclass(frozen=True)
class DataSet:
    """Workbooks of one kind, so many of 100 faulty."""

    kind: str
    number: int
    share: int

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.number}-{self.share}"

    @property
    def codes(self) -> range:
        return range(FIRST, FIRST + self.number)

    def fault(self, code: int) -> str | None:
        """Of the larger share the faults of the smaller are a part."""
        chance = random.Random(f"{code} {self.kind}")
        return None if chance.random() >= self.share / 100 else chance.choice(FAULTS[self.kind])


def main() -> None:
    folder = Path(sys.argv[1])
    for number in [int(size) for size in sys.argv[2:]] or SIZES:
        for kind in KINDS:
            for share in SHARES:
                print(make(folder, DataSet(kind, number, share)))


def make(folder: Path, data: DataSet, saved: int = SAVED) -> Path:
    """A set, complete as soon as its answers are there."""
    here = folder / data.name
    if (here / ANSWERS).exists():
        return here
    (here / "收件").mkdir(parents=True, exist_ok=True)
    if data.kind == "libreoffice":
        _save_by_libreoffice(folder / BY_LIBREOFFICE, min(saved, data.number))
    _write_rosters(here, data)
    totals: Counter[str] = Counter()
    faults: dict[int, str] = {}
    parts = [data.codes[at : at + AT_ONCE] for at in range(0, data.number, AT_ONCE)]
    with ProcessPoolExecutor() as pool:
        for added, found in pool.map(
            _write_part, *zip(*((folder, data, codes, saved) for codes in parts), strict=True)
        ):
            totals.update(added)
            faults |= found
    answers = {"units": data.number, "faulty": faults, "totals": {name: str(total) for name, total in totals.items()}}
    (here / ANSWERS).write_text(json.dumps(answers, ensure_ascii=False, indent=1), encoding="utf-8")
    return here


def _write_rosters(here: Path, data: DataSet) -> None:
    units = [(code, name_of(code), "政府部门") for code in data.codes]
    above = {code: f"9{(code - FIRST) // BELOW_ONE:05d}" for code in data.codes}
    groups = [(code, f"示例第{code}区", "其他", "") for code in dict.fromkeys(above.values())]
    _write_list(here / "名册.csv", [("单位代码", "单位名称", "类别"), *units])
    below = [(*unit, above[unit[0]]) for unit in units]
    _write_list(here / "各级.csv", [("单位代码", "单位名称", "类别", "上级单位代码"), *groups, *below])


def _write_list(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


# ---------------------------------------------------------------- what a unit fills in


def name_of(code: int) -> str:
    return f"示例第{code}局"


def typed(form: Form, code: int, variant: int) -> dict[str, object]:
    """Figures that balance, and words."""
    cover = {"unit.prepared_by": "办公室", "unit.reviewed_by": "局领导", "unit.phone": "0391-0000000"}
    texts = words(form, code, variant)
    return {**figures(form, random.Random(str(code))), **cover, "unit.date": "2025-1-10", **texts}


def words(form: Form, code: int, variant: int) -> dict[str, list[str]]:
    """The paragraphs of each text; two units' of one variant take the same room."""
    length, chance = random.Random(variant), random.Random(f"{code} words")
    names = [name for name in form.fields if name.startswith("text.")]
    return {name: [_paragraph(chance) for _ in range(length.randrange(1, 4))] for name in names}


def _paragraph(chance: random.Random) -> str:
    one, two, three, four, *others = chance.sample(PHRASES, 10)
    return f"{one}{two}，{three}{four}。{''.join(others[:3])}，{''.join(others[3:])}。"


def filling_of(form: Form, code: int, variant: int, fault: str | None = None) -> Filling:
    given = prefilled(form, name_of(code), str(code), YEAR)
    values = given.values | typed(form, code, variant)
    match fault:
        case "unbalanced":
            values["requests.new.natural_person"] += 1 + code % 7
        case "fraction":
            values["requests.new.enterprise"] += 0.5
        case "blank":
            values["requests.new.natural_person"] = None
    return Filling(form, values, locked=given.locked, stamp=given.stamp)


FAULTS = {
    "template": ("unbalanced", "fraction", "blank", "damaged"),
    "libreoffice": ("unbalanced", "fraction", "damaged"),  # which leave the cells as they are
}


# ---------------------------------------------------------------- the files


def _write_part(folder: Path, data: DataSet, codes: range, saved: int) -> tuple[dict[str, Figure], dict[int, str]]:
    """Writes some workbooks; the totals of the good ones, and what is wrong with the others."""
    form, moulds = load_form(YEAR), Moulds()
    totals: dict[str, Figure] = {name: Decimal(0) for name in form.numeric}
    faults: dict[int, str] = {}
    for code in codes:
        fault, at = data.fault(code), (code - FIRST) % saved
        filling = filling_of(form, code, at % VARIANTS, fault)
        path = folder / data.name / "收件" / f"{code}_{name_of(code)}.xlsx"
        if not _linked(folder, data, code, path):
            workbook = moulds.workbook(filling)
            if data.kind == "libreoffice":
                workbook = _saved(folder, FIRST + at).holding(workbook, code)
            path.write_bytes(workbook[: len(workbook) // 2] if fault == "damaged" else workbook)
        if fault:
            faults[code] = fault
            continue
        for name, figure in filling.figures.items():
            totals[name] += figure
    return totals, faults


def _linked(folder: Path, data: DataSet, code: int, path: Path) -> bool:
    """Whether the workbook is the same as one of the smaller share, and so is that file."""
    for share in SHARES:
        smaller = DataSet(data.kind, data.number, share)
        there = folder / smaller.name / "收件" / path.name
        if share < data.share and smaller.fault(code) == data.fault(code) and there.exists():
            path.unlink(missing_ok=True)
            os.link(there, path)
            return True
    return False


# ---------------------------------------------------------------- as LibreOffice saves them


CELL = re.compile(r'(<c r="([A-Z]+[0-9]+)"(?![^>]*t="s")[^>]*>(?:<f[^>]*>[^<]*</f>)?<v>)([^<]*)')
STRINGS = "xl/sharedStrings.xml"


def _save_by_libreoffice(folder: Path, number: int) -> None:
    """The first workbooks, by one call; those that are there are left."""
    folder.mkdir(parents=True, exist_ok=True)
    form, moulds = load_form(YEAR), Moulds()
    names = {code: f"{code}_{name_of(code)}.xlsx" for code in range(FIRST, FIRST + number)}
    lacking = {code: name for code, name in names.items() if not (folder / name).exists()}
    if not lacking:
        return
    filled = folder / "填好"
    filled.mkdir(exist_ok=True)
    for code, name in lacking.items():
        (filled / name).write_bytes(moulds.workbook(filling_of(form, code, (code - FIRST) % VARIANTS)))
    profile = f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", folder]
    subprocess.run([*command, *(filled / name for name in lacking.values())], check=True, stdout=subprocess.DEVNULL)
    missing = [name for name in names.values() if not (folder / name).exists()]
    if missing:
        sys.exit(f"LibreOffice has not saved {len(missing)} workbooks, the first {missing[0]}")


class Saved:
    """A workbook as LibreOffice saved it."""

    def __init__(self, path: Path, code: int, variant: int) -> None:
        self._code, self._variant = code, variant
        with zipfile.ZipFile(path) as archive:
            self._parts = {part.filename: archive.read(part).decode() for part in archive.infolist()}
        if lacking := [own for own, _ in self._words(code) if own not in self._parts[STRINGS]]:
            raise ValueError(f"{path} says nothing of {lacking[0]!r}: remove it, and it is saved anew")

    def holding(self, workbook: bytes, code: int) -> bytes:
        """The same file with the values of another unit's workbook of the template, and with its words."""
        data = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(workbook)) as given,
            zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name, text in self._parts.items():
                if name == STRINGS:
                    for own, other in self._words(code):
                        text = text.replace(own, other)
                elif name.startswith("xl/worksheets/sheet"):
                    values = {cell: value for _, cell, value in CELL.findall(given.read(name).decode())}
                    text = CELL.sub(lambda m, values=values: m[1] + values.get(m[2], m[3]), text)
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
        return data.getvalue()

    def _words(self, code: int) -> Iterator[tuple[str, str]]:
        """What this file says, and what another unit's says there."""
        yield str(self._code), str(code)
        form = load_form(YEAR)
        both = (words(form, unit, self._variant).values() for unit in (self._code, code))
        for own, other in zip(*both, strict=True):
            yield from zip(own, other, strict=True)


@cache
def _saved(folder: Path, code: int) -> Saved:
    path = folder / BY_LIBREOFFICE / f"{code}_{name_of(code)}.xlsx"
    return Saved(path, code, (code - FIRST) % VARIANTS)


if __name__ == "__main__":
    main()
