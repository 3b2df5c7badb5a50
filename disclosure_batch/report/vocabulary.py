"""What a text template can say: its functions and names. No figure gets into a sentence but by these.

Each figure is printed by `as_told`, so that the text knows what it is of; `filled`, `row` and `joined` keep that.
"""

from collections.abc import Callable, Mapping

from disclosure_batch.names import shortened
from disclosure_batch.papers import DOUBTED, NO_BODY
from disclosure_batch.report.asking import Asking
from disclosure_batch.report.comparing import Comparing, checked
from disclosure_batch.report.narrative import DRAFT, OMITTED, OWN, THIS_YEAR
from disclosure_batch.report.ratios import LAST_YEAR, as_told
from disclosure_batch.report.report import TO_FILL
from disclosure_batch.report.subject import Contributor, Subject
from disclosure_batch.report.sums import Sums, one_of
from disclosure_batch.report.themes import Themes
from disclosure_batch.report.told import Told, figures_in, filled, joined, row
from disclosure_batch.report.words import done, named, of_part, said, states, visible


class Vocabulary:
    """The words for one subject; it gathers what a person should see to, and which drafts were taken."""

    def __init__(self, subject: Subject) -> None:
        self._of = subject
        self.sums = Sums(subject)
        self._beside = Comparing(subject, self.sums)
        self.body = visible(subject.body or NO_BODY)
        self.reminders: list[str] = []
        self.drafted: dict[str, str] = {}  # what the templates took of the units' words
        self._by_fields: dict[tuple[str, str], Themes] = {}
        self.asking = Asking(subject, self.sums, self._beside, self.remind)

    @property
    def names(self) -> Mapping[str, str | int | Callable]:
        """All that a template can name; explained for offices at the head of 2021/五项/1-总体情况.txt."""
        functions = (
            self.figure, self.stated, self.unstated, self.zero, self.kinds, self.nonzero, self.told, self.absent,
            self.last, self.in_doubt,
            self._beside.breakdown, self._beside.ranked, self._beside.largest, self._beside.leading,
            self._beside.by_category, self._beside.rate, self._beside.rate_change, self._beside.enough,
            self._beside.change, self._beside.compared, self._beside.within, self._beside.overlapping,
            self.asking.asked, self.own, self.drafts, self.themed, self.improved, self.last_problems,
            self.speaks, self.unlike, self.contradicted, self.remind, self.to_fill,
        )  # fmt: skip
        settings = self._of.settings
        return {function.__name__: function for function in functions} | {
            "year": self._of.year,
            "this_year": THIS_YEAR,
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
        return as_told(self.sums.total(sum_of), sum_of) if self.stated(sum_of) else OMITTED

    def stated(self, sum_of: str) -> bool:
        """Whether a sentence may be made of it."""
        return self.sums.stated(sum_of)

    def unstated(self, name: str) -> int:
        """How many units have not stated a field."""
        return len(self._of.contributors) - self._of.reported[self.sums.known(name)]

    def zero(self, sum_of: str) -> bool:
        """Whether it is known to be zero; with a - b: whether both are the same."""
        return self.stated(sum_of) and self.sums.total(sum_of) == 0

    def nonzero(self, parts: Mapping[str, str]) -> str:
        """予以公开5件、部分公开1件: of {"予以公开{}件": id, …} those that are stated and not zero."""
        return row(self._present(checked(parts)).values(), "、") or OMITTED

    def kinds(self, *sums: str) -> int:
        """How many of them are stated and not zero."""
        return sum(self.stated(sum_of) and not self.zero(sum_of) for sum_of in sums)

    def told(self, parts: Mapping[str, tuple[str, str]], some: str = "{}", none: str = "") -> str:
        """作出行政许可决定5件、行政处罚决定1件，未作出行政强制决定: every part that is stated, be it zero.

        parts: {"行政许可决定{}件": (id, "行政许可"), …}, the second what is said of it where it is zero; "" says nothing.
        some and none (作出{}, 未作出{}决定) are said once around all that are there and all that are zero; without none
        each zero speaks for itself.
        """
        sums = {words: sum_of for words, (sum_of, _) in checked(parts, tuple).items()}
        zeros = [said for words, sum_of in sums.items() if (said := self._none(sum_of, parts[words][1]))]
        clauses = []
        if present := self._present(sums):
            clauses.append(filled(some, row(present.values(), "，" if some == "{}" else "、")))
        if zeros and none:
            clauses.append(none.replace("{}", "、".join(zeros)))
        else:
            clauses += zeros
        return row(clauses, "，") or OMITTED

    def absent(self, sum_of: str, words: str) -> str:
        """The words for what did not happen; of part of the units with how many they are."""
        return self._none(sum_of, words) or OMITTED

    def _none(self, sum_of: str, words: str) -> str:
        """未组织培训; 未组织培训（据43家单位统计，另2家请补充）, where nobody else has said it; else nothing."""
        if self.zero(sum_of) or not words:
            return words and words + self.in_doubt(sum_of)
        fields, units = self.sums.fields(sum_of), len(self._of.contributors)
        counts = {self._of.reported[name] for name in fields}
        asked = not any(self._of.form.fields[name].required for name in fields)
        return f"{words}{of_part(counts, units)}" if asked and min(counts) and not self.sums.total(sum_of) else ""

    def in_doubt(self, sum_of: str) -> str:
        """（待核实） behind words that say a total is nothing, where it rests on a figure that is to be verified."""
        return DOUBTED if self.zero(sum_of) and self._of.doubted.keys() & self.sums.fields(sum_of) else ""

    def last(self, name: str) -> str:
        """Last year's figure."""
        figure = self._of.last_year.get(self.sums.known(name))
        return OMITTED if figure is None else as_told(figure, f"{name} {LAST_YEAR}")

    def _present(self, sums: Mapping[str, str]) -> dict[str, Told]:
        """Those that are stated and not zero: 予以公开5件, by 予以公开{}件."""
        figures = {words: self.sums.total(sum_of) for words, sum_of in sums.items() if self.stated(sum_of)}
        return {words: filled(words, as_told(figure, sums[words])) for words, figure in figures.items() if figure}

    # ---------------------------------------------------------------- words

    def own(self, name: str) -> str:
        """The publishing body's own words, a blank line between paragraphs; its mere 无 is nothing."""
        words = self._own(name)
        return joined((words, OWN)) if words else ""

    def _own(self, name: str) -> Told:
        return row(self.paragraphs(name), "\n\n")

    def paragraphs(self, name: str) -> list[Told]:
        """The body's own, with the figures that they ask for by their printed names."""
        return list(map(self.asking.answered, said(self._of.texts.get(self._text(name), ""))))

    def drafts(self, name: str) -> str:
        """What the other units wrote, under their names, in their order; the same words once."""
        speakers: dict[tuple[str, ...], list[str]] = {}
        for contributor in self._of.contributors:
            words = said(contributor.texts.get(self._text(name), ""))
            if words and not contributor.publishes:
                speakers.setdefault(words, []).append(visible(contributor.name))
        told = {words: "\n\n".join(map(self.asking.unanswered, words)) for words in speakers}
        drafts = [f"{'、'.join(units)}：{told[words]}" for words, units in speakers.items()]
        self.drafted[name] = "\n\n".join(drafts)
        return f"{self.drafted[name]}{DRAFT}" if drafts else ""

    def themed(self, problems: str, measures: str) -> Mapping[str, str]:
        """What the other units wrote of problems and measures, by the themes of the edition, for both fields."""
        themes = self._themes(problems, measures)
        told = {problems: themes.problems(), measures: themes.measures()}
        if themes.left_out:
            self.remind(f"第五部分的草稿没有写进去的还有 {themes.left_out} 条，见“文字材料汇编.docx”。")
        self.drafted |= {name: TO_FILL.sub("", words) for name, words in told.items()}
        return {name: f"{words}{DRAFT}" if words else "" for name, words in told.items()}

    def improved(self, problems: str, measures: str) -> str:
        """What has become of last year's problems, in their order."""
        themes = self._themes(problems, measures)
        return themes.improved() + (DRAFT if themes.has_done else "")

    def last_problems(self, problems: str, measures: str) -> str:
        """Says nothing in the report, but tells the coordinator which of last year's problems own words pass over."""
        words = self._own(problems) + self._own(measures)
        for problem in self._themes(problems, measures).not_taken_up(words):
            self.remind(f"上年报告里的问题“{problem}”，今年的第五部分没有交代，请补写改进情况。")
        return ""

    def _themes(self, problems: str, measures: str) -> Themes:
        """Read once, of however many units."""
        fields = (self._text(problems), self._text(measures))
        if fields not in self._by_fields:
            self._by_fields[fields] = Themes(self._of, *fields, self.to_fill, self.asking.unanswered)
        return self._by_fields[fields]

    def speaks(self, text: str, of: str, name: str) -> bool:
        """Whether the body's own words speak of something (信息处理费) and say of it what the total says."""
        field, words = self._of.form.fields[self.sums.known(name)], self._own(text)
        asked = any(figure.of == name for figure in figures_in(words))
        return asked or states(words, of, self._of.totals[name], field.unit) is True

    def contradicted(self, cues: str, *texts: str) -> str:
        """Behind what did not happen a place to fill in, where the body's own words speak of it as done."""
        said = done("\n".join(self._own(text) for text in texts), cues)
        if not said:
            return ""
        self.remind(f"文字里写了“{shortened(said)}”，表中填的却是没有，请核对，改好其中一处。")
        return "（与所写的文字不一致，请补充核对结果）"

    def unlike(self, text: str, of: str, name: str) -> str:
        """Whose words in the report say something else of it: the body's than the total, a unit's than its figure."""
        unit, total = self._of.form.fields[self.sums.known(name)].unit, self._of.totals[name]
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
