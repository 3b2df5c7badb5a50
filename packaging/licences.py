"""The licences of everything that a bundle holds, each in a file of its own, and a list of the parts."""

import email
import re
import shutil
import zipfile
from collections.abc import Iterable
from email.message import Message
from pathlib import Path

IS_LICENCE = re.compile(r"[^/]+\.dist-info/(licenses/)?(.*/)?[^/]*(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*", re.I)


def gather(wheels: Iterable[Path], written: Path | None, into: Path) -> None:
    """Copies the licences that wheels carry, and those in `written` for parts that no wheel speaks of."""
    into.mkdir(parents=True)
    lines = []
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as package:
            about = email.message_from_bytes(package.read(_named(package, "METADATA")))
            name = f"{about['Name']} {about['Version']}"
            texts = [package.read(member) for member in sorted(package.namelist()) if IS_LICENCE.fullmatch(member)]
        lines.append(f"{name}：{_kind(about)}")
        (into / f"{name}.txt").write_bytes(b"\n\n".join(texts) or f"{name}\n{_kind(about)}\n".encode())
    for file in sorted(written.iterdir()) if written else ():
        shutil.copyfile(file, into / file.name)
    head = "本文件夹列出安装包各部分的许可。名称、版本、许可：\n\n"
    (into / "各部分.txt").write_text(head + "\n".join(sorted(lines)) + "\n", encoding="utf-8-sig", newline="\r\n")


def _named(package: zipfile.ZipFile, name: str) -> str:
    return next(member for member in package.namelist() if member.endswith(f".dist-info/{name}"))


def _kind(about: Message) -> str:
    """What a wheel says of its licence: an expression, the first line of a text, or the classifiers."""
    classifiers = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier", []) if line.startswith("License")]
    first = str(about["License"] or "").strip().split("\n")[0]
    return about["License-Expression"] or "、".join(classifiers) or first
