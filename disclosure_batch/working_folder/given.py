"""What 年报.toml in the current folder tells a command, where the command line doesn't say it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from disclosure_batch.papers import ANNUAL_REPORT, CONSOLIDATED
from disclosure_batch.settings import OPTIONS, Settings, read_settings
from disclosure_batch.storing import real
from disclosure_batch.working_folder.next_year import HandedOn, archive_of, handed_on, next_folder

SETTINGS_HERE = "年报.toml"
DISTRIBUTED, OWN_REPORTS = "下发", "单位年报"
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
    "directory": "建",
}
RESULTS = ("report", "result", "against", "source")  # what merge writes
NO_RESULT = "还没有“{}”。请先汇总：双击“汇总”，或运行 disclosure-batch merge。"
OF_MERGE = ("decisions", "on-error", "by-parent", "report-template", "text-templates", "jobs", "scheduler", "quiet")


@dataclass(frozen=True)
class Given:
    """What each command is told, by the names of its parameters; paths as they are typed."""

    commands: Mapping[str, Mapping[str, object]]
    places: Mapping[str, str] = field(default_factory=dict)  # in which line of the file a setting stands

    def of(self, command: str) -> Mapping[str, object]:
        return self.commands.get(command, {})

    def told(self, command: str, typed: Collection[str]) -> str:
        """年度 2024，读 收件，名册 名册.xlsx: what a person wants to see of it, but for what they have typed."""
        said = {name: self.of(command)[name] for name in SAID if name in self.of(command) and name not in typed}
        return "，".join(f"{SAID[name]} {_in_words(value)}" for name, value in said.items()) or "设置"

    def not_there(self, parameter: str, path: object) -> str:
        """What is to be said where a file or folder that a command is told to take isn't there."""
        key = parameter.replace("_", "-")
        if parameter in RESULTS or key not in OPTIONS:
            return NO_RESULT.format(path)
        place = self.places.get(key, "")
        return f"{SETTINGS_HERE} {place}{key}（{OPTIONS[key].what}）写的“{path}”不存在。请核对名称和位置。"


def given_here() -> Given | None:
    """From the file in the current folder; None where there is none. Raises SettingsMistakes."""
    file = Path(SETTINGS_HERE)
    return given_by(read_settings(file)) if file.is_file() else None


def given_by(settings: Settings) -> Given:
    options = settings.options
    year = settings.year
    roster, paths = options.get("roster"), options.get("paths")
    previous = _previous(options.get("previous"))
    output = _output(settings)
    name = None if settings.publisher else settings.name  # who publishes is said by the settings themselves
    reading = {"paths": paths, "year": year, "previous": previous}
    writing = {"settings": SETTINGS_HERE, "report_template": options.get("report-template")}
    of_merge = {option.replace("-", "_"): options.get(option) for option in OF_MERGE}
    kept = (SETTINGS_HERE, *(paths or ()), roster, previous, _there(options.get("decisions")))
    commands = {
        "template": {"year": year},
        "distribute": {"roster": roster, "output": DISTRIBUTED, "year": year, "previous": previous},
        "check": {**reading, "roster": roster},
        "merge": {**of_merge, **reading, **writing, "roster": roster, "name": name or None, "output": output},
        "report": {**reading, **writing, "output": OWN_REPORTS},
        "proof": _of_proof(output, roster, previous),
        "archive": {"result": output, "paths": (*filter(None, kept),), "output": archive_of(year) if year else None},
        "init": _of_next_year(settings),
        "fill": {"source": f"{output}/{CONSOLIDATED}" if output else None},
    }
    said = {name: {key: value for key, value in told.items() if value} for name, told in commands.items()}
    return Given(said, settings.places)


def handed_on_here(name: str, year: int) -> HandedOn:
    """What the current folder hands on to this body's next year; nothing where it is no folder of the year before."""
    file = Path(SETTINGS_HERE)
    settings = read_settings(file) if file.is_file() else Settings()
    follows = settings.name == name and settings.year == year - 1
    return handed_on(settings, Path(_output(settings) or "")) if follows else HandedOn()


def _of_next_year(settings: Settings) -> dict[str, object]:
    if not settings.year:
        return {}
    folder = next_folder(real(Path()), settings.year)
    return {"directory": folder, "name": settings.name, "year": settings.year + 1}


def _output(settings: Settings) -> str | None:
    told = settings.options.get("output") or (f"output/{settings.year}" if settings.year else None)
    return str(told) if told else None


def _of_proof(output: object, roster: object, previous: str | None) -> dict[str, object]:
    """The report that was written, held against the workbook beside it."""
    against = _there(f"{output}/{CONSOLIDATED}" if output else None)
    return {
        "report": f"{output}/{ANNUAL_REPORT}" if output else None,
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
