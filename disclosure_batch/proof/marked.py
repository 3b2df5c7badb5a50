"""The report with what was found at its words: a Word document with comments, of any other kind a page with marks."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from html import escape
from pathlib import Path

from disclosure_batch.documents.kinds import FileKind
from disclosure_batch.documents.word import W
from disclosure_batch.fixed_times import save_with_fixed_times
from disclosure_batch.official.document import lend_styles
from disclosure_batch.proof.proof import LocatedFinding, Proof
from disclosure_batch.proof.said import head_of, unread_of
from disclosure_batch.storing import store

STYLES = {"CommentReference": "annotation reference", "CommentText": "annotation text"}  # by their ids in the library
AUTHOR, INITIALS = "校对", "校"
TEXTS = (W + "t", W + "tab", W + "br", W + "cr")
COLOURS = {"error": "#f6c1bb", "warning": "#fbe3a6", "notice": "#dfe7ee"}
PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>校对：{title}</title>
<style>
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }}
body {{ font: 16px/1.8 "Microsoft YaHei", sans-serif }}
mark {{ padding: 0 .1em }} sup {{ line-height: 0; color: #555 }} {colours}
small {{ display: block; margin: .2em 0 .6em 1em; border-left: 3px solid #999; padding-left: .6em; color: #444 }}
</style></head>
<body><main>
{body}
</main></body></html>
"""


def write(done: Proof, path: Path) -> Path:
    """Writes the marked report where `written_to` says; the same input gives the same bytes."""
    path = written_to(done, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if done.report.kind is FileKind.DOCX:
        _docx(done, path)
    else:
        store(path, _page(done).encode())
    return path


def written_to(done: Proof, path: Path) -> Path:
    """A page for what is no .docx."""
    return path.with_suffix(".docx" if done.report.kind is FileKind.DOCX else ".html")


def _message(note: LocatedFinding) -> str:
    return f"{note.finding.severity.word} {note.finding.rule}：{note.finding.message}"


# ---------------------------------------------------------------- Word


def _docx(done: Proof, path: Path) -> None:
    import docx
    from docx.text.run import Run

    document = docx.Document(str(done.report.path))
    paragraphs = list(_paragraphs(document.element.body))[done.report.start :]
    for note in done.notes:
        runs = [_outside_of_boxes(run) for run in _runs_of(note, done, paragraphs, document)]
        if runs:
            comment = document.add_comment(
                [Run(runs[0], document), Run(runs[-1], document)], _message(note), AUTHOR, INITIALS
            )
            comment._comment_elm.attrib.pop(W + "date", None)  # the clock
    _with_styles(document)
    save_with_fixed_times(document.save, path)


def _outside_of_boxes(run):
    """A text box holds no comments: they stand at the run that the box hangs on."""
    boxes = [above for above in run.iterancestors(W + "txbxContent")]
    return next(boxes[-1].iterancestors(W + "r")) if boxes else run


def _with_styles(document) -> None:
    """The library writes comments in styles that a document may not have, or know by another id."""
    lend_styles(document, STYLES.values())
    for part in (document.element, document.comments._comments_elm):
        for reference in part.iter(W + "pStyle", W + "rStyle"):
            if name := STYLES.get(reference.get(W + "val")):
                reference.set(W + "val", document.styles[name].style_id)


def _paragraphs(parent) -> Iterator:
    """The paragraphs outside of tables, as documents/word.py reads them."""
    from disclosure_batch.documents.word import blocks_in_order

    yield from (block for block in blocks_in_order(parent) if block.tag == W + "p")


def _runs_of(note: LocatedFinding, done: Proof, paragraphs: Sequence, document) -> list:
    """The runs that hold just its words, or a table's cell; without a place the title."""
    if note.start is None:
        return _cell(note, document) or _whole(next((p for p in paragraphs if list(_pieces(p))), None))
    at = 0
    for line, paragraph in zip(done.report.lines, paragraphs, strict=False):
        if at <= note.start < at + len(line) + 1:
            return _cut_out(paragraph, note.start - at, min(note.end - at, len(line)))
        at += len(line) + 1
    return []


def _pieces(paragraph) -> Iterator[tuple]:
    """(run, its text) in the order in which they are read; what was deleted is not."""
    for run in paragraph.iter(W + "r"):
        if not any(above.tag in (W + "del", W + "moveFrom") for above in run.iterancestors()):
            text = "".join(_text_of(part) for part in run)
            if text:
                yield run, text


def _text_of(part) -> str:
    if part.tag == W + "t":
        return part.text or ""
    return {W + "tab": " ", W + "br": "\n", W + "cr": "\n"}.get(part.tag, "")


def _cut_out(paragraph, start: int, end: int) -> list:
    """The runs from start to end, cut where they reach further."""
    at, inside = 0, []
    for run, text in list(_pieces(paragraph)):
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            inside.append(_cut(run, text, first, last))
        at += len(text)
    return inside or _whole(paragraph)


def _cut(run, text: str, first: int, last: int):
    """A run of just these signs, the others in runs of their own; one with more than text stays whole."""
    if any(part.tag not in (W + "rPr", W + "t") for part in run):
        return run
    for piece, before in ((text[:first], True), (text[last:], False)):
        if piece:
            other = deepcopy(run)
            _say(other, piece)
            run.addprevious(other) if before else run.addnext(other)
    _say(run, text[first:last])
    return run


def _say(run, text: str) -> None:
    first, *more = run.findall(W + "t")
    for part in more:
        run.remove(part)
    first.text = text
    first.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _whole(paragraph) -> list:
    return [run for run, _ in _pieces(paragraph)] if paragraph is not None else []


def _cell(note: LocatedFinding, document) -> list:
    """The runs of a table's cell, by the name of the table and the cell as findings have them."""
    sheet, cell = note.finding.sheet or "", note.finding.cell or ""
    tables = list(document.element.body.iter(W + "tbl"))
    number = sheet.removeprefix("第").removesuffix("张表")
    if not cell or not number.isdigit() or int(number) > len(tables):
        return []
    letters = cell.rstrip("0123456789")
    column = sum((ord(letter) - 64) * 26**i for i, letter in enumerate(reversed(letters))) - 1
    rows = list(tables[int(number) - 1].iterchildren(W + "tr"))
    row = int(cell.removeprefix(letters)) - 1
    at = 0
    for tc in rows[row].iterchildren(W + "tc") if row < len(rows) else ():
        if at <= column < at + tc.grid_span:
            return [run for paragraph in tc.iterchildren(W + "p") for run, _ in _pieces(paragraph)]
        at += tc.grid_span
    return []


# ---------------------------------------------------------------- a page


def _page(done: Proof) -> str:
    """The words with a number at each mark, and below each paragraph what is said of its marks."""
    placed = sorted((note for note in done.notes if note.start is not None), key=lambda note: note.start)
    number = {id(note): n for n, note in enumerate(placed, 1)}
    general = [_small(_message(note)) for note in done.notes if note.start is None]
    body, at = [f"<p>{escape(head_of(done))}</p>", *map(_small, unread_of(done)), *general, "<hr>"], 0
    for line in done.report.lines:
        here = [(number[id(note)], note) for note in placed if at <= note.start < at + len(line) + 1]
        body.append(f"<p>{_marked(line, here, at)}</p>")
        body += [_small(f"{n}. {_message(note)}") for n, note in here]
        at += len(line) + 1
    colours = " ".join(f"mark.{name} {{ background: {colour} }}" for name, colour in COLOURS.items())
    return PAGE.format(title=escape(done.report.path.name), colours=colours, body="\n".join(body))


def _small(words: str) -> str:
    return f"<small>{escape(words)}</small>"


def _marked(line: str, notes: Sequence[tuple[int, LocatedFinding]], start: int) -> str:
    said, at = [], 0
    for number, note in notes:
        first, last = max(note.start - start, at), min(note.end - start, len(line))
        if first < last:
            words = f'<mark class="{note.finding.severity}">{escape(line[first:last])}</mark>'
            said.append(f"{escape(line[at:first])}{words}<sup>{number}</sup>")
            at = last
    return "".join(said) + escape(line[at:])
