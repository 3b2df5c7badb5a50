"""How a finding is listed to be decided: what it is about, and the figures that a decision is made of."""

from collections.abc import Iterator, Mapping, Sequence

from disclosure_batch.decisions.decision import FINGERPRINT, Identity, ListedFinding
from disclosure_batch.figures.table import totals_of
from disclosure_batch.findings import Finding, Severity, Trouble
from disclosure_batch.intake.filing import Figure
from disclosure_batch.intake.submission import NoTellingWhichIsLater, Submission, Superseded
from disclosure_batch.intake.values import read_text
from disclosure_batch.references import runs
from disclosure_batch.rules.blank import BlankCells
from disclosure_batch.rules.case import Case
from disclosure_batch.text import plain

WHOSE_FILE, WHICH_FILE = frozenset(("U001", "U002")), frozenset(("U004", "F009"))
BLANK = "V001"
POINTS_ELSEWHERE = "U011"  # as an error it keeps a file from being anybody's
ACROSS = frozenset(("V012",))  # looks at last year, like the Y rules


def is_listed(finding: Finding) -> bool:
    """Whether it is put to the coordinator: an error, a warning, and what is blank, since a blank may be a 0."""
    return finding.severity is not Severity.NOTICE or (finding.rule == BLANK and finding.decision is None)


def asks_whose(finding: Finding) -> bool:
    """Whether it is in doubt of which unit a file is that was read."""
    return finding.rule in WHOSE_FILE or (finding.rule == POINTS_ELSEWHERE and finding.severity is Severity.ERROR)


def asks_which(finding: Finding) -> bool:
    """Whether it can be said of a file that it, of several of a unit, is the one that counts."""
    return finding.rule in WHICH_FILE and finding.severity is not Severity.NOTICE


def _is_of_a_file(finding: Finding) -> bool:
    """What is decided of it is decided of the whole file."""
    return asks_whose(finding) or asks_which(finding)


def _looks_at_last_year(rule: str) -> bool:
    return rule.startswith("Y") or rule in ACROSS


class Lines:
    """How the findings of a case are listed."""

    def __init__(self, case: Case) -> None:
        self.case, self.form = case, case.form
        self.submissions = {s.reading.path: s for s in case.submissions}
        rostered = case.roster.units if case.roster else ()
        self.units = {unit.key: unit for unit in (*rostered, *(s.unit for s in case.submissions if s.unit))}
        self._known: dict[str, tuple[Mapping[tuple[str, str], str], Mapping[str, Figure]]] = {}

    def identity(self, finding: Finding) -> Identity:
        """What a finding is about and the figures it speaks of: where these change it is another one."""
        return key_of(finding), self._stands(finding), self._other(finding)

    def line(self, finding: Finding) -> ListedFinding:
        """As the decisions file lists it."""
        unit = self.units.get(finding.unit)
        explained = f"单位的说明：{finding.explanation}" if finding.explanation else ""
        which = f"这一行是“{finding.file}”。" if asks_which(finding) else ""
        key, stands, other = self.identity(finding)
        return ListedFinding(
            key=key,
            code=unit.code if unit else "",
            name=unit.name if unit else finding.unit or "",
            rule=finding.rule,
            severity=finding.severity.word,
            sheet=finding.sheet or "",
            cell=finding.cell or "",
            stands=stands,
            other=other,
            message="\n".join(filter(None, (finding.message, which, explained))),
        )

    def _stands(self, finding: Finding) -> str:
        """The figure; of a finding about a whole file its fingerprint, so that another file is another finding."""
        submission = self.submissions.get(finding.file)
        if submission and (_is_of_a_file(finding) or (finding.value is None and not finding.field)):
            return _fingerprint(submission)
        return as_cell(finding.value)

    def _other(self, finding: Finding) -> str:
        """What is expected, and the further figures; where one of several files may count, the others."""
        if _is_of_a_file(finding):
            return "、".join(map(_fingerprint, self._rivals(finding)))
        return "；".join(filter(None, (as_cell(finding.expected), "、".join(self._others(finding)))))

    def _rivals(self, finding: Finding) -> Sequence[Submission]:
        """The files beside which it counts, or does not: where these are others, it is another question."""
        troubles = self.submissions[finding.file].troubles if asks_which(finding) else ()
        return [other for trouble in troubles for other in _others(trouble)]

    def _others(self, finding: Finding) -> Iterator[str]:
        """The further figures that a finding speaks of, as far as there are any: D30 办理总计 13、D9 予以公开 8.

        Of what is blank where it is: other blanks are another finding.
        """
        if isinstance(finding.about, BlankCells):
            yield f"空着 {runs(finding.about.cells)}"
        for name, figure in self.figures(finding).items():
            if figure and name != finding.field:
                cell = self.submissions[finding.file].filing.place(self.form, name)[1]
                beside = _beside(self.form.fields[name].name, self.form.fields[finding.field].name)
                yield f"{cell} {beside} {plain(figure)}"
        for name, figure in self._last_year(finding).items():
            yield f"上年{self.form.fields[name].name} {plain(figure)}"

    def _last_year(self, finding: Finding) -> Mapping[str, Figure]:
        """Last year's figures that a finding across the years speaks of."""
        submission = self.submissions.get(finding.file)
        if self.case.previous is None or submission not in self.case.current or not _looks_at_last_year(finding.rule):
            return {}
        last = self.case.previous.row(self.case.current.index(submission))
        return {name: last[name] for name in self._terms_of_last_year(finding) if last[name] is not None}

    def _terms_of_last_year(self, finding: Finding) -> list[str]:
        """Those of its relation, else that of its field."""
        own = (r for r in self.form.relations if (r.code, r.first) == (finding.rule, finding.field))
        if relation := next(own, None):
            return [term.field for term in relation.terms if term.last_year]
        return [finding.field] if finding.field in self.form.numeric else []

    def figures(self, finding: Finding) -> Mapping[str, Figure | None]:
        """The figures that a finding speaks of: its own, those of the other cells, the parts of those that are sums."""
        submission = self.submissions.get(finding.file)
        if not (finding.field and submission and submission.filing):
            return {}
        places, figures = self._filed(submission)
        others = (places.get((finding.sheet, cell)) for cell in finding.also)
        named = [name for name in (finding.field, *others) if name in self.form.numeric]
        return {name: figures.get(name) for whole in named for name in (whole, *self.form.typed_in(whole))}

    def _filed(self, submission: Submission) -> tuple[Mapping[tuple[str, str], str], Mapping[str, Figure]]:
        """The fields of a filing by their place, and its figures, totals re-derived."""
        path, filing = submission.reading.path, submission.filing
        if path not in self._known:
            places = {filing.place(self.form, name): name for name in self.form.numeric}
            self._known[path] = places, totals_of(self.form, dict(zip(self.form.inputs, filing.values, strict=True)))
        return self._known[path]


def key_of(finding: Finding) -> str:
    """What a finding is about, whatever figures it has: unit, rule, field. A file that was moved changes nothing."""
    file = (finding.file or "").rpartition("/")[2]
    about = finding.field or "!".join(filter(None, (finding.sheet, finding.cell)))
    if _is_of_a_file(finding) or not about:
        about = file if finding.unit else ""
    return as_cell("/".join(filter(None, (finding.unit or file, finding.rule, about))))


def _others(trouble: Trouble) -> Sequence[Submission]:
    match trouble:
        case NoTellingWhichIsLater(others=others):
            return others
        case Superseded(by=by):
            return (by,)
    return ()


def _fingerprint(submission: Submission) -> str:
    return f"{FINGERPRINT}{submission.reading.sha256[:12]}"


def _beside(name: str, other: str) -> str:
    """What a field is called beside another one of its row or column."""
    differing = [mine for mine, its in zip(name.split("·"), other.split("·"), strict=False) if mine != its]
    return differing[0] if len(differing) == 1 else name


def as_cell(value: Figure | str | None) -> str:
    """A value as a cell can hold it and gives it back."""
    if isinstance(value, str):
        return " ".join(read_text(value).split())[:500]
    return "" if value is None else plain(value)
