"""What a text template can say of figures beside each other: last year's, parts of a whole, units of a district."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from disclosure_batch.form.model import Figure
from disclosure_batch.report import ratios
from disclosure_batch.report.narrative import OMITTED, TemplateMistake
from disclosure_batch.report.ratios import CHANGE, ENOUGH, as_told
from disclosure_batch.report.subject import Contributor, Subject
from disclosure_batch.report.sums import Sums
from disclosure_batch.report.told import Told, figure_told, filled, joined, row
from disclosure_batch.report.words import visible
from disclosure_batch.text import plain

FIRST, MOST = 3, 5  # so many units are named, and so many at most where several are level
NUMERALS = {2: "两", 3: "三", 4: "四", 5: "五"}


class Comparing:
    """The figures of one subject."""

    def __init__(self, subject: Subject, sums: Sums) -> None:
        self._of, self._sums = subject, sums

    # ---------------------------------------------------------------- last year

    def change(self, sum_of: str, unit: str = "件") -> str:
        """，较上年增长12.5%; ，与上年持平. Nothing where last year isn't known like for like, or units are lacking."""
        said = self.against(sum_of, unit)
        return joined(("，", said)) if said else ""

    def against(self, sum_of: str, unit: str) -> str:
        """较上年增长12.5%."""
        before = self._before(sum_of)
        return "" if before is None else ratios.change(self._sums.total(sum_of), before, unit, sum_of)

    def compared(self, words: str, sum_of: str, grown: str = "") -> str:
        """新收申请22件，较上年增长100%, of 新收申请{}件; from nothing 新收申请由上年的0件增至3件.

        grown: what stands before 由上年的, where it is not what stands before the figure: 行政诉讼 of 发生行政诉讼{}件.
        """
        if not self._sums.stated(sum_of):
            return OMITTED
        now, unit = self._sums.total(sum_of), words.partition("{}")[2]
        before = self._before(sum_of)
        if before is not None and ratios.is_manifold(now, before):
            last = as_told(before, f"{sum_of} {CHANGE}")
            said = joined(("由上年的", last, unit, "增至", as_told(now, sum_of)))
            return joined((grown, said, unit)) if grown else filled(words, said)
        return joined((filled(words, as_told(now, sum_of)), self.change(sum_of, unit)))

    def _before(self, sum_of: str) -> Figure | None:
        """Last year's, where it can be compared."""
        return None if self._of.lacking or not self._sums.stated(sum_of) else self._sums.last_year(sum_of)

    # ---------------------------------------------------------------- a part and its whole

    def rate(self, part: str, whole: str) -> str:
        """98.51%, where it is a share at all; else nothing."""
        both = self._sums.stated(f"{part} + {whole}") and self._same_units(f"{part} + {whole}")
        if not both or not self._sums.total(part) <= self._sums.total(whole) != 0:
            return ""
        return printed_share(ratios.percent(self._sums.total(part), self._sums.total(whole)), f"{part} / {whole}")

    def rate_change(self, part: str, whole: str) -> str:
        """，较上年提高0.3个百分点."""
        known = self.rate(part, whole) and (self._before(part), self._before(whole))
        if not known or None in known or not known[0] <= known[1] or known[1] < ENOUGH:
            return ""
        now = ratios.percent(self._sums.total(part), self._sums.total(whole))
        return joined(("，", ratios.points(now, ratios.percent(*known), f"{part} / {whole}")))

    def enough(self, sum_of: str) -> bool:
        """Whether of so many cases a share says something."""
        return self._sums.stated(sum_of) and self._sums.total(sum_of) >= ENOUGH

    def within(self, whole: str, *parts: str) -> bool:
        """Whether the parts that are stated come to no more than their whole."""
        return self._sums.stated(whole) and sum(self._known(parts)) <= self._sums.total(whole)

    def overlapping(self, whole: str, *parts: str) -> bool:
        """Whether each is within its whole, and all together are more: some is counted in several of them."""
        each_within = all(self.within(whole, part) for part in parts)
        return self._sums.stated(whole) and each_within and not self.within(whole, *parts)

    def _known(self, sums: Iterable[str]) -> Iterator[Figure]:
        return (self._sums.total(sum_of) for sum_of in sums if self._sums.stated(sum_of))

    def _same_units(self, sum_of: str) -> bool:
        """Whether as many units have stated one as the other."""
        return len({self._of.reported[name] for name in self._sums.fields(sum_of)}) < 2

    # ---------------------------------------------------------------- parts of a whole

    def breakdown(self, whole: str, parts: Mapping[str, str | tuple[str, str]], some: str = "其中{}") -> str:
        """其中予以公开5件、部分公开1件; where there is but one kind 均为予以公开 (of one case 为予以公开).

        parts as for `nonzero`; they must add up to the whole. Where 均为 and the name do not do, a part is
        (id, "结果均为维持"): what is said where it is the only one; 均 falls away where it is one case.
        """
        present = self._parts(whole, parts)
        if len(present) > 1:
            return filled(some, row((filled(words, as_told(n, of)) for words, n, of in present), "、"))
        return self._alone(whole, parts, present)

    def ranked(self, whole: str, parts: Mapping[str, str | tuple[str, str]], some: str = "其中{}") -> str:
        """其中予以公开55件，占55.00%；部分公开45件，占45.00%: the largest first; of few 予以公开5件、部分公开1件.

        parts as for `breakdown`.
        """
        present = sorted(self._parts(whole, parts), key=lambda part: -part[1])
        if len(present) < 2:
            return self._alone(whole, parts, present)
        counted = [filled(words, as_told(n, of)) for words, n, of in present]
        shares = ratios.shares([n for _, n, _ in present])
        if not shares:
            return filled(some, row(counted, "、"))
        told = [printed_share(share, f"{of} / {whole}") for share, (_, _, of) in zip(shares, present, strict=True)]
        return filled(some, row((joined((n, "，占", share)) for n, share in zip(counted, told, strict=True)), "；"))

    def largest(self, parts: Mapping[str, str], most: int = 2) -> str:
        """保护第三方合法权益120件、属于行政执法案卷80件: the largest of them."""
        there = ((words, self._sums.total(of), of) for words, of in parts.items() if self._sums.stated(of))
        present = sorted((part for part in there if part[1]), key=lambda part: -part[1])
        return row((filled(words, as_told(n, of)) for words, n, of in present[:most]), "、") or OMITTED

    def _parts(self, whole: str, parts: Mapping[str, str | tuple[str, str]]) -> list[tuple[str, Figure, str]]:
        """Those that are there, with figure and sum; none where they can't be told."""
        if not self._sums.stated(whole) or not self._sums.total(whole):
            return []
        sums = {words: part[0] if isinstance(part, tuple) else part for words, part in checked(parts).items()}
        there = ((words, self._sums.total(of), of) for words, of in sums.items() if self._sums.stated(of))
        present = [part for part in there if part[1]]
        if self._sums.total(whole) == sum(n for _, n, _ in present):
            return present
        if not all(map(self._sums.stated, sums.values())):
            return []
        total = plain(self._sums.total(whole))
        raise TemplateMistake(f"所列各部分相加不等于总数 {total}（{whole}），可能漏列了一部分。")

    def _alone(self, whole: str, parts: Mapping, present: Sequence[tuple[str, Figure, str]]) -> str:
        """均予以公开; of one case 予以公开."""
        if not present:
            return OMITTED
        words = present[0][0]
        part = parts[words]
        alone = part[1] if isinstance(part, tuple) else f"均为{words.partition('{}')[0]}"
        return alone.replace("均", "", 1) if self._sums.total(whole) == 1 else alone

    # ---------------------------------------------------------------- the units of a district

    def leading(self, sum_of: str, what: str) -> str:
        """申请量前三位的单位依次为甲局812件、乙局500件、丙局300件，合计占53.36%; units that are level all or none."""
        if not self._can_rank(sum_of):
            return ""
        ranked = sorted(self._by_unit(sum_of), key=lambda one: -one[1])
        named = _first(ranked)
        if not 2 <= len(named) < len(ranked):
            return ""
        level = any(one == other for (_, one), (_, other) in pairwise(named))
        units = row((joined((visible(one.name), as_told(n, f"{sum_of} 单位"), "件")) for one, n in named), "、")
        together = ratios.percent(sum(n for _, n in named), self._sums.total(sum_of))
        share = printed_share(together, f"{sum_of} 单位")
        head = f"{what}前{NUMERALS[len(named)]}位的单位{'' if level else '依次'}为"
        return joined((head, units, "，合计占", share))

    def by_category(self, sum_of: str) -> str:
        """政府部门2456件、乡镇街道565件: of the kinds of units."""
        if not self._can_rank(sum_of):
            return ""
        kinds: dict[str, Figure] = {}
        for one, n in self._by_unit(sum_of):
            kinds[one.category] = kinds.get(one.category, 0) + n
        if len(kinds) < 2 or "" in kinds:
            return ""
        ranked = sorted(kinds.items(), key=lambda kind: -kind[1])
        return row((joined((kind, as_told(n, f"{sum_of} {kind}"), "件")) for kind, n in ranked), "、")

    def _can_rank(self, sum_of: str) -> bool:
        """Not of one unit's own report, nor where a unit is lacking or it isn't known what it has."""
        fields = set(self._sums.fields(sum_of))
        unknown = any(one.unknown & fields for one in self._of.contributors)
        return self.enough(sum_of) and not (self._of.of_one or self._of.lacking or unknown)

    def _by_unit(self, sum_of: str) -> Iterator[tuple[Contributor, Figure]]:
        for one in self._of.contributors:
            figures = [one.figure(name) or 0 for name in self._sums.fields(sum_of)]
            if any(figures):
                yield one, sum(figures)


def _first(ranked: Sequence[tuple[Contributor, Figure]]) -> Sequence[tuple[Contributor, Figure]]:
    """The first three; with them those that are level with the third, or without any of them where they are many."""
    if len(ranked) <= FIRST:
        return ()
    third = ranked[FIRST - 1][1]
    reached = [one for one in ranked if one[1] >= third]
    return reached if len(reached) <= MOST else [one for one in ranked if one[1] > third]


def printed_share(share: Decimal, of: str) -> Told:
    """40.00%: shares are all to two places."""
    return joined((figure_told(f"{share:.2f}", of), "%"))


def checked(parts: Mapping[str, object], kind: type = object) -> Mapping:
    """What a template lists, as it has to be written."""
    if isinstance(parts, Mapping) and all("{}" in words and isinstance(part, kind) for words, part in parts.items()):
        return parts
    part = '("字段", "为零时怎么说")' if kind is tuple else '"字段"'
    raise TemplateMistake(f'各部分要写成 {{"予以公开{{}}件": {part}, …}}，其中 {{}} 是数字的位置。')
