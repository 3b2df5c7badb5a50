"""What a text template can say: its functions and names. No figure gets into a sentence but by these.

Each figure is printed by `_printed`, so that the text knows what it is of; `filled`, `row` and `joined` keep that.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from disclosure_batch.form.model import Figure
from disclosure_batch.papers import NO_BODY
from disclosure_batch.report.narrative import DRAFT, OMITTED, OWN, TemplateMistake
from disclosure_batch.report.subject import Contributor, Subject
from disclosure_batch.report.sums import Sums, one_of
from disclosure_batch.report.told import Told, figure_told, filled, joined, row
from disclosure_batch.report.words import named, said, states, visible
from disclosure_batch.text import plain

LAST_YEAR, CHANGE = "上年", "较上年"  # what a figure is of beside the sum
FEW = 10  # of fewer cases last year no share is said


class Vocabulary:
    """The words for one subject; it gathers what a person should see to, and which drafts were taken."""

    def __init__(self, subject: Subject) -> None:
        self._of = subject
        self._sums = Sums(subject)
        self.body = visible(subject.body or NO_BODY)
        self.reminders: list[str] = []
        self.drafted: dict[str, str] = {}  # what the templates took of the units' words

    @property
    def names(self) -> Mapping[str, str | int | Callable]:
        """All that a template can name; explained for offices at the head of 2021/五项/1-总体情况.txt."""
        functions = (
            self.figure, self.stated, self.unstated, self.zero, self.kinds, self.nonzero, self.told, self.breakdown,
            self.rate, self.last, self.change,
            self.own, self.drafts, self.speaks, self.unlike, self.remind, self.to_fill,
        )  # fmt: skip
        settings = self._of.settings
        return {function.__name__: function for function in functions} | {
            "year": self._of.year,
            "body": self.body,
            "office": visible(self._of.office or self.body),
            "source": self._of.form.source,
            "phone": settings.telephone or visible(self._of.phone),
            "address": settings.address,
            "postcode": settings.postcode,
            "email": settings.email,
            "site": settings.page.get("SiteName", ""),
        }

    # ---------------------------------------------------------------- figures

    def figure(self, sum_of: str) -> str:
        """A total as it is printed; sum_of is an id, or a sum of ids."""
        return _printed(self._sums.total(sum_of), sum_of) if self.stated(sum_of) else OMITTED

    def stated(self, sum_of: str) -> bool:
        """Whether a sentence may be made of it."""
        return self._sums.stated(sum_of)

    def unstated(self, name: str) -> int:
        """How many units have not stated a field."""
        return len(self._of.contributors) - self._of.reported[self._sums.known(name)]

    def zero(self, sum_of: str) -> bool:
        """Whether it is known to be zero; with a - b: whether both are the same."""
        return self.stated(sum_of) and self._sums.total(sum_of) == 0

    def nonzero(self, parts: Mapping[str, str]) -> str:
        """予以公开5件、部分公开1件: of {"予以公开{}件": id, …} those that are stated and not zero."""
        return row(self._present(_checked(parts)).values(), "、") or OMITTED

    def kinds(self, *sums: str) -> int:
        """How many of them are stated and not zero."""
        return sum(self.stated(sum_of) and not self.zero(sum_of) for sum_of in sums)

    def told(self, parts: Mapping[str, tuple[str, str]], some: str = "{}", none: str = "") -> str:
        """作出行政许可决定5件、行政处罚决定1件，未作出行政强制决定: every part that is stated, be it zero.

        parts: {"行政许可决定{}件": (id, "行政许可"), …}, the second what is said of it where it is zero. some and none
        (作出{}, 未作出{}决定) are said once around all that are there and all that are zero; without none each zero
        speaks for itself.
        """
        sums = {words: sum_of for words, (sum_of, _) in _checked(parts, tuple).items()}
        zeros = [parts[words][1] for words, sum_of in sums.items() if self.zero(sum_of)]
        clauses = []
        if present := self._present(sums):
            clauses.append(filled(some, row(present.values(), "、")))
        if zeros and none:
            clauses.append(none.replace("{}", "、".join(zeros)))
        else:
            clauses += zeros
        return row(clauses, "，") or OMITTED

    def breakdown(self, whole: str, parts: Mapping[str, str | tuple[str, str]], some: str = "其中{}") -> str:
        """其中予以公开5件、部分公开1件; where there is but one kind 均为予以公开 (of one case 为予以公开).

        parts as for `nonzero`; they must add up to the whole. Where 均为 and the name do not do, a part is
        (id, "结果均为维持"): what is said where it is the only one; 均 falls away where it is one case.
        """
        if not self.stated(whole) or self.zero(whole):
            return OMITTED
        pairs = {words: _with_alone(words, part) for words, part in _checked(parts).items()}
        sums = {words: sum_of for words, (sum_of, _) in pairs.items()}
        total, present = self._sums.total(whole), self._present(sums)
        if total != sum(self._sums.total(sums[words]) for words in present):
            if not all(map(self.stated, sums.values())):
                return OMITTED
            raise TemplateMistake(f"所列各部分相加不等于总数 {plain(total)}（{whole}），可能漏列了一部分。")
        if len(present) > 1:
            return filled(some, row(present.values(), "、"))
        [only] = present
        alone = pairs[only][1]
        return alone.replace("均", "", 1) if total == 1 else alone

    def rate(self, part: str, whole: str) -> str:
        """98.51%, where it is a share at all; else nothing."""
        if not self.stated(f"{part} + {whole}") or not self._sums.total(part) <= self._sums.total(whole) != 0:
            return ""
        share = Decimal(self._sums.total(part)) * 100 / self._sums.total(whole)
        # what is not all of it is never called 100 %
        rounding = ROUND_DOWN if share > Decimal("99.99") else ROUND_HALF_UP
        return joined((_printed(share.quantize(Decimal("0.01"), rounding), f"{part} / {whole}"), "%"))

    def last(self, name: str) -> str:
        """Last year's figure."""
        figure = self._of.last_year.get(self._sums.known(name))
        return OMITTED if figure is None else _printed(figure, f"{name} {LAST_YEAR}")

    def change(self, sum_of: str, unit: str = "件") -> str:
        """，较上年增加11件、增长100%; ，与上年持平. Nothing where last year isn't known or units are lacking.

        Of few cases no share is said: from 2 to 3 is 增加1件. Only of the tables, which every unit fills in.
        """
        if self._of.lacking or not self.stated(sum_of):
            return ""
        before = self._sums.last_year(sum_of)
        if before is None:
            return ""
        now = self._sums.total(sum_of)
        if now == before:
            return "，与上年持平" if now else ""
        more, grown = ("增加", "增长") if now > before else ("减少", "下降")
        of, difference = f"{sum_of} {CHANGE}", abs(now - before)
        share = joined(("、", grown, _percent(difference, before, of))) if before >= FEW and now else ""
        return joined(("，较上年", more, _printed(difference, of), unit, share))

    def _present(self, sums: Mapping[str, str]) -> dict[str, Told]:
        """Those that are stated and not zero: 予以公开5件, by 予以公开{}件."""
        figures = {words: self._sums.total(sum_of) for words, sum_of in sums.items() if self.stated(sum_of)}
        return {words: filled(words, _printed(figure, sums[words])) for words, figure in figures.items() if figure}

    # ---------------------------------------------------------------- words

    def own(self, name: str) -> str:
        """The publishing body's own words, a blank line between paragraphs; its mere 无 is nothing."""
        words = self._own(name)
        return f"{words}{OWN}" if words else ""

    def _own(self, name: str) -> str:
        return "\n\n".join(said(self._of.texts.get(self._text(name), "")))

    def drafts(self, name: str) -> str:
        """What the other units wrote, under their names, in their order; the same words once."""
        speakers: dict[tuple[str, ...], list[str]] = {}
        for contributor in self._of.contributors:
            words = said(contributor.texts.get(self._text(name), ""))
            if words and not contributor.publishes:
                speakers.setdefault(words, []).append(visible(contributor.name))
        drafts = [f"{'、'.join(units)}：" + "\n\n".join(words) for words, units in speakers.items()]
        self.drafted[name] = "\n\n".join(drafts)
        return f"{self.drafted[name]}{DRAFT}" if drafts else ""

    def speaks(self, text: str, of: str, name: str) -> bool:
        """Whether the body's own words speak of something (信息处理费) and say of it what the total says."""
        field = self._of.form.fields[self._sums.known(name)]
        return states(self._own(text), of, self._of.totals[name], field.unit) is True

    def unlike(self, text: str, of: str, name: str) -> str:
        """Whose words in the report say something else of it: the body's than the total, a unit's than its figure."""
        unit, total = self._of.form.fields[self._sums.known(name)].unit, self._of.totals[name]
        if own := self._own(text):
            wrong = not self.unstated(name) and states(own, of, total, unit) is False
            return self.body if wrong else ""

        def differs(contributor: Contributor) -> bool:
            figure = contributor.figure(name)
            return figure is not None and states(contributor.texts.get(text, ""), of, figure, unit) is False

        return named(contributor.name for contributor in self._of.contributors if differs(contributor))

    @property
    def texts(self) -> Mapping[str, str]:
        """The report's words by field id: the body's own, else what the templates drafted of the units'."""
        words = {name: self._own(name) or self.drafted.get(name, "") for name in self._of.form.texts}
        return {name: text.replace("\n\n", "\n") for name, text in words.items() if text}

    def remind(self, what: str) -> str:
        """Says nothing in the report, but tells the coordinator."""
        if what not in self.reminders:
            self.reminders.append(what)
        return ""

    def to_fill(self, what: str) -> str:
        """A visible place to fill in, and the coordinator is told of it."""
        self.remind(f"报告中缺{what}，请补充。")
        return f"（{what}请补充）"

    def _text(self, name: str) -> str:
        return one_of(self._of.form.texts, name, "文字")


def _printed(figure: Figure, of: str) -> Told:
    """A figure as it stands in a sentence; the text knows what it is of."""
    return figure_told(plain(figure), of)


def _percent(part: Figure, whole: Figure, of: str) -> Told:
    """12.5%, to two places; what is not all of it is never called 100 %."""
    share = Decimal(part) * 100 / whole
    rounding = ROUND_DOWN if 0 < 100 - share < Decimal("0.01") else ROUND_HALF_UP
    return joined((_printed(share.quantize(Decimal("0.01"), rounding), of), "%"))


def _checked(parts: Mapping[str, object], kind: type = object) -> Mapping:
    """What a template lists, as it has to be written."""
    if isinstance(parts, Mapping) and all("{}" in words and isinstance(part, kind) for words, part in parts.items()):
        return parts
    part = '("字段", "为零时怎么说")' if kind is tuple else '"字段"'
    raise TemplateMistake(f'各部分要写成 {{"予以公开{{}}件": {part}, …}}，其中 {{}} 是数字的位置。')


def _with_alone(words: str, part: str | tuple[str, str]) -> tuple[str, str]:
    """A part, and what is said where it is the only one."""
    return part if isinstance(part, tuple) else (part, f"均为{words.partition('{}')[0]}")
