"""A run of words to a frame: what fills which slot, which marks are among them, whether all of it is understood."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from disclosure_batch.sentences.figures import WrittenFigure
from disclosure_batch.sentences.mentions import FIELD_SLOTS, RECEIVED, REMEDIES, Slots
from disclosure_batch.sentences.pieces import Piece
from disclosure_batch.sentences.vocabulary import Sense

HARMLESS = 2  # signs behind the last word with a meaning that may stay unknown
ORGANISATIONS = ("enterprise", "research_institution", "public_welfare", "legal_service", "other_organisation")
ANY = None
WIDER: dict[str, tuple[tuple[str, tuple[str, ...] | None], ...]] = {  # what says less than another word beside it
    "topic": (
        ("litigation", ("litigation_direct", "litigation_after")),
        ("remedies", REMEDIES[:4]),
        ("requests", REMEDIES),
        ("reconsideration", ("litigation_direct", "litigation_after")),
        ("gazette", ("regulations", "normative", "published", "interpretations")),  # 在政府公报公开规章
        ("published", ("requests", "interpretations", "columns", "platforms", "zones")),
    ),
    "column": (("organisation", ORGANISATIONS),),
    "act": (
        ("other", ("in_force", "repeal")),  # 清理后废止
        ("decide", ANY),
        ("happen", ANY),
        ("hold", ANY),
        ("open", ANY),
        ("receive", ("accept", "new", "collect")),
        ("handle", ("conclude", "answer", "accept")),
        ("answer", ("conclude",)),
        ("collect", ("receive",)),
    ),
}
RESTRICTS = re.compile(
    r"针对|围绕|向|对|以.{1,6}(?:方式|形式)|自.{1,10}(?:以来|起)"
    r"|[局委办厅院校镇乡处所站司队室会]$|公司$|中心$|街道$|大队$|部门$|单位$"
)
ENDINGS = tuple("上下内外中里前后人书表期")  # belong to the sign before them (线下), which may be unknown
OF_EACH = re.compile("^各|^镇街$|^乡镇$")  # 全区各部门、镇街
FOREIGN = "other"
WITHDRAWN = "closed.other"
TO_ALL = ("对", "就")
DECISIONS = {"licensing", "penalty", "coercion"}
CLOSER = {"more": "up", "less": "down"}  # behind 比上年
SlotValues = list[tuple[int, str]]  # position and value


class SemanticFrame(NamedTuple):
    """said: slot -> values. unclear: something among the words is not understood, or contradicts.

    unsure: right before them stands something unknown (减免 of 减免行政事业性收费): they may be of something else.
    """

    said: Slots
    marks: frozenset[str]
    unclear: bool
    unsure: bool = False

    def one(self, slot: str) -> str:
        """The value of a slot; '' where there is none, or several."""
        values = self.said.get(slot, ())
        return values[0] if len(values) == 1 else ""

    @property
    def speaks(self) -> bool:
        """Whether anything in it says which field is meant."""
        return not self.said.keys().isdisjoint(FIELD_SLOTS)


def frame_of(words: Sequence[Piece]) -> SemanticFrame:
    """Reports say the same things again and again, wherever they stand in a line."""
    return _frame_of(tuple((piece.text, piece.sense, piece.figure) for piece in words)) if words else NOTHING_SAID


@lru_cache(20_000)
def _frame_of(said: tuple[tuple[str, Sense | None, WrittenFigure | None], ...]) -> SemanticFrame:
    words = [Piece(0, 0, *one) for one in said]
    found = _found(words)
    marks = _marks(words) | _any_way(words, found)
    settled = {slot: _settled(slot, said, words) for slot, said in found.items()}
    foreign = FOREIGN in {value for _, value in found.get("topic", ())}
    unclear = foreign or _not_said(words, found, marks) or None in settled.values() or _not_understood(words, found)
    if foreign:
        settled["topic"] = (FOREIGN,)
    return SemanticFrame({slot: values for slot, values in settled.items() if values}, marks, unclear, _unsure(words))


NOTHING_SAID = SemanticFrame({}, frozenset(), unclear=False)


def _not_said(words: Sequence[Piece], found: dict[str, SlotValues], marks: frozenset[str]) -> bool:
    """Whether the words themselves leave it open what is counted."""
    named = "any_way" in marks or not {"channel", "way"}.isdisjoint(found)
    by_some_way = "by" in marks and not named
    return by_some_way or _with_others(words) or _is_open(words, found) or _of_another_reason(words)


def _any_way(words: Sequence[Piece], found: dict[str, SlotValues]) -> frozenset[str]:
    """通过网络、信函等渠道收到: several and 等 leave none out, so that they tell nothing apart."""
    ways = [i for i, _ in found.get("way", ())]
    following = words[ways[-1] + 1 : ways[-1] + 2] if len(ways) > 1 else ()
    if not any(piece.text.startswith("等") for piece in following):
        return frozenset()
    del found["way"]
    return frozenset(("any_way",))


def _with_others(words: Sequence[Piece]) -> bool:
    """不予处理和其他: together with others that are not named."""
    return any(a.join and b.mark in ("others", "rest") for a, b in pairwise(words))


def _is_open(words: Sequence[Piece], found: dict[str, SlotValues]) -> bool:
    """部分公开等情形: it is not said what else."""
    places = _places(found)
    return bool(places) and any(piece.text.startswith("等") for piece in words[max(places) :])


def _of_another_reason(words: Sequence[Piece]) -> bool:
    """因征地拆迁引发行政诉讼: what led to it is not known, and may be something else than requests."""
    places = [i for i, piece in enumerate(words) if piece.sense and piece.sense.value == "happen"]
    return bool(places) and any(piece.unknown for piece in words[: places[0]])


def _unsure(words: Sequence[Piece]) -> bool:
    """Whether something unknown stands right before or behind the words, or narrows them down (村民提出的申请)."""
    places = [i for i, piece in enumerate(words) if piece.sense and piece.sense.slot in FIELD_SLOTS]
    if not places:
        return False
    first = places[0]
    of_whom = any(piece.text == "的" for piece in words[:first]) and any(piece.unknown for piece in words[:first])
    of_one_sort = _unknown_in(words[first:])
    return _unknown_before(words) or of_whom or of_one_sort


def _unknown_before(words: Sequence[Piece]) -> bool:
    first = next((i for i, piece in enumerate(words) if piece.sense and piece.sense.slot in FIELD_SLOTS), 0)
    before = [piece for piece in words[:first] if piece.text not in ENDINGS]
    return bool(before) and before[-1].unknown and not _of_all_that_were(words)


def _marks(words: Sequence[Piece]) -> frozenset[str]:
    marks = frozenset(piece.mark for piece in words if piece.mark)
    alone = all(piece.mark or (piece.sense and piece.sense.slot == "filler") for piece in words)  # 降至 20 件, 少 5 件
    is_change = alone or "versus" in marks or _more_was_done(words)
    return marks | {CLOSER[mark] for mark in marks & CLOSER.keys()} if is_change else marks


def _more_was_done(words: Sequence[Piece]) -> bool:
    """较上年多受理 5 件，少办结 2 件."""
    return any(a.mark in CLOSER and b.sense is not None and b.sense.slot == "act" for a, b in pairwise(words))


def _found(words: Sequence[Piece]) -> dict[str, SlotValues]:
    found: dict[str, SlotValues] = {}
    for i, piece in enumerate(words):
        if piece.sense and piece.sense.slot not in ("mark", "filler"):
            found.setdefault(piece.sense.slot, []).append((i, piece.sense.value))
    for slot in ("row", "result"):
        if _are_examples(found.get(slot, ()), words):
            found[slot] = found[slot][-1:]
    if _joined_with_carried(words, found):  # 新收及上年结转
        found["row"] = [(i, "new") for i, _ in found.pop("act")] + found["row"]
    _without_examples(words, found)
    _released_with_parts(words, found)
    _what_led_to_it(words, found)
    _of_decisions(found)
    _of_remedies(found)
    return found


def _are_examples(said: SlotValues, words: Sequence[Piece]) -> bool:
    """因本机关不掌握等原因无法提供; 驳回、终止等其他结果: the first ones are why, or examples."""
    return len(said) > 1 and any(piece.text.startswith("等") for piece in words[said[0][0] : said[-1][0]])


def _without_examples(words: Sequence[Piece], found: dict[str, SlotValues]) -> None:
    """土地复垦等行政事业性收费: before 等 stand examples of what follows."""
    such = next((i for i, piece in enumerate(words) if piece.text == "等"), -1)
    topics = found.get("topic", [])
    if such < 0 or not any(i > such and topic != FOREIGN for i, topic in topics):
        return
    first_act = found.get("act", [(-1, FOREIGN)])[0]
    kept = {
        "topic": lambda one: one[1] != FOREIGN,
        "column": lambda _: False,
        "act": lambda one: one == first_act and one[1] != FOREIGN,
    }
    for slot, stays in kept.items():
        found[slot] = [one for one in found.get(slot, ()) if one[0] > such or stays(one)]


def _released_with_parts(words: Sequence[Piece], found: dict[str, SlotValues]) -> None:
    """公开和部分公开, 公开（含部分公开） are two outcomes; 公开 beside an outcome alone is that outcome."""
    releases, rows = [i for i, act in found.get("act", ()) if act == "release"], found.get("row", [])
    if len(releases) != 1 or not rows:
        return
    found["act"] = [(i, act) for i, act in found["act"] if act != "release"]
    if not found["act"]:
        del found["act"]
    place, first = releases[0], rows[0][0]
    if any(piece.join or piece.mark == "among" for piece in words[min(place, first) : max(place, first)]):
        found["row"] = sorted([(place, "granted"), *rows])


def _what_led_to_it(words: Sequence[Piece], found: dict[str, SlotValues]) -> None:
    """因公开答复引起行政复议, 因公开问题被申请复议: what stands before 引起 or 被 is why, not what is counted."""
    remedies = [i for i, topic in found.get("topic", ()) if topic in REMEDIES]
    led = [i for i, act in found.get("act", ()) if act == "happen" and i < max(remedies, default=-1)]
    passive = [i for i in remedies if words[i].text.startswith("被")]
    if led or passive:
        _from(min(led[-1:] + passive[-1:]), found)


def _of_decisions(found: dict[str, SlotValues]) -> None:
    """作出消防安全检查许可: 检查 belongs to the name of what was decided."""
    topics = {topic for _, topic in found.get("topic", ())}
    if topics and topics <= DECISIONS and "decide" in {act for _, act in found.get("act", ())}:
        found["act"] = [one for one in found["act"] if one[1] != FOREIGN]


def _of_remedies(found: dict[str, SlotValues]) -> None:
    """复议因申请人撤回而终止: of a reconsideration that is its result, and no outcome of a request."""
    topics = {topic for _, topic in found.get("topic", ())}
    if topics and topics <= set(REMEDIES) and "result" in found:
        found["row"] = [one for one in found.get("row", ()) if one[1] != WITHDRAWN]


def _from(first: int, found: dict[str, SlotValues]) -> None:
    """Leaves of topics and of what was done those that stand there or behind."""
    for slot in ("act", "topic"):
        found[slot] = [one for one in found.get(slot, ()) if one[0] >= first]


def _joined_with_carried(words: Sequence[Piece], found: dict[str, SlotValues]) -> bool:
    acts, rows = found.get("act", []), found.get("row", [])
    if len(acts) != 1 or len(rows) != 1 or acts[0][1] not in RECEIVED or rows[0][1] != "carried_in":
        return False
    first, last = sorted((acts[0][0], rows[0][0]))
    return any(piece.join for piece in words[first:last])


def _not_understood(words: Sequence[Piece], found: dict[str, SlotValues]) -> bool:
    """Unknown signs among the words that say which field it is, and before them what narrows it down.

    Behind them a few may stand; without any such words none.
    """
    places = _places(found)
    if not places:
        return any(piece.unknown for piece in words)
    first, last = min(places), max(places)
    if _unknown_in(words[first:last]) and not _are_decisions(found):
        return True
    if sum(piece.unknown for piece in words[last:]) > (0 if _bare_act(found) else HARMLESS):
        return True
    return _narrows_down(words[:first]) and not _of_all_that_were(words)


def _are_decisions(found: dict[str, SlotValues]) -> bool:
    """作出林木采伐许可: of one sort, which may be the only one."""
    topics, acts = ({value for _, value in found.get(slot, ())} for slot in ("topic", "act"))
    return bool(topics) and topics <= DECISIONS and acts == {"decide"}


def _places(found: dict[str, SlotValues]) -> list[int]:
    """Where the words stand that say which field it is."""
    return [i for slot in FIELD_SLOTS for i, _ in found.get(slot, ())]


def _narrows_down(words: Sequence[Piece]) -> bool:
    before = "".join(piece.text if piece.unknown else " " for piece in words)
    return bool(RESTRICTS.search(before.rstrip()))


def _of_all_that_were(words: Sequence[Piece]) -> bool:
    """对全年收到的 6 件申请逐一复盘: of all that were received, not of some."""
    first = next((i for i, piece in enumerate(words) if piece.sense and piece.sense.slot in FIELD_SLOTS), 0)
    before = "".join(piece.text for piece in words[:first] if piece.unknown)
    return before in TO_ALL and words[first].text.endswith("的") and words[first].sense.slot == "act"


def _bare_act(found: dict[str, SlotValues]) -> bool:
    """Whether it says what was done and not with what (发布解读): what follows is that."""
    return [slot for slot in FIELD_SLOTS if slot in found] == ["act"]


def _unknown_in(words: Sequence[Piece]) -> bool:
    """Unknown signs that are no examples: 占道等 of 占道等行政事业性收费."""
    examples = False
    for piece in reversed(words):
        if piece.unknown and not examples:
            return True
        examples = examples or piece.text == "等"
    return False


def _settled(slot: str, said: SlotValues, words: Sequence[Piece]) -> tuple[str, ...] | None:
    """The values of a slot: one, or several that are joined (复议、诉讼); None where they contradict each other."""
    values = _narrowest(slot, list(dict.fromkeys(value for _, value in said)))
    if slot == "scope":
        return (_scope(values, [words[i].text for i, value in said if value == "office"]),)
    if len(values) < 2:
        return tuple(values)
    places = [i for i, value in said if value in values]
    joined = all(_are_joined(words[a:b]) for a, b in pairwise(places))
    if slot == "year":  # 2023年、2024年两年合计 is of neither
        return (FOREIGN,) if joined else tuple(values[-1:])
    return tuple(values) if joined else None


def _scope(values: Sequence[str], of_the_office: Sequence[str]) -> str:
    """全区各部门、各镇街: each of a region's are all of it."""
    if "region" in values and all(OF_EACH.search(text) for text in of_the_office):
        return "region" if "system" not in values else "system"
    return next((value for value in values if value in ("office", "system")), values[-1])


def _are_joined(words: Sequence[Piece]) -> bool:
    return any(piece.join or piece.text == "并" for piece in words)


def _narrowest(slot: str, values: list[str]) -> list[str]:
    """Without those that say less than another."""
    if slot == "row":
        return [value for value in values if not any(other.startswith(f"{value}.") for other in values)]
    for wide, narrow in WIDER.get(slot, ()):
        said_closer = narrow is ANY or any(value in narrow for value in values)
        if wide in values and len(values) > 1 and said_closer:
            values.remove(wide)
    return values
