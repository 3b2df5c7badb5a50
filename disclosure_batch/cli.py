"""The commands: arguments in, one call, print, exit code."""

import gettext
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from disclosure_batch import __version__
from disclosure_batch.form.model import YEARS

# click asks gettext for every sentence of its own; locale/ has them in Chinese.
gettext.bindtextdomain("messages", str(Path(__file__).with_name("locale")))
os.environ["LANGUAGE"] = "zh_CN"

T = TypeVar("T")
FROM_THE_FOLDER = ("template", "distribute", "check", "merge", "report", "proof", "archive", "fill", "init")
READING = ("distribute", "check", "merge", "report", "proof", "archive", "fill")  # files that others have made
ASKED_FOR_HELP, GIVEN = "disclosure_batch.asked_for_help", "disclosure_batch.given"
INTERRUPTED = 130  # by Ctrl-C, as every shell has it


class NotThere(click.ClickException):
    """What the folder's 年报.toml names and isn't there: nobody has typed a command wrong."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


class Existing(click.Path):
    """A path that has to be there; where it isn't, that is said without the name of the argument."""

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        try:
            return super().convert(value, parameter, context)
        except click.BadParameter as wrong:
            given = context.meta.get(GIVEN) if context else None
            if given and not _is_typed(context, parameter.name):
                raise NotThere(given.not_there(parameter.name, value)) from wrong
            raise click.UsageError(wrong.message, context) from wrong


FILE = Existing(exists=True, dir_okay=False, path_type=Path)
ANY = Existing(exists=True, path_type=Path)
NEW = click.Path(path_type=Path)


def _is_typed(context: click.Context, parameter: str) -> bool:
    return context.get_parameter_source(parameter) is ParameterSource.COMMANDLINE


class Command(click.Command):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{"options_metavar": "[选项]", **named})

    def parse_args(self, context: click.Context, words: list[str]) -> list[str]:
        """What is missing is said with an example of the whole."""
        try:
            return super().parse_args(context, words)
        except click.MissingParameter as missing:
            named = isinstance(missing.param, click.Option)
            what = missing.param.opts[-1] if named else missing.param.human_readable_name
            example = re.search("例：.*", self.help or "")
            raise click.UsageError(f"缺少 {what}。{example[0] if example else ''}", context) from missing

    def invoke(self, context: click.Context) -> Any:
        """The screen's first line says by what of the folder's 年报.toml it runs."""
        if given := context.meta.get(GIVEN):
            typed = [name for name in context.params if _is_typed(context, name)]
            click.echo(f"按 年报.toml：{given.told(self.name, typed)}（命令行写了的，以命令行为准）", err=True)
        return super().invoke(context)


class Commands(click.Group):
    """The commands in the order in which they are used."""

    command_class = Command

    def invoke(self, context: click.Context) -> Any:
        """Ctrl-C ends with one code wherever it comes, also while modules are still imported."""
        context.meta[ASKED_FOR_HELP] = not {"-h", "--help"}.isdisjoint(context.args)
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            click.echo("已中断。", err=True)
            raise click.exceptions.Exit(INTERRUPTED) from None

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=Commands,
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "-V", "--version", prog_name="disclosure-batch")
@click.pass_context
def main(context: click.Context) -> None:
    """政府信息公开工作年度报告：下发模板，收回汇总，核对勾稽关系，写出汇总表和年度报告。

    第一次使用：disclosure-batch demo 演示。一年的工作文件夹：disclosure-batch init。
    """
    prepare_streams()
    if context.invoked_subcommand in READING and not context.meta[ASKED_FOR_HELP]:
        from disclosure_batch.documents.confined import kept
        from disclosure_batch.intake.ahead import be_ready_to_read

        context.with_resource(kept(be_ready_to_read))
    _take_from_the_folder(context)


def prepare_streams() -> None:
    """Replace what the console can't print, in whatever encoding it has; printing never fails."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _take_from_the_folder(context: click.Context) -> None:
    """A 年报.toml in the current folder says what the command line doesn't."""
    from disclosure_batch.working_folder.given import SETTINGS_HERE, given_here

    command = "" if context.meta[ASKED_FOR_HELP] else context.invoked_subcommand or ""
    given = _run(given_here) if os.path.isfile(SETTINGS_HERE) and command in FROM_THE_FOLDER else None
    if given:
        context.default_map = {command: given.of(command)}
        context.meta[GIVEN] = given


# ---------------------------------------------------------------- options that several commands share

def _workbook(context: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    """A file that may not be there yet has at least to be called a workbook."""
    if path and (path.suffix.lower() != ".xlsx" or os.path.isdir(path)):
        raise click.BadParameter("请写一个以 .xlsx 结尾的文件名，例如 处理决定.xlsx。")
    return path


def _paths(context: click.Context, parameter: click.Parameter, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Those that are given, else those of the folder; not every click asks default_map for several."""
    told = paths or context.lookup_default(parameter.name) or ()
    if not told:
        raise click.MissingParameter(ctx=context, param=parameter)
    return paths or tuple(ANY.convert(path, parameter, context) for path in told)


def _zip(context: click.Context, parameter: click.Parameter, path: Path) -> Path:
    if path.suffix.lower() != ".zip" or os.path.isdir(path):
        raise click.BadParameter("请写一个以 .zip 结尾的文件名，例如 档案2024.zip。")
    return path


def _asked(question: str, kind: Any = None) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """What isn't given is asked of a person at a terminal; of nobody else."""

    def ask(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
        if value is None and sys.stdin.isatty():
            return click.prompt(question, type=kind)
        if value is None:
            raise click.MissingParameter(ctx=context, param=parameter)
        return value

    return ask


year_type = click.IntRange(YEARS[0], YEARS[-1])
paths_argument = click.argument("paths", nargs=-1, type=ANY, callback=_paths, metavar="PATH...")
year_option = click.option("--year", type=year_type, metavar="Y", help="报告年度；不写时取多数表所写的年度。")
roster_option = click.option("--roster", type=FILE, metavar="ROSTER", help="名册（.xlsx 或 .csv；上年的档案也可以）：谁应当报送。")
previous_option = click.option("--previous", type=ANY, metavar="PATH", help="上年的结果：上年的 汇总表.xlsx、档案，或上年各单位的表。")
settings_option = click.option(
    "--settings", type=FILE, metavar="FILE.toml", help="设置文件：以谁的名义公布、地址和电话、截止日期、网站的页面标签。"
)
template_option = click.option(
    "--report-template",
    type=FILE,
    metavar="FILE.docx",
    help="自己的 .docx 文档：样式、页眉页脚、固定的内容照用，报告写在“〔正文〕”一段的位置；没有这一段的，写在末尾。",
)
jobs_option = click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="同时用几个进程读取；不写时与处理器数相同。")
open_option = click.option("--open", "opens", is_flag=True, help="做完后打开写出的结果（双击图标时用）。")
decisions_option = click.option(
    "--decisions",
    type=NEW,
    callback=_workbook,
    metavar="FILE.xlsx",
    help="处理决定表：没有时写出，每个错误、警告一行；逐行选好决定、写明理由，再运行一次即生效。",
)
format_option = click.option(
    "--format",
    "as_json",
    type=click.Choice(["text", "json"]),
    default="text",
    callback=lambda context, parameter, value: value == "json",
    help="text 给人看，json 给程序用。",
)


# ---------------------------------------------------------------- commands


@main.command()
@click.option("-o", "--output", type=NEW, metavar="FILE_OR_DIR", default=Path("."), help="写到哪里：以 .xlsx 结尾的是文件，否则是文件夹。")
@click.option("--year", type=year_type, metavar="Y", help="报告年度；不写时空着，由单位自己填。")
def template(output: Path, year: int | None) -> None:
    """写出一份空白表。

    例：disclosure-batch template -o 模板.xlsx --year 2024
    """
    from disclosure_batch.distribute import write_blank

    click.echo(f"空白表已写到 {_run(lambda: write_blank(output, year))}")


@main.command()
@click.argument("roster", type=FILE)
@click.option("-o", "--output", type=NEW, metavar="DIR", required=True, help="写到哪个文件夹。")
@click.option("--year", type=year_type, metavar="Y", required=True, help="报告年度。")
@previous_option
@open_option
def distribute(roster: Path, output: Path, year: int, previous: Path | None, opens: bool) -> None:
    """按名册给每个单位写出一份填好名称、代码、年度的表。

    给出上年的结果时，上年数列在表旁，“上年结转”已按上年年报填好。

    例：disclosure-batch distribute 名册.xlsx -o 下发 --year 2024 --previous 上年/汇总表.xlsx
    """
    from disclosure_batch.distribute import distribute as run

    done = _run(lambda: run(roster, output, year, previous, _progress()))
    click.echo(f"已写出 {done.count} 家单位的表，在 {output}。")
    for line in done.remarks:
        click.echo(line)
    _open(opens and output)


@main.command()
@paths_argument
@roster_option
@previous_option
@year_option
@format_option
def check(as_json: bool, **asked: Any) -> None:
    """检查填好的表（文件或文件夹），不写出任何文件；也检查 archive 写出的档案是否完好。

    例：disclosure-batch check 收件/410801_示例区财政局.xlsx
    """
    from disclosure_batch import job
    from disclosure_batch.documents.kept import is_kept

    if all(map(is_kept, asked["paths"])):
        _verify(asked["paths"], as_json)
    request = job.Request(**asked)
    result = _run(lambda: job.check(request, _progress(quiet=as_json)))
    _say(result, as_json)
    sys.exit(result.exit_code)


@main.command()
@paths_argument
@roster_option
@previous_option
@year_option
@click.option("--name", metavar="NAME", help="以哪个机关的名义发布（名册有“汇总机关”时不必写）。")
@settings_option
@template_option
@click.option("-o", "--output", type=NEW, metavar="DIR", help="写到哪个文件夹；不写时是 output/年度。")
@click.option(
    "--on-error",
    type=click.Choice(["exclude", "include", "stop"]),
    default="exclude",
    help="有错误的单位：exclude 不计入（默认），include 按能读出的数计入，stop 不写出。",
)
@click.option(
    "--detail-limit",
    type=click.IntRange(0),
    default=10_000,
    metavar="N",
    help="计入的单位超过 N 家（默认 10000）时，各单位的数写到汇总表旁边的 明细/*.csv，汇总表里留小计。",
)
@click.option("--text-templates", metavar="DIR", help="总体情况等文字的模板：五项（默认）、四项，或一个文件夹。")
@decisions_option
@click.option("--by-parent", is_flag=True, help="逐级汇总：名册“上级单位代码”里的每个上级另写一份完整的结果。")
@jobs_option
@click.option("--scheduler", metavar="ADDRESS", help="几千份以上可交给多台机器读取：Dask 调度程序的地址，如 tcp://10.1.1.5:8786。")
@click.option("--quiet", is_flag=True, help="只说结果，不显示进度和明细。")
@open_option
@format_option
def merge(quiet: bool, opens: bool, as_json: bool, **asked: Any) -> None:
    """读取收回的表，核对、汇总，写出汇总表、年度报告、核对报告和退改通知。

    例：disclosure-batch merge 收件 --roster 名册.xlsx --previous 上年/汇总表.xlsx
    """
    from disclosure_batch import job
    from disclosure_batch.papers import REVIEW_PAGE

    request = job.Request(**asked)
    result = _run(lambda: job.merge(request, _progress(quiet=quiet or as_json)))
    _say(result, as_json, quiet)
    _open(opens and result.published and result.published.folder / REVIEW_PAGE)
    sys.exit(result.exit_code)


@main.command("proof")
@click.argument("report", type=FILE, metavar="REPORT")
@click.option("--against", type=ANY, metavar="PATH", help="对照的汇总表（或本单位填报的表）。")
@click.option("--previous", type=ANY, metavar="PATH", help="上年的年度报告，或上年的 汇总表.xlsx。")
@roster_option
@click.option("--marked", type=NEW, metavar="FILE.docx", help="写出带批注的报告（.docx）；报告是其他格式的，写成带标记的网页。")
@click.option("--all", "everything", is_flag=True, help="列出正文里没有可核对的数。")
@format_option
def proofread(report, marked, everything, as_json, **beside) -> None:
    """校对一份写好的年度报告：正文与表格、与汇总表、与上年报告，以及体例和文字。

    例：disclosure-batch proof 年度报告.docx --against 汇总表.xlsx --marked 校对稿.docx
    """
    from disclosure_batch import job

    done = _run(lambda: job.proof_of(report, **beside))
    given = [report, *filter(None, beside.values())]
    written = _run(lambda: job.mark(done, marked, given)) if marked else None
    _say_proof(done, written, everything, as_json)
    sys.exit(done.exit_code)


@main.command()
@paths_argument
@click.option("-o", "--output", type=NEW, metavar="DIR", required=True, help="写到哪个文件夹，每个单位一个子文件夹。")
@year_option
@previous_option
@settings_option
@template_option
@open_option
def report(opens: bool, **asked: Any) -> None:
    """用填好的表写出每个单位自己的年度报告：年度报告.docx、年度报告.html 和各部分文字。

    给出上年的结果时，报告里有与上年的比较。表里还有错误的，写成送审稿，并说明错在哪里。

    例：disclosure-batch report 410801_示例区财政局.xlsx -o 年度报告
    """
    from rich.console import Console

    from disclosure_batch import job
    from disclosure_batch.outputs import console

    request = job.Request(**asked)
    result, reports = _run(lambda: job.report(request, _progress()))
    console.say_own_reports(result.consolidation, reports, result.published, Console())
    _remarks(result)
    _open(opens and result.published.folder)
    sys.exit(result.exit_code)


@main.command("archive")
@click.argument("result", type=Existing(exists=True, file_okay=False, path_type=Path), metavar="RESULT")
@paths_argument
@click.option("-o", "--output", type=NEW, required=True, metavar="FILE.zip", callback=_zip, help="写到哪个文件。")
def archive_result(result: Path, paths: tuple[Path, ...], output: Path) -> None:
    """把一次汇总的结果和所用的材料（收件、名册、处理决定、上年的结果）收进一个档案，先核对，再写出。

    档案可用 check 检查是否完好，下一年可直接作 --previous 和名册，不必解压。

    例：disclosure-batch archive output/2024 收件 名册.xlsx -o 档案2024.zip
    """
    from disclosure_batch import job
    from disclosure_batch.keeping.said import archived_told

    done = _run(lambda: job.archive(result, paths, output, _progress()))
    for line in archived_told(done.packed, done.beside):
        click.echo(line)


@main.command()
@click.argument("form", type=FILE, metavar="FORM")
@click.option("--from", "source", type=ANY, required=True, metavar="PATH", help="汇总表.xlsx、结果文件夹、档案，或填好的表。")
@click.option("-o", "--output", type=NEW, required=True, metavar="FILE", help="填好后写到哪个文件。")
def fill(form: Path, source: Path, output: Path) -> None:
    """把汇总的数字填进别人的表（.xlsx、.docx），例如上级自己的表。

    按行、列的名称找格，一行一个指标的清单也认；上年一栏，结果里知道上年数的才填；
    认不准的不填，一一列出；表里其他内容一律不动。

    例：disclosure-batch fill 市里的表.docx --from output/2024/汇总表.xlsx -o 报市里.docx
    """
    from rich.console import Console

    from disclosure_batch import job
    from disclosure_batch.outputs import console

    done = _run(lambda: job.fill(form, source, output, _progress()))
    console.say_filled(done.entries, done.form, done.result, output, Console())
    sys.exit(done.exit_code)


@main.command()
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """列出全部规则，或解释一条：检查什么、依据、示例、如何修改、由谁处理。

    例：disclosure-batch rules R303
    """
    from disclosure_batch.form.edition import load_form
    from disclosure_batch.rules.pages import listing, rule_page
    from disclosure_batch.rules.rulebook import rules_of

    form = load_form()
    if code is None:
        for line in listing(form):
            click.echo(line)
    elif rule := rules_of(form).get(code.upper()):
        click.echo(rule_page(rule, form))
    else:
        raise click.BadParameter(f"没有 {code} 这条规则。不写代码时列出全部规则。", param_hint="CODE")


@main.command()
@click.argument("directory", type=NEW, default=Path("演示"), metavar="[DIR]")
def demo(directory: Path) -> None:
    """写出一个完整的小例子：名册、上年结果、填好的表（其中一份有错）。

    例：disclosure-batch demo 演示
    """
    from disclosure_batch.demo import write_demo

    click.echo(_run(lambda: write_demo(directory, _progress(quiet=True))))


@main.command()
@click.argument("directory", type=NEW, required=False, metavar="DIR")
@click.option("--name", callback=_asked("公布报告的机关全称"), metavar="NAME", help="公布报告的机关（汇总机关）的全称。")
@click.option("--year", type=year_type, callback=_asked("报告年度（写哪一年的报告）", year_type), metavar="Y", help="报告年度。")
@open_option
def init(directory: Path | None, name: str, year: int, opens: bool) -> None:
    """建一个工作文件夹：设置、待填的名册、放收件和上年材料的文件夹、双击就运行的图标。

    在这个文件夹里，各命令不用写参数。已有的文件一概不动。不写 DIR 的，叫“2024年报”这样的名称。
    在一年的工作文件夹里运行，什么都不用写：在旁边建下一年的，带去名册、设置和这一年的结果。

    例：disclosure-batch init 2024年报 --name 示例区人民政府办公室 --year 2024
    """
    from disclosure_batch.job import NOTHING_DONE, Stopped
    from disclosure_batch.working_folder import made, said
    from disclosure_batch.working_folder.given import handed_on_here

    folder = directory or Path(f"{year}年报")

    def work() -> made.Made:
        try:
            return made.make(folder, name, year, handed_on_here(name, year))
        except made.OfAnotherYear as other:
            raise Stopped(NOTHING_DONE, said.other_year_told(folder, *other.args, year)) from None

    for line in said.made_told(_run(work), folder):
        click.echo(line)
    _open(opens and folder)


# ---------------------------------------------------------------- how a command ends


def _run(work: Callable[[], T]) -> T:
    """Does the work; what stops it is said in words, without a traceback."""
    from disclosure_batch.job import NOTHING_DONE, WRONG_USAGE, Stopped
    from disclosure_batch.outputs.folder import OutputError
    from disclosure_batch.settings import SettingsMistakes
    from disclosure_batch.storing import in_words

    try:
        return work()
    except Stopped as stopped:
        code, lines = stopped.exit_code, stopped.lines
    except SettingsMistakes as mistakes:  # of the folder in which the command runs
        code, lines = WRONG_USAGE, mistakes.told("年报.toml ")
    except OutputError as trouble:
        code, lines = NOTHING_DONE, (str(trouble),)
    except OSError as trouble:
        code, lines = NOTHING_DONE, (in_words(trouble),)
    except KeyboardInterrupt:
        code, lines = INTERRUPTED, ("已中断，原有的结果没有改动。",)
    for line in lines:
        click.echo(line, err=True)
    sys.exit(code)


def _verify(paths: tuple[Path, ...], as_json: bool) -> None:
    """Says of archives what is otherwise than when they were written, and ends."""
    from disclosure_batch import job
    from disclosure_batch.keeping import said

    done = _run(lambda: [job.verify(path) for path in paths])
    if as_json:
        sys.stdout.buffer.write(said.verified_as_json(done).encode("utf-8"))
    else:
        for line in said.verified_told(done):
            click.echo(line)
    sys.exit(max(each.exit_code for each in done))


def _say_proof(done, written: Path | None, everything: bool, as_json: bool) -> None:
    from disclosure_batch.proof import said

    if as_json:
        sys.stdout.buffer.write(said.account_as_json(done).encode("utf-8"))
        return
    for line in said.lines(done, everything):
        click.echo(line)
    if written:
        click.echo(f"带标记的报告已写到 {written}")


def _progress(quiet: bool = False):
    from rich.console import Console

    from disclosure_batch.outputs.console.progress import Progress

    return Progress(Console(stderr=True), quiet)


def _remarks(result) -> None:
    for line in result.remarks:
        click.echo(line)


def _open(path: Path | None) -> None:
    """Shows what was written, where that was asked for."""
    from disclosure_batch.working_folder.shown import show

    if path:
        show(path)


def _say(result, as_json: bool, quiet: bool = False) -> None:
    """Says what was found."""
    from rich.console import Console

    from disclosure_batch.outputs import console

    found = result.consolidation
    if as_json:
        from disclosure_batch.outputs import manifest

        text = manifest.summary_json(found, merged=result.report is not None)
        sys.stdout.buffer.write(text.encode("utf-8"))  # UTF-8 on every console
    else:
        console.report(found, result.report, result.published, quiet, Console(), result.listed)
        _remarks(result)
        if result.stopped:
            click.echo("有错误，按 --on-error stop 没有写出任何文件，原有的结果没有改动。")
