"""Figures are typed into the cells of a Word document's tables; only its main part is written anew."""

import io
from collections.abc import Mapping
from copy import deepcopy

from disclosure_batch.documents.document import Corner
from disclosure_batch.documents.word import cells_by_table
from disclosure_batch.fill.parts import with_parts

HOLDERS_OF_TEXT = ("fldSimple", "hyperlink", "smartTag")  # beside runs: what they hold stands in the figure's place


def write(data: bytes, texts: Mapping[tuple[str, Corner], str]) -> bytes:
    """The document with these texts. texts: (name of the table, cell) -> what is typed there."""
    import docx
    from docx.opc.oxml import serialize_part_xml

    document = docx.Document(io.BytesIO(data))
    tables = cells_by_table(document)
    for (table, corner), text in texts.items():
        _type(tables[table][corner], text)
    return with_parts(data, {document.part.partname: serialize_part_xml(document.element)})


def _type(tc, text: str) -> None:
    """In the type of what stands there; an empty cell has that of its paragraph's mark."""
    from docx.text.paragraph import Paragraph

    paragraph = Paragraph(tc.p_lst[0], None) if tc.p_lst else Paragraph(tc.add_p(), None)
    replaced = [child for child in paragraph._p if child.tag.rpartition("}")[2] in HOLDERS_OF_TEXT]
    for further in [*(run._r for run in paragraph.runs[1:]), *replaced]:
        further.getparent().remove(further)
    if paragraph.runs:
        paragraph.runs[0].text = text
        return
    run = paragraph.add_run(text)
    properties = paragraph._p.pPr
    mark = None if properties is None else properties.find(f"{{{run._r.nsmap['w']}}}rPr")
    if mark is not None:
        run._r.insert(0, _of_a_run(mark))


def _of_a_run(mark):
    """The type of a paragraph's mark as that of a run: without what only a mark can have."""
    copied = deepcopy(mark)
    for child in list(copied):
        if child.tag.rpartition("}")[2] in ("ins", "del", "moveFrom", "moveTo", "rPrChange"):
            copied.remove(child)
    return copied
