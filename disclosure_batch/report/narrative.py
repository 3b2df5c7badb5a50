"""Text templates: found, rendered to paragraphs and sub-headings, and what is wrong with one said in Chinese.

A template is written line by line: lines that follow one another make one paragraph, a blank line ends
it, a line that begins with `## ` is a sub-heading. A line in which a figure isn't known is left out.
"""

import contextlib
import re
import sys
import traceback
from collections.abc import Callable, Container, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.loaders import split_template_path
from jinja2.sandbox import ImmutableSandboxedEnvironment

from disclosure_batch.report.compiled import KeptCompiled
from disclosure_batch.report.report import Paragraph, SubHeading
from disclosure_batch.report.told import Told, joined, lines_of, stripped, without
from disclosure_batch.text import NO_XML

OPENING = "开头.txt"
MOST_STEPS = 1_000_000  # lines of templates that are carried out for one text
LARGEST, LARGEST_POWER = 100_000, 1_000  # characters that one expression may make; a number in a power
WIDE = re.compile(r"%[-+ #0]*\d{4,}|%[-+ #0]*\*|\.\d{4,}")  # a figure that is filled up to so many places

# Signs that are taken out of all that units write, so that no unit's words can be mistaken for them.
SUBHEADING = "\x02"  # begins a line that is a heading
OMITTED = "\x03"  # stands where a figure is not known: its line is left out
OWN, DRAFT = "\x04", "\x05"  # behind the body's own words, and behind those that other units wrote
THIS_YEAR = "\x06"  # where a section may say of which year it speaks, which it does once
NEVER = re.compile(f"(?![{OWN}{DRAFT}{THIS_YEAR}]){NO_XML.pattern}")  # in a text
NAME = r"([^{}｛｝\"'\n]*[\u4e00-\u9fff][^{}｛｝\"'\n]*)"
ASKED = re.compile(rf"(?<!{{)[{{｛](?![{{%#]){NAME}[}}｝](?!}})")  # a figure by its printed name: {本年新收}


class TemplateMistake(Exception):
    """A template asks for something that doesn't exist; said in Chinese, without file and line."""


class TextTemplateError(Exception):
    """A mistake in a text template, or no templates where they should be; the text is for the user."""

    def __init__(self, what: str, file: str, line: int | None = None):
        self.file, self.line = file, line
        place = f"“{file}”" + (f"第 {line} 行" if line else "")
        super().__init__(f"文字模板{place}：{what}")


class _Sandbox(ImmutableSandboxedEnvironment):
    """Neither a text nor a number is made so large that it fills the memory."""

    intercepted_binops = frozenset(("*", "**", "%"))
    concat = staticmethod(joined)  # so that a text keeps what it knows of its figures, through macros, too

    def compile(self, *source: object, **how: object) -> object:
        """Nothing of a template is carried out while it is compiled; to count there as well takes as long again."""
        counting = sys.gettrace()
        sys.settrace(None)
        try:
            return super().compile(*source, **how)
        finally:
            sys.settrace(counting)

    def call_binop(self, context, operator: str, left: object, right: object) -> object:
        size = max(len(side) if isinstance(side, (str, list, tuple)) else 0 for side in (left, right))
        count = max(abs(side) if isinstance(side, (int, float, Decimal)) else 0 for side in (left, right))
        too_large = {
            "*": size and size * count > LARGEST,
            "**": count > LARGEST_POWER,
            "%": isinstance(left, str) and WIDE.search(left),
        }
        if too_large[operator]:
            raise TemplateMistake("这一行算出来的文字或数太大。")
        return super().call_binop(context, operator, left, right)


class _Steps:
    """Counts the lines that templates carry out, and stops them where they are too many."""

    def __init__(self, templates: Container[str]) -> None:
        self.templates, self.done = templates, 0

    def __call__(self, frame, event: str, argument: object) -> Callable | None:
        if frame.f_code.co_filename not in self.templates:
            return None
        self.done += 1
        if self.done > MOST_STEPS:
            raise TemplateMistake(f"循环的次数过多，超过 {MOST_STEPS} 步，没有做完。请减少循环，尤其是循环里的循环。")
        return self


@contextlib.contextmanager
def _bounded(templates: Container[str]) -> Iterator[None]:
    """What is carried out here of templates is counted. Loops within loops may take longer than anybody waits."""
    before = sys.gettrace()
    sys.settrace(_Steps(templates))
    try:
        yield
    finally:
        sys.settrace(before)


class TextTemplates:
    """The templates of one of the edition's sets or of a folder; what it lacks is taken from the first set.

    Raises TextTemplateError where the folder doesn't exist or holds no template.
    """

    def __init__(self, sets: Mapping[str, Path], chosen: str | Path | None = None):
        self._loader = _Loader(sets, chosen)
        self._environment = _Sandbox(
            loader=self._loader,
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=KeptCompiled() if chosen is None or str(chosen) in sets else None,
        )

    def render(self, name: str, words: Mapping[str, object]) -> tuple[Paragraph | SubHeading, ...]:
        """The paragraphs and sub-headings of one template; raises TextTemplateError."""
        try:
            with _bounded(self._loader.read):
                text = self._environment.get_template(name).render(words)
        except TextTemplateError:
            raise
        except Exception as error:  # whatever goes wrong in a template is for its writer to mend
            raise self._explained(error, name) from error
        return tuple(_blocks(text))

    def _explained(self, error: Exception, name: str) -> TextTemplateError:
        if isinstance(error, TemplateSyntaxError):
            return TextTemplateError(_of_syntax(error.message or ""), error.filename or name, error.lineno)
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in self._loader.read]
        place = (frames[-1].filename, frames[-1].lineno) if frames else (name, None)
        return TextTemplateError(_in_chinese(error), *place)


def _of_syntax(message: str) -> str:
    """What is wrong with the way a template is written, as far as the library's message tells."""
    if sign := re.match(r"unexpected char ['\"](.)['\"]", message):
        return f"写法有误：符号 {sign[1]} 不能这样用。花括号里的引号、括号、逗号要用半角的，引号要成对。"
    if tag := re.match(r"Encountered unknown tag '(\w+)'", message):
        return f"写法有误：不认识“{tag[1]}”，或它前面的 if、for 没有写对。"
    if "end of template" in message:
        return "写法有误：文件到末尾还缺 endif、endfor 或右边的花括号。"
    return "写法有误，请检查花括号、括号、引号是否成对，if 与 endif 是否对应。"


def _in_chinese(error: Exception) -> str:
    """What went wrong while a template was carried out."""
    if isinstance(error, TemplateMistake):
        return str(error)
    if isinstance(error, TemplateNotFound):
        return f"找不到要引用的模板“{error.name}”。"
    if unknown := re.fullmatch(r"'(.+)' is undefined", str(error)):
        return f"不认识“{unknown[1]}”，请检查拼写。"
    if call := re.match(r"(?:Vocabulary|Comparing)\.(\w+)\(\)", str(error)):
        return f"“{call[1]}”后面括号里写得不对，请对照“1-总体情况.txt”开头的说明。"
    return "这一行无法执行，请检查写法。"


class _Loader(BaseLoader):
    """Reads templates from the chosen folder, else from the first set; `read` are the names shown for them."""

    def __init__(self, sets: Mapping[str, Path], chosen: str | Path | None):
        self.read: set[str] = set()
        self._folders = [(folder, name) for name, folder in sets.items()][:1]
        if chosen is not None:
            own = sets.get(str(chosen)) or _checked(Path(chosen), sets)
            self._folders.insert(0, (own, str(chosen)))

    def get_source(self, environment, template: str):
        parts = split_template_path(template)
        for folder, name in self._folders:
            file = folder.joinpath(*parts)
            if file.is_file():
                shown = "/".join((name.rstrip("/\\"), *parts))
                self.read.add(shown)
                source = _text(file.read_bytes(), shown)
                if unseen := NO_XML.search(source):
                    line = source.count("\n", 0, unseen.start()) + 1
                    raise TextTemplateError("有看不见的特殊字符，请删去这一行重新输入。", shown, line)
                return _marked(source), shown, None
        raise TemplateNotFound(template)


def _checked(folder: Path, sets: Mapping[str, Path]) -> Path:
    if not folder.is_dir():
        raise TextTemplateError(f"没有这个文件夹。可以写{'、'.join(('文件夹的路径', *sets))}。", str(folder))
    names = {part.name for packaged in sets.values() for part in packaged.iterdir()}
    if names and not any((folder / name).exists() for name in names):
        listed = "、".join(sorted(names))
        raise TextTemplateError(f"文件夹中没有可用的模板；可以放的有：{listed}。", str(folder))
    return folder


def _text(content: bytes, name: str) -> str:
    """UTF-8, or GB18030 as older editors on Chinese Windows save it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TextTemplateError("不是文本文件，请另存为 UTF-8 编码的 .txt。", name)


def _marked(source: str) -> str:
    """Sub-headings get a sign that no unit's words can hold: `## ` in a pasted text stays what it is.

    A figure asked for by its printed name, {本年新收}, becomes an expression like all others.
    """
    headed = re.sub(r"^[ \t]*##[ \t]+", SUBHEADING, source.replace("\r\n", "\n"), flags=re.MULTILINE)
    return ASKED.sub(r'{{ asked("\1") }}', headed)


def _blocks(text: str) -> Iterator[Paragraph | SubHeading]:
    lines: list[Told] = []
    for line in [*map(stripped, lines_of(text)), Told("")]:
        if line and not line.startswith(SUBHEADING):
            lines += [line] if OMITTED not in line else []
            continue
        if lines:
            yield Paragraph(_clean(joined(lines)))
            lines = []
        if line:
            yield SubHeading(_clean(line))


def _clean(text: Told) -> Told:
    """Without what XML can't hold, but with the signs that say whose words these are."""
    return without(text, NEVER)
