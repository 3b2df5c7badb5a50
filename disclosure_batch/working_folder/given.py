"""What 年报.toml in the current folder tells a command, where the command line doesn't say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from disclosure_batch.papers import CONSOLIDATED
from disclosure_batch.settings import Settings, read_settings

SETTINGS_HERE = "年报.toml"
DISTRIBUTED, OWN_REPORTS, REPORT, DECISIONS = "下发", "单位年报", "年度报告.docx", "处理决定.xlsx"
SAID = {
    "year": "年度",
    "paths": "读",
    "report": "报告",
    "result": "结果",
    "roster": "名册",
    "previous": "上年",
    "against": "对照",
    "decisions": "处理决定",
    "source": "来源",
    "output": "写到",
}
OF_MERGE = ("decisions", "on-error", "by-parent", "report-template", "text-templates", "jobs", "quiet")


@dataclass(frozen=True)
class Given:
    """What each command is told, by the names of its parameters; paths as they are typed."""

    commands: Mapping[str, Mapping[str, object]]

    def of(self, command: str) -> Mapping[str, object]:
        return self.commands.get(command, {})

    def told(self, command: str) -> str:
        """年度 2024，收件 收件，名册 名册.xlsx: what a person wants to see of it."""
        said = {name: self.of(command)[name] for name in SAID if name in self.of(command)}
        return "，".join(f"{SAID[name]} {_in_words(value)}" for name, value in said.items()) or "设置"


def given_here() -> Given | None:
    """From the file in the current folder; None where there is none. Raises SettingsMistakes."""
    file = Path(SETTINGS_HERE)
    return given_by(read_settings(file)) if file.is_file() else None


def given_by(settings: Settings) -> Given:
    options = settings.options
    year = settings.year
    roster, paths = options.get("roster"), options.get("paths")
    previous = _previous(options.get("previous"))
    output = options.get("output") or (f"output/{year}" if year else None)
    name = None if settings.publisher else settings.name  # who publishes is said by the settings themselves
    reading = {"paths": paths, "year": year, "previous": previous}
    writing = {"settings": SETTINGS_HERE, "report_template": options.get("report-template")}
    of_merge = {option.replace("-", "_"): options.get(option) for option in OF_MERGE}
    kept = (*(paths or ()), roster, previous, _there(options.get("decisions")))
    commands = {
        "template": {"year": year},
        "distribute": {"roster": roster, "output": DISTRIBUTED, "year": year, "previous": previous},
        "check": {**reading, "roster": roster},
        "merge": {**of_merge, **reading, **writing, "roster": roster, "name": name or None, "output": output},
        "report": {**reading, **writing, "output": OWN_REPORTS},
        "proof": _of_proof(output, roster, previous),
        "archive": {"result": output, "paths": (*filter(None, kept),), "output": f"档案{year}.zip" if year else None},
        "fill": {"source": f"{output}/{CONSOLIDATED}" if output else None},
    }
    said = {name: {key: value for key, value in told.items() if value} for name, told in commands.items()}
    return Given(said)


def _of_proof(output: object, roster: object, previous: str | None) -> dict[str, object]:
    """The report that was written, held against the workbook beside it."""
    against = _there(f"{output}/{CONSOLIDATED}" if output else None)
    return {
        "report": f"{output}/{REPORT}" if output else None,
        "against": against,
        "previous": previous,
        "roster": _there(roster),
    }


def _previous(path: object) -> str | None:
    """A folder into which nobody has put anything yet is no result."""
    folder = Path(str(path)) if path else None
    empty = folder and folder.is_dir() and all(entry.name.startswith(".") for entry in folder.iterdir())
    return None if folder is None or empty else str(path)


def _there(path: object) -> str | None:
    return str(path) if path and Path(str(path)).exists() else None


def _in_words(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
