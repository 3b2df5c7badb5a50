"""What a text template can say: its functions and names. No figure gets into a sentence but by these."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from fnmatch import fnmatchcase

from disclosure_batch.figures.table import plain
from disclosure_batch.intake.filing import Figure
from disclosure_batch.merge import Consolidation, UnitState

# Signs that are taken out of all that units write, so that no unit's words can be mistaken for them.
SUBHEADING = "\x02"  # begins a line that is a heading
OMITTED = "\x03"  # stands where a figure is not known: its line is left out

_SUM = re.compile(r"\s*[a-z][\w.*]*(\s*[+-]\s*[a-z][\w.*]*)*\s*")
_TERM = re.compile(r"([+-]?)\s*([a-z][\w.*]*)")
_NOTHING = re.compile(
    r"[/\\—－-]+|(本(年度|单位|机关|局))?(暂?无|没有)(其他)?(需要?|应当?)?(报告|说明)?的?(其他)?(事项|情况|内容|问题)?"
)


class Mistake(Exception):
    """A template asks for something that doesn't exist; said in Chinese, without file and line."""


class Vocabulary:
    """The words for one consolidation; it gathers what a person should see to, and which drafts were taken."""

    def __init__(self, consolidation: Consolidation):
        self._of = consolidation
        self.reminders: list[str] = []
        self.drafted: dict[str, str] = {}  # what the templates took of the units' words

    @property
    def names(self) -> Mapping[str, str | int | Callable]:
        """All that a template can name; explained for offices at the head of 2021/五项/1-总体情况.txt."""
        of = self._of
        functions = (
            self.figure, self.stated, self.unstated, self.zero, self.kinds, self.nonzero, self.told, self.breakdown,
            self.rate, self.last, self.own, self.drafts, self.speaks, self.unlike, self.remind, self.to_fill,
        )  # fmt: skip
        return {function.__name__: function for function in functions} | {
            "year": of.year,
            "body": visible(of.title_body),
            "source": of.form.source,
            "phone": self._phone,
        }

    # ---------------------------------------------------------------- figures

    def figure(self, sum_of: str) -> str:
        """A total as it is printed; sum_of is an id, or a sum of ids (a + b - c, * for any part of an id)."""
        return plain(self._sum(sum_of)) if self.stated(sum_of) else OMITTED

    def stated(self, sum_of: str) -> bool:
        """Whether a sentence may be made of it: of a sum, where each part is stated or the parts known make some."""
        names = [name for _, name in self._terms(sum_of)]
        unstated = [name for name in names if not self._of.stated(name)]
        required = all(self._of.form.fields[name].required for name in unstated)
        stated = not unstated or (required and self._sum(sum_of) != 0)
        return stated and bool(self._of.added)  # the totals of no unit at all are no zeros

    def unstated(self, name: str) -> int:
        """How many of the added units have not stated a field."""
        return len(self._of.added) - self._of.reported[self._known(name)]

    def zero(self, sum_of: str) -> bool:
        """Whether it is known to be zero; with a - b: whether both are the same."""
        return self.stated(sum_of) and self._sum(sum_of) == 0

    def nonzero(self, parts: Mapping[str, str]) -> str:
        """予以公开5件、部分公开1件: of {"予以公开{}件": id, …} those that are stated and not zero."""
        listed = (words.replace("{}", plain(figure)) for words, figure in self._parts(parts).items())
        return "、".join(listed) or OMITTED

    def kinds(self, *sums: str) -> int:
        """How many of them are stated and not zero."""
        return sum(self.stated(sum_of) and not self.zero(sum_of) for sum_of in sums)

    def told(self, parts: Mapping[str, tuple[str, str]], some: str = "{}", none: str = "") -> str:
        """作出行政许可决定5件、行政处罚决定1件，未作出行政强制决定: every part that is stated, be it zero.

        parts: {"行政许可决定{}件": (id, "行政许可"), …}, the second what is said of it where it is zero. some and none
        (作出{}, 未作出{}决定) are said once around all that are there and all that are zero; without none each zero speaks
        for itself.
        """
        _checked(parts, tuple)
        figures = {words: self._sum(sum_of) for words, (sum_of, _) in parts.items() if self.stated(sum_of)}
        present = [words.replace("{}", plain(figure)) for words, figure in figures.items() if figure]
        zeros = [parts[words][1] for words, figure in figures.items() if not figure]
        clauses = [some.replace("{}", "、".join(present))] if present else []
        clauses += [none.replace("{}", "、".join(zeros))] if none and zeros else zeros
        return "，".join(clauses) or OMITTED

    def breakdown(self, whole: str, parts: Mapping[str, str | tuple[str, str]], some: str = "其中{}") -> str:
        """其中予以公开5件、部分公开1件; where there is but one kind 均为予以公开 (of one case 为予以公开).

        parts as for `nonzero`; they must add up to the whole. Where 均为 and the name do not do, a part is
        (id, "结果均为维持"): what is said where it is the only one; 均 falls away where it is one case.
        """
        if not self.stated(whole) or self.zero(whole):
            return OMITTED
        pairs = {words: part if isinstance(part, tuple) else (part, f"均为{words.partition('{}')[0]}") for words, part in _checked(parts).items()}
        total, present = self._sum(whole), self._parts({words: sum_of for words, (sum_of, _) in pairs.items()})
        if total != sum(present.values()):
            if not all(map(self.stated, (sum_of for sum_of, _ in pairs.values()))):
                return OMITTED
            raise Mistake(f"所列各部分相加不等于总数 {plain(total)}（{whole}），可能漏列了一部分。")
        if len(present) > 1:
            return some.replace("{}", "、".join(words.replace("{}", plain(figure)) for words, figure in present.items()))
        [words] = present
        alone = pairs[words][1]
        return alone.replace("均", "", 1) if total == 1 else alone

    def rate(self, part: str, whole: str) -> str:
        """98.51%, where it is a share at all; else nothing."""
        if not self.stated(f"{part} + {whole}") or not self._sum(part) <= self._sum(whole) != 0:
            return ""
        share = Decimal(self._sum(part)) * 100 / self._sum(whole)
        # what is not all of it is never called 100 %
        rounding = ROUND_DOWN if share > Decimal("99.99") else ROUND_HALF_UP
        return plain(share.quantize(Decimal("0.01"), rounding)) + "%"

    def last(self, name: str) -> str:
        """Last year's figure."""
        figure = self._of.last_year.totals.get(self._known(name)) if self._of.last_year else None
        return OMITTED if figure is None else plain(figure)

    def _parts(self, parts: Mapping[str, str]) -> dict[str, Figure]:
        figures = {words: self._sum(sum_of) for words, sum_of in _checked(parts).items() if self.stated(sum_of)}
        return {words: figure for words, figure in figures.items() if figure}

    def _sum(self, sum_of: str) -> Figure:
        return sum(sign * self._of.totals[name] for sign, name in self._terms(sum_of))

    def _terms(self, sum_of: str) -> list[tuple[int, str]]:
        if not isinstance(sum_of, str) or not _SUM.fullmatch(sum_of):
            raise Mistake(f"“{sum_of}”不是字段，也不是字段的加减。")
        signed = [(-1 if sign == "-" else 1, word) for sign, word in _TERM.findall(sum_of)]
        return [(sign, name) for sign, word in signed for name in self._matching(word)]

    def _matching(self, word: str) -> list[str]:
        if "*" not in word:
            return [self._known(word)]
        if found := [name for name in self._of.form.numeric if fnmatchcase(name, word)]:
            return found
        raise Mistake(f"没有字段符合“{word}”。")

    def _known(self, name: str) -> str:
        return _one_of(self._of.form.numeric, name, "数字")

    # ---------------------------------------------------------------- words

    def own(self, name: str) -> str:
        """The publishing body's own words, a blank line between paragraphs; its mere 无 is nothing."""
        filing = self._of.body_filing
        return "\n\n".join(said(filing.texts.get(self._text(name), ""))) if filing else ""

    def drafts(self, name: str) -> str:
        """What the other added units wrote, under their names, in roster order; the same words once."""
        speakers: dict[tuple[str, ...], list[str]] = {}
        for state in self._of.added:
            words = said(state.filing.texts.get(self._text(name), "")) if state.filing else ()
            if words and state.unit.code != self._of.body.code:
                speakers.setdefault(words, []).append(visible(state.unit.name))
        self.drafted[name] = "\n\n".join(f"{'、'.join(units)}：" + "\n\n".join(words) for words, units in speakers.items())
        return self.drafted[name]

    def speaks(self, text: str, of: str, name: str) -> bool:
        """Whether the body's own words speak of something (信息处理费) and say of it what the total says."""
        field = self._of.form.fields[self._known(name)]
        return _says(self.own(text), of, self._of.totals[name], field.unit) is True

    def unlike(self, text: str, of: str, name: str) -> str:
        """Whose words in the report say something else of it: the body's than the total, a unit's than its own figure."""
        unit, total = self._of.form.fields[self._known(name)].unit, self._of.totals[name]
        if own := self.own(text):
            wrong = not self.unstated(name) and _says(own, of, total, unit) is False
            return visible(self._of.title_body) if wrong else ""

        def differs(state: UnitState) -> bool:
            figure = state.filing.value(self._of.form, name) if state.filing else None
            return figure is not None and _says(state.filing.texts.get(text, ""), of, figure, unit) is False

        return several(filter(differs, self._of.added))

    @property
    def texts(self) -> Mapping[str, str]:
        """The report's words by field id: the body's own, else what the templates drafted of the units'."""
        words = {name: self.own(name) or self.drafted.get(name, "") for name in self._of.form.texts}
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

    @property
    def _phone(self) -> str:
        """Of the publishing body: as its workbook says, else the roster."""
        body = next((state for state in self._of.units if state.unit.code == self._of.body.code), None)
        own = self._of.body_filing.texts.get("unit.phone", "") if self._of.body_filing else ""
        return visible(own or (body.unit.phone if body else ""))

    def _text(self, name: str) -> str:
        return _one_of(self._of.form.texts, name, "文字")


def _one_of(names: Iterable[str], name: str, kind: str) -> str:
    names = tuple(names)
    if name in names:
        return name
    near = get_close_matches(str(name), names, 1)
    raise Mistake(f"没有名为“{name}”的{kind}字段" + (f"，是不是“{near[0]}”？" if near else "。"))


def _checked(parts: Mapping[str, object], kind: type = object) -> Mapping:
    """What a template lists, as it has to be written."""
    whole = isinstance(parts, Mapping) and all("{}" in words and isinstance(part, kind) for words, part in parts.items())
    if not whole:
        part = '("字段", "为零时怎么说")' if kind is tuple else '"字段"'
        raise Mistake(f'各部分要写成 {{"予以公开{{}}件": {part}, …}}，其中 {{}} 是数字的位置。')
    return parts


def _says(words: str, of: str, figure: Figure, unit: str) -> bool | None:
    """Whether the sentences that speak of something state the figure, or deny it where it is 0; None where none does."""
    sentences = "。".join(sentence for sentence in re.split("[。；;\n]", words) if of in sentence)
    if not sentences:
        return None
    if amounts := re.findall(rf"(\d[\d,，]*(?:\.\d+)?)\s*{unit}", sentences):
        return figure in [Decimal(re.sub("[,，]", "", amount)) for amount in amounts]
    return figure == 0 and bool(re.search("未|没有|无|不", sentences))


def said(text: str) -> tuple[str, ...]:
    """A unit's words as paragraphs; none where it only says that there is nothing."""
    paragraphs = tuple(filter(None, map(visible, text.splitlines())))
    nothing = len(paragraphs) == 1 and _NOTHING.fullmatch(paragraphs[0].strip("。．.；;！ 　"))
    return () if nothing else paragraphs


def visible(text: str) -> str:
    """Without what can't be seen, steers the reading direction, or can't stand in XML; tabs stay."""
    return "".join(filter(_seen, text)).strip()


def _seen(sign: str) -> bool:
    unseen = unicodedata.category(sign) in ("Cc", "Cf", "Cs") or sign in "\ufffe\uffff"
    return sign == "\t" or not unseen


def several(states: Iterable[UnitState], at_most: int = 10) -> str:
    """Units by name: X局、Y局, of many the first ones and how many there are."""
    names = [visible(state.unit.name) for state in states]
    return "、".join(names[:at_most]) + (f"等{len(names)}家" if len(names) > at_most else "")
