"""The file with all that can be set, as a person finds it who is to edit it."""

import datetime
import json
from collections.abc import Iterator, Mapping

from disclosure_batch.settings.schema import KEYS, OPTIONS, OPTIONS_TABLE, PAGE, TABLE, Key


def written(
    values: Mapping[str, object], page: Mapping[str, object], options: Mapping[str, object] | None = None
) -> str:
    """A file with all that can be set, each with what it is for; what has no value yet stands there as an example.

    options: None where the file is for no folder of its own.
    """
    head = "# 年报设置。用记事本改，保存后再运行。前面有 # 的一行不起作用，只是例子；要用的，改好内容，删去 #。"
    lines = [head, "", *_lines(KEYS, values)]
    if options is not None:
        lines += ["", "# 以下是各命令在这个文件夹里的选项，命令行写了的以命令行为准。", f"[{OPTIONS_TABLE}]"]
        lines += _lines(OPTIONS, options)
    lines += ["", "# 以下供年度报告.html 用：网站要的页面标签。", f"[{TABLE}]"]
    return "\n".join([*lines, *_lines(PAGE, page), ""])


def as_typed(value: object) -> str:
    """A value as it is written behind the sign of equality; of one path no list."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    one = value[0] if isinstance(value, tuple) and len(value) == 1 else value
    return json.dumps(one, ensure_ascii=False)


def _lines(keys: Mapping[str, Key], values: Mapping[str, object]) -> Iterator[str]:
    for name, key in keys.items():
        said = values.get(name)
        yield f"# {key.what}{f'：{key.more}' if key.more else ''}"
        yield f"# {name} = {key.example}" if said is None else f"{name} = {as_typed(said)}"
