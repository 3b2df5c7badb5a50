"""How what this tool would write now differs from what it wrote: sentence by sentence, in their order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from msgspec.structs import replace

from disclosure_batch.carry.lines import wording
from disclosure_batch.carry.written import Number, Sentence

ALIKE = 0.4  # of two sentences that stand where one became the other


@dataclass(frozen=True, slots=True)
class Step:
    """Sentences that became others: one with other figures, others in its place, gone or new where a side is empty."""

    was: tuple[Sentence, ...]
    now: tuple[Sentence, ...]

    @property
    def same(self) -> bool:
        """Whether its words are the same."""
        return len(self.was) == len(self.now) == 1 and wording(self.was[0].text) == wording(self.now[0].text)

    @property
    def changes(self) -> bool:
        """Of the same words: whether a number is another one."""
        return any(old.text != new.text for old, new in self.numbers)

    @property
    def numbers(self) -> list[tuple[Number, Number]]:
        """Of the same words: each number as it was and as it is now."""
        return list(zip(self.was[0].numbers, self.now[0].numbers, strict=True))


def steps(was: Sequence[Sentence], now: Sequence[Sentence]) -> list[Step]:
    """All of both, each once."""
    now = _broken_as(was, now)
    matcher = SequenceMatcher(None, [wording(s.text) for s in was], [wording(s.text) for s in now], autojunk=False)
    made: list[Step] = []
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            made += [Step((old,), (new,)) for old, new in zip(was[first:last], now[start:end], strict=True)]
        else:
            made += _between(was[first:last], now[start:end])
    return made


def _broken_as(was: Sequence[Sentence], now: Sequence[Sentence]) -> Sequence[Sentence]:
    """The title on as many lines as before: another name may be longer or shorter, but a line is no sentence."""
    before, after = (list(_first_paragraph(sentences)) for sentences in (was, now))
    title = "".join(sentence.text.rstrip("\n") for sentence in after)
    if (len(before), len(after)) == (1, 2):
        return [replace(after[0], text=title), *now[2:]]
    if (len(before), len(after)) == (2, 1) and title.endswith(before[1].text):
        name = title.removesuffix(before[1].text)
        return [replace(after[0], text=f"{name}\n"), replace(after[0], text=before[1].text), *now[1:]]
    return now


def _first_paragraph(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    return takewhile(lambda sentence: sentence.paragraph == sentences[0].paragraph, sentences)


def _between(was: Sequence[Sentence], now: Sequence[Sentence]) -> Iterator[Step]:
    """Of sentences in the same place each old one becomes the first new one that is like it; the others are new."""
    left = list(now)
    for old in was:
        like = next((at for at, new in enumerate(left) if _alike(old, new, len(was) == len(now))), None)
        if like is None:
            yield Step((old,), ())
            continue
        yield from (Step((), (new,)) for new in left[:like])
        yield Step((old,), (left[like],))
        left = left[like + 1 :]
    yield from (Step((), (new,)) for new in left)


def _alike(old: Sentence, new: Sentence, in_pairs: bool) -> bool:
    if old.style != new.style:
        return False
    return in_pairs or SequenceMatcher(None, wording(old.text), wording(new.text)).ratio() >= ALIKE
