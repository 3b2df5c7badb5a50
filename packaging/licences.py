"""The licences of everything that a bundle holds, each in a file of its own, and a list of the parts."""

import email
import json
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from email.message import Message
from pathlib import Path

# What a wheel puts into the folder for them, whatever its name, or beside its METADATA by a name that says so.
IS_LICENCE = re.compile(r"[^/]+\.dist-info/(licenses/.*[^/]|[^/]*(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*)", re.I)
IS_LIST_OF_PARTS = re.compile(r"[^/]+\.dist-info/sboms/[^/]+\.json")


def gather(wheels: Iterable[Path], written: Iterable[Path], into: Path) -> None:
    """Copies the licences that wheels carry, and the files in the folders `written`, for parts no wheel speaks of.

    Raises SystemExit where a wheel carries none.
    """
    into.mkdir(parents=True)
    lines = []
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as package:
            about = email.message_from_bytes(package.read(_named(package, "METADATA")))
            name = f"{about['Name']} {about['Version']}"
            texts = list(_texts(package))
        if not texts:
            raise SystemExit(f"{wheel.name} 里没有许可的文字，不能放进安装包。")
        lines.append(f"{name}：{_kind(about)}")
        (into / f"{name}.txt").write_bytes(b"\n\n".join(texts))
    for file in sorted(file for folder in written for file in folder.iterdir()):
        shutil.copyfile(file, into / file.name)
        lines.append(f"{file.stem}：见同名的文件")
    head = "本文件夹列出安装包各部分的许可。名称、版本、许可：\n\n"
    (into / "各部分.txt").write_text(head + "\n".join(sorted(lines)) + "\n", encoding="utf-8-sig", newline="\r\n")


def _texts(package: zipfile.ZipFile) -> Iterator[bytes]:
    """Each licence under the name of its file; then what compiled parts are made of, where the wheel lists that."""
    for member in sorted(package.namelist()):
        if IS_LICENCE.fullmatch(member):
            yield f"── {member}\n\n".encode() + package.read(member)
    for member in filter(IS_LIST_OF_PARTS.fullmatch, package.namelist()):
        parts = json.loads(package.read(member)).get("components", [])
        lines = [f"{part['name']} {part.get('version', '')}：{_expressions(part)}" for part in parts]
        yield "\n".join([f"── {member}", "", *lines]).encode()


def _expressions(part: dict) -> str:
    return "、".join(licence.get("expression", "") for licence in part.get("licenses", ())) or "见上文"


def _named(package: zipfile.ZipFile, name: str) -> str:
    return next(member for member in package.namelist() if member.endswith(f".dist-info/{name}"))


def _kind(about: Message) -> str:
    """What a wheel says of its licence: an expression, the first line of a text, or the classifiers."""
    classifiers = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier", []) if line.startswith("License")]
    first = str(about["License"] or "").strip().split("\n")[0]
    return about["License-Expression"] or "、".join(classifiers) or first
