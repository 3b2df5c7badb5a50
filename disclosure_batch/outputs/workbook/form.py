"""The form's own sheets in the consolidated workbook: which formula and which words stand in which cell."""

from collections.abc import Iterator, Mapping

from xlsxwriter import Workbook

from disclosure_batch.form.layout import layout_of
from disclosure_batch.form.model import Figure, Relation
from disclosure_batch.merge import Consolidation
from disclosure_batch.names import shown
from disclosure_batch.outputs.as_subject import lacking_of
from disclosure_batch.outputs.balance import checks_of
from disclosure_batch.outputs.overview import overview
from disclosure_batch.outputs.workbook.detail import Detail
from disclosure_batch.papers import DETAIL, LACKING, NOBODYS, SCANS, SUBTOTALS, UNCLEAR
from disclosure_batch.report.words import named
from disclosure_batch.sheets.cells import clean, cut_after, length, mark_corrected, text
from disclosure_batch.sheets.styles import Styles
from disclosure_batch.template.filling import Filling, stamp
from disclosure_batch.template.guidance import GuidanceWords
from disclosure_batch.text import LONGEST, NOTHING, tidy

CUT = "（下略，见年度报告）"


def title(result: Consolidation) -> str:
    return text(f"{result.title}（汇总表）")


def filling(result: Consolidation, texts: Mapping[str, str], detail: Detail) -> Filling:
    """Totals as formulas over the detail, and the words; nothing is left unlocked."""
    form = result.form
    last_year = result.last_year.totals if result.last_year else {}
    return Filling(
        form,
        values=dict(_cover(result)) | dict(_words(result, texts)) | _figures(result),
        last_year={name: figure for name, figure in last_year.items() if figure is not None},
        formulas={name: detail.total(name) for name in form.inputs},
        locked=frozenset(form.fields),
        stamp=stamp(form, "consolidated", code=text(result.body.code or ""), year=result.year) | _draft(result),
        units=len(result.added),
        unchecked=frozenset(_unchecked(result)),
        unexplained=frozenset(_unexplained(result)),
    )


def _unchecked(result: Consolidation) -> Iterator[Relation]:
    """Relations that aren't held against the totals: of this year, where not every unit has stated the figures; against
    last year, where units are lacking that last year had."""
    held = {check.relation for check in checks_of(result)}
    lacking = bool(lacking_of(result))
    for relation in result.form.relations:
        if lacking if relation.compares_years else relation not in held:
            yield relation


def _unexplained(result: Consolidation) -> Iterator[Relation]:
    """Relations to last year of which no unit has said why: what it wrote is of another column."""
    said = {(finding.rule, finding.field) for finding in result.findings if finding.explanation}
    for relation in result.form.relations:
        if relation.compares_years and (relation.code, relation.first) not in said:
            yield relation


def mark_corrections(book: Workbook, look: Styles, result: Consolidation) -> None:
    """Every total with a corrected figure in it says whose, and what the office has."""
    seen, layout = overview(result), layout_of(result.form)
    for name in result.corrected:
        sheet = layout.sheet_of(name)
        page = book.get_worksheet_by_name(sheet.name)
        mark_corrected(page, look, *sheet.cells[name].corner, f"含更正的数：\n{seen.corrected_in(name)}")


def _draft(result: Consolidation) -> dict[str, str]:
    """A 送审稿 says one level up, and next year, which units it lacks."""
    names = [state.unit.name for state in (*result.lacking, *result.left_out)]
    names += [f"{state.unit.name}的{name}" for state, lacking in result.incomplete for name in lacking]
    names += [f"“{path}”（{NOBODYS}）" for path in lacking_of(result).nobodys]
    return {LACKING: text("\n".join(map(shown, names)))} if names else {}


def words_on_sheets(result: Consolidation) -> GuidanceWords:
    """How many units the totals have, said on every sheet that shows them; who is not in them, on the cover."""
    seen = overview(result)
    lacking = seen.lacking
    names = [(lacking.missing, "未报"), (lacking.scans, SCANS), (lacking.unclear, UNCLEAR)]
    names += [(lacking.left_out, "退回修改"), (lacking.nobodys, NOBODYS)]
    gaps = [f"{word}：{named(units)}。" for units, word in names if units]
    gaps += [f"报来的汇总表还缺单位：{lacking.names_below}。"] if lacking.below else []
    lines = [
        *(["【送审稿】"] if result.draft else []),
        f"{seen.scope}。" + "".join(gaps),
        f"各表的数字都是公式，由{_where(result)}求和得出，点开任何一个数字就能看到出处。",
        "谁报了、谁没报见“填报情况”，问题见“核对发现”，每个文件的去向见“来源”。",
        "本工作簿由程序汇总写出，请不要手工改数：有错请让单位改好再报，重新汇总一次即可。",
    ]
    about = "由汇总机关填写；汇总机关没有填写的，汇集各单位所报内容。"
    return GuidanceWords(cover=text("\n".join(lines)), texts=about, scope=seen.scope, explained="单位写的说明")


def _where(result: Consolidation) -> str:
    if result.detail_beside:
        return f"“{SUBTOTALS}”各行（各单位的数在旁边的“明细”文件夹里，请和本工作簿放在一起）"
    return f"“{DETAIL}”各单位的数字"


def _cover(result: Consolidation) -> Iterator[tuple[str, object]]:
    yield "unit.year", result.year
    for name, value in (("unit.name", result.body.name), ("unit.code", result.body.code)):
        if value:
            yield name, text(value)


def _figures(result: Consolidation) -> dict[str, Figure]:
    """An indicator that nobody stated stays open."""
    form = result.form
    return {n: result.totals[n] for n in form.inputs if result.reported[n] or form.fields[n].required}


def _words(result: Consolidation, texts: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    """The texts as rows of their blocks; who answers for the publishing body's own workbook; what the units explain."""
    form = result.form
    for name in form.texts:
        if rows := tuple(map(text, rows_of(texts.get(name, ""), form.fields[name].rows))):
            yield name, rows
    own = result.body_filing.texts if result.body_filing else {}
    for name, written in own.items():
        if name.startswith("unit.") and not form.fields[name].given:
            yield name, text(written)
    for name in form.explanations:
        if explained := "\n".join(_explained(result, name)):
            yield name, text(explained)


def _explained(result: Consolidation, name: str) -> Iterator[str]:
    """Why something is as it is: in the words of each unit that is in the totals, the publishing body's own first."""
    own, scopes = result.body_filing, _scopes_explained(result, name)
    if own and name in own.texts:
        yield own.texts[name]
    for state in result.added:
        if state.filing is not own and (words := state.filing.texts.get(name, "")) and tidy(words) not in NOTHING:
            of = f"（{'、'.join(scopes[state.unit.key])}）" if state.unit.key in scopes else ""
            yield f"{shown(state.unit.name)}{of}：{words}"


def _scopes_explained(result: Consolidation, name: str) -> Mapping[str, list[str]]:
    """By the key of a unit, of which rows or columns it gives a reason here; a total is off by what its columns are."""
    form, scopes = result.form, {}
    by_first = {(relation.code, relation.first): relation.scope for relation in form.relations if not relation.is_sum}
    for finding in result.findings:
        scope = by_first.get((finding.rule, finding.field), "")
        if finding.explanation and scope and form.explanation_of(finding.rule) == name:
            scopes.setdefault(finding.unit, {})[scope] = form.fields[finding.field].derived
    return {unit: [s for s, derived in own.items() if not derived] or list(own) for unit, own in scopes.items()}


def rows_of(written: str, rows: int, longest: int = LONGEST) -> list[str]:
    """Paragraphs as the rows of a block, one each; what is left goes into the last one.

    Where a row can't hold it all, the rows are filled from the first on; what no row can hold is cut, and it is said.
    """
    paragraphs = [line for line in map(str.strip, clean(written).splitlines()) if line]
    lines = [*paragraphs[: rows - 1], "\n".join(paragraphs[rows - 1 :])] if len(paragraphs) > rows else paragraphs
    if all(length(line) <= longest for line in lines):
        return lines
    full = list(_filled(paragraphs, longest))
    if len(full) > rows:
        full = [*full[: rows - 1], cut_after(full[rows - 1], longest - length(CUT)) + CUT]
    return full


def _filled(paragraphs: list[str], longest: int) -> Iterator[str]:
    """Rows as full as they may be; a paragraph runs over where it has to."""
    row = ""
    for paragraph in paragraphs:
        row = f"{row}\n{paragraph}" if row else paragraph
        if length(row) > longest and "\n" in row:
            before, _, row = row.rpartition("\n")
            yield before
        while length(row) > longest:
            head = cut_after(row, longest)
            yield head
            row = row[len(head) :]
    if row:
        yield row
