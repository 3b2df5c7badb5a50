"""Which rule speaks of what the intake noticed: so that a test of reading can say F006 without asking any rule."""

from collections.abc import Iterable, Iterator

from disclosure_batch.documents import unreadable
from disclosure_batch.findings import Trouble
from disclosure_batch.intake import submission, troubles

RULES: dict[type[Trouble], str] = {
    unreadable.NotReadable: "F001",
    unreadable.Encrypted: "F002",
    troubles.WrongExtension: "F003",
    troubles.SetAside: "F004",
    unreadable.BeyondLimits: "F005",
    unreadable.Damaged: "F006",
    troubles.ActiveContent: "F007",
    submission.ExactCopy: "F008",
    submission.Superseded: "F009",
    troubles.FarAway: "F010",
    troubles.NotThisForm: "L001",
    troubles.OtherEdition: "L002",
    troubles.TableOfOtherEdition: "L002",
    troubles.FoundByLabels: "L004",
    troubles.FiguresNotFound: "L005",
    troubles.FoundTwice: "L006",
    troubles.HiddenFigures: "L007",
    troubles.ConsolidatedWorkbook: "L008",
    troubles.DetailNotBeside: "L019",
    troubles.ForeignFigures: "L010",
    troubles.MergedCells: "L011",
    troubles.NearlyAnIndicator: "L012",
    troubles.TextOutside: "L013",
    troubles.RunOn: "L013",
    troubles.BehindTheReport: "L013",
    troubles.FiguresInComments: "L014",
    submission.UnknownUnit: "U001",
    submission.CodeAndNameDisagree: "U002",
    submission.NoTellingWhichIsLater: "U004",
    submission.KnownByAlias: "U006",
    submission.RowOfConsolidated: "U007",
    submission.PublishersReport: "U007",
    submission.OwnSumBeside: "U014",
    submission.ToldByFileName: "U010",
    submission.PointsElsewhere: "U011",
}


def rule_of(trouble: Trouble) -> str:
    return next(rule for kind, rule in RULES.items() if isinstance(trouble, kind))


def rules_of(found: Iterable[Trouble]) -> list[str]:
    return [rule_of(trouble) for trouble in found]


def those(kind: type[Trouble], found: Iterable[Trouble]) -> Iterator[Trouble]:
    return (trouble for trouble in found if isinstance(trouble, kind))
