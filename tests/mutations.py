"""Ways to change a workbook at random: its bytes, its XML, its labels and layout. Each makes a file of one and dice."""

import io
import random
import re
from collections.abc import Callable
from copy import deepcopy

import openpyxl
from lxml import etree

from tests import hostile as h
from tests.filled import opened

SHEETS = [f"xl/worksheets/sheet{n}.xml" for n in range(1, 6)]
OTHERS = [h.STRINGS, h.STYLES, h.BOOK, "xl/_rels/workbook.xml.rels"]
Mutation = Callable[[bytes, random.Random], bytes]


# ---------------------------------------------------------------- bytes


def flip(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 8, 64))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut(data: bytes, dice: random.Random) -> bytes:
    start, length = dice.randrange(len(data)), dice.choice((1, 10, 1_000, 100_000))
    return data[:start] + data[start + length :]


def insert(data: bytes, dice: random.Random) -> bytes:
    start, source = dice.randrange(len(data)), dice.randrange(len(data))
    return data[:start] + data[source : source + dice.choice((1, 4, 100, 5_000))] + data[start:]


def directory(data: bytes, dice: random.Random) -> bytes:
    """Numbers in the zip's own records."""
    changed = bytearray(data)
    records = [m.start() for m in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    for _ in range(dice.choice((1, 1, 3))):
        changed[dice.choice(records) + dice.randrange(4, 46)] = dice.choice((0, 1, 8, 9, 255, dice.randrange(256)))
    return bytes(changed)


# ---------------------------------------------------------------- XML


def in_part(edit: Callable[[bytes, random.Random], bytes]) -> Mutation:
    """An edit of one part; the zip around it is sound."""

    def mutate(data: bytes, dice: random.Random) -> bytes:
        parts = h.parts_of(data)
        name = dice.choice([n for n in (*SHEETS, *SHEETS, *OTHERS) if n in parts])
        return h.zipped({**parts, name: edit(parts[name], dice)})

    return mutate


def xml_bytes(xml: bytes, dice: random.Random) -> bytes:
    return dice.choice((flip, cut, insert))(xml, dice)


def xml_tags(xml: bytes, dice: random.Random) -> bytes:
    """One tag goes, comes twice, or becomes another."""
    tags = list(re.finditer(rb"<[^>]+>", xml))
    tag, other = dice.choice(tags), dice.choice(tags)
    new = dice.choice((b"", tag[0] * 2, other[0], tag[0].replace(b"<", b"<x:").replace(b"<x:/", b"</x:")))
    return xml[: tag.start()] + new + xml[tag.end() :]


VALUES = (
    "",
    "0",
    "-1",
    "1",
    "A1",
    "D7",
    "XFD1048576",
    "s",
    "str",
    "e",
    "b",
    "n",
    "d",
    "inlineStr",
    "true",
    "hidden",
    "veryHidden",
    "999999999",
    "é",
    "rId1",
    "rId3",
)


def xml_elements(xml: bytes, dice: random.Random) -> bytes:
    """Elements and attributes of a tree: gone, doubled, exchanged, altered."""
    tree = etree.fromstring(xml)
    everything = [element for element in tree.iter() if isinstance(element.tag, str) and element is not tree]
    for _ in range(dice.choice((1, 1, 2, 5))):
        one, other = dice.choice(everything), dice.choice(everything)
        parent = one.getparent()
        match dice.randrange(7):
            case 0 if parent is not None:
                parent.remove(one)
            case 1 if parent is not None:
                parent.insert(dice.randrange(len(parent) + 1), deepcopy(one))
            case 2:
                one.text, other.text = other.text, one.text
            case 3 if one.attrib:
                del one.attrib[dice.choice(list(one.attrib))]
            case 4 if one.attrib:
                key = dice.choice(list(one.attrib))
                one.set(key, dice.choice((*VALUES, other.get(key) or "")))
            case 5:
                one.set(dice.choice(("r", "t", "s", "hidden", "state", "name")), dice.choice(VALUES))
            case 6:
                one.tag = other.tag
    return etree.tostring(tree, xml_declaration=True, encoding=dice.choice(("UTF-8", "UTF-8", "UTF-16", "GB18030")))


def xml_values(xml: bytes, dice: random.Random) -> bytes:
    """What stands between <v> and </v>, in every way that XML allows and some that it does not."""
    found = list(re.finditer(rb"<v>([^<]*)</v>", xml))
    if not found:
        return xml_tags(xml, dice)
    value = dice.choice(found)
    old = value[1].decode()
    new = dice.choice(
        (
            f"<v><![CDATA[{old}]]></v>",
            f"<v>{old[:1]}<!-- 0 -->{old[1:]}</v>",
            f"<v>&#{ord(old[0]) if old else 48};{old[1:]}</v>",
            f"<v>\n {old} </v>",
            f"<v>{old}E0</v>",
            f"<v>{old}0</v>",
            f"<v>-{old}</v>",
            f"<v>{old}.5</v>",
            f"<v>{old}.0000000000000001</v>",
            f"<v>{dice.randrange(10**6)}</v>",
            f"<v>{dice.randrange(10**17, 10**18)}</v>",
            f"<v>1e{dice.randrange(400)}</v>",
            f"<v>1e-{dice.randrange(400)}</v>",
            f"<v>{old}</v><v>{old}1</v>",
            "<v/>",
            "<v></v>",
            "",
            "<v>NaN</v>",
            "<v>1_0</v>",
            "<v>１２</v>",
            f"<f>1+1</f><v>{old}</v>",
            "<f>1+1</f>",
            f"<is><t>{old}</t></is>",
            f"<v xml:space='preserve'>{old}</v>",
        )
    )
    return xml[: value.start()] + new.encode() + xml[value.end() :]


# ---------------------------------------------------------------- labels and layout, as a person changes them


def by_hand(edit: Callable[[openpyxl.Workbook, random.Random], None]) -> Mutation:
    def mutate(data: bytes, dice: random.Random) -> bytes:
        book = opened(data)
        for _ in range(dice.choice((1, 1, 2))):
            edit(book, dice)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return mutate


def a_table(book: openpyxl.Workbook, dice: random.Random):
    return dice.choice([page for page in book.worksheets if page.title[:1] in "二三四"] or book.worksheets)


def labels(book: openpyxl.Workbook, dice: random.Random) -> None:
    page = a_table(book, dice)
    said = [cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str) and cell.data_type == "s"]
    if not said:
        return
    cell, other = dice.choice(said), dice.choice(said)
    text = cell.value
    at = dice.randrange(len(text) + 1)
    cell.value = dice.choice(
        (
            text[:at] + " " + text[at:],
            text[:at] + "\n" + text[at:],
            text[:at] + "\u200b" + text[at:],
            text[:at] + text[at + 1 :],
            text[:at] + "某" + text[at:],
            text.translate(str.maketrans("（）：1234567890", "():１２３４５６７８９０")),
            other.value,
            text + "（请如实填写）",
            None,
            5,
        )
    )


def layout(book: openpyxl.Workbook, dice: random.Random) -> None:
    page = a_table(book, dice)
    row, column = dice.randrange(1, page.max_row + 2), dice.randrange(1, min(page.max_column, 15) + 2)
    match dice.randrange(9):
        case 0:
            page.insert_rows(row, dice.randrange(1, 4))
        case 1:
            page.insert_cols(column, dice.randrange(1, 3))
        case 2:
            page.delete_rows(row)
        case 3:
            page.delete_cols(column)
        case 4:
            page.title = dice.choice(("Sheet1", "表", "封面2", page.title + " "))
        case 5:
            book.move_sheet(page, dice.randrange(-4, 5))
        case 6:
            book.copy_worksheet(page)
        case 7:
            page.move_range(
                f"A1:{page.cell(page.max_row, page.max_column).coordinate}",
                rows=dice.randrange(0, 5),
                cols=dice.randrange(0, 4),
            )
        case 8:
            page.row_dimensions[row].hidden = True


CONTENT: tuple[Mutation, ...] = (
    flip,
    cut,
    insert,
    directory,
    *map(in_part, (xml_bytes, xml_tags, xml_elements, xml_elements, xml_values, xml_values)),
)
LAYOUT: tuple[Mutation, ...] = (by_hand(labels), by_hand(layout))
