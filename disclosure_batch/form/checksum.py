"""校验码: five digits that change with every figure, so that a paper copy is matched with its file at a glance."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from disclosure_batch.form.layout import Area, layout_of
from disclosure_batch.form.model import FieldKind, Form
from disclosure_batch.text import MOST_EXACT

SCALE = {FieldKind.COUNT: 1, FieldKind.AMOUNT: 1_000_000}  # an amount counts in millionths of its unit


def checksum(form: Form, figures: Mapping[str, int | float | Decimal]) -> int:
    """Sum over all typed numeric fields of weight × (figure mod modulus), mod modulus.

    An amount is taken × 1,000,000. A field that is not in `figures` counts as 0. Weights are distinct and none is
    zero, so a single change is found, and so is every exchange of two figures, unless they differ by a multiple
    of the modulus.
    """
    wholes = {name: _whole(form, name, figure) % form.modulus for name, figure in figures.items()}
    return sum(form.weights[name] * whole for name, whole in wholes.items()) % form.modulus


def checksum_formula(form: Form) -> str:
    """The same sum as an array formula over the sheets; a cell that holds no number counts as 0 there, too."""
    layout = layout_of(form)
    sums = []
    for sheet in layout.sheets:
        names = {area.corner: name for name, area in sheet.cells.items()}
        for kind, scale in SCALE.items():
            for area in layout.input_areas(sheet, kind):
                cells = f"'{sheet.name}'!{area.range}"
                figures = f"ROUND(IF(ISNUMBER({cells}),{cells},0)*{scale},0)"
                sums.append(f"SUM(MOD({figures},{form.modulus})*{_weights(form, area, names)})")
    return f"=MOD({'+'.join(sums)},{form.modulus})"


def _weights(form: Form, area: Area, names: Mapping[tuple[int, int], str]) -> str:
    """The weights of a rectangle as an array constant."""
    rows = [[str(form.weights[names[row, column]]) for column in area.columns] for row in area.rows]
    return "{" + ";".join(",".join(row) for row in rows) + "}"


def _whole(form: Form, name: str, figure: int | float | Decimal) -> int:
    """A figure as the whole number that is weighted; a float by its shortest digits, as Excel shows it."""
    if not figure % 1 and abs(figure) < MOST_EXACT:
        return int(figure) * SCALE[form.fields[name].kind]
    exact = Decimal(repr(figure)) if isinstance(figure, float) else Decimal(figure)
    return int((exact * SCALE[form.fields[name].kind]).to_integral_value(rounding=ROUND_HALF_UP))
