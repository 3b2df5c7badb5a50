"""The reports of tests/reports, a file each, read to a text with its figures."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from disclosure_batch.form.edition import load_form
from disclosure_batch.form.model import Form
from disclosure_batch.rules.texts.paper import Paper
from disclosure_batch.sentences.passages import headings
from disclosure_batch.sentences.terms import Known, Terms, terms_of

REPORTS = Path(__file__).with_name("reports")
OF_FIELDS = ("field", "sum_of_fields", "block_sum", "amount", "approximate", "list")
NUMBERS = ("one", "two", "three", "four", "five", "six")


@dataclass(frozen=True, eq=False)
class Report:
    """A report of the corpus, and what is said of it."""

    path: Path
    data: Mapping

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def form(self) -> Form:
        return load_form(self.data["year"])

    @cached_property
    def lines(self) -> list[str]:
        """The text, a line each, as tests/reports/README.md lays it down."""
        said = self.data.get("sections", {})
        pieces = [self.data["title"], self.data.get("opening", "")]
        for number, heading in zip(NUMBERS, headings(self.form), strict=True):
            if number not in self.data.get("missing", ()):
                pieces += [self.data.get("headings", {}).get(number, heading), said.get(number, "")]
        pieces.append(self.data.get("signature", ""))
        return [line for piece in pieces if piece for line in piece.strip("\n").split("\n")]

    @cached_property
    def text(self) -> str:
        return "\n".join(self.lines)

    @cached_property
    def known(self) -> Known:
        indicators = self.data.get("indicators", {})
        now = self._all(self.data.get("fields", {}) | indicators, bool(indicators))
        previous = self.data.get("previous", {})
        fields = previous.get("fields", {}) | previous.get("indicators", {})
        before = self._all(fields, any(name.startswith("indicators.") for name in fields)) if fields else {}
        return Known(self.form, now, before)

    def _all(self, given: Mapping, with_indicators: bool) -> dict[str, Decimal | None]:
        """Every numeric field: what is not given is 0, an indicator that is not given unknown, totals added up."""
        figures: dict[str, Decimal | None] = {}
        for name in self.form.inputs:
            stated = name in given or self.form.fields[name].required
            figures[name] = Decimal(str(given.get(name, 0))) if stated else None
        for name in self.form.derived:
            figures[name] = sum((figures[part] for part in self.form.fields[name].parts), Decimal(0))
        return figures

    def place(self, quote: str) -> int:
        at = self.text.index(quote)
        assert self.text.count(quote) == 1, f"{self.name}: not once: {quote}"
        return at

    def starts(self, entry: Mapping) -> list[int]:
        """Where the figures of an entry stand in the text."""
        quote, start = entry["quote"], self.place(entry["quote"])
        if "at" in entry:
            return [start + at for at in entry["at"]]
        places = []
        for figure in entry.get("figures", ()):
            found = (
                re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d.]*\d)", quote)
                if figure[:1].isdigit()
                else re.search(re.escape(figure), quote)
            )
            assert found, f"{self.name}: {figure} is not in {quote}"
            places.append(start + found.start())
        return places

    def terms(self, said: Iterable[str]) -> Terms:
        return tuple(term for one in said for term in terms_of(one, self.form))

    def canonical(self, terms: Terms) -> Counter:
        """Terms as the typed figures that they are made of."""
        found: Counter = Counter()
        for term in terms:
            for typed in self.form.typed_in(term.field):
                found[(typed, term.last_year)] += term.sign
        return Counter({name: count for name, count in found.items() if count})


def reports(which: str) -> Iterator[Report]:
    for path in sorted((REPORTS / which).glob("*.toml")):
        yield Report(path, tomllib.loads(path.read_text(encoding="utf-8")))


def paper_of(report: Report) -> Paper:
    """The report as the rules read it, last year's beside it where there is one."""
    data = report.data
    said = data.get("previous", {}).get("sections")
    before = None
    if said:
        lines = [f"{data['body']}{data['previous']['year']}年政府信息公开工作年度报告"]
        for number, heading in zip(NUMBERS, headings(report.form), strict=True):
            lines += [heading, *filter(None, said.get(number, "").strip("\n").split("\n"))]
        before = Paper(lines, report.form, data["previous"]["year"], Known(report.form, {}), (data["body"],))
    names = (data["body"], *data.get("aliases", ()))
    return Paper(report.lines, report.form, data["year"], report.known, names, before)
