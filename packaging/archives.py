"""Zip files that depend on nothing but what is in them."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
FILE, PROGRAM = 0o100644, 0o100755  # of Unix


def write_zip(path: Path, members: Mapping[str, bytes], programs: frozenset[str] = frozenset()) -> None:
    """Writes members in order of names; programs can be run after unpacking on Linux."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name in sorted(members):
            member = zipfile.ZipInfo(name, FIRST_MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = (PROGRAM if name in programs else FILE) << 16
            package.writestr(member, members[name])


def zip_folder(path: Path, folder: Path) -> None:
    """Writes a folder, below its own name."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    names = {file: file.relative_to(folder.parent).as_posix() for file in files}
    programs = frozenset(names[file] for file in files if file.stat().st_mode & 0o100)
    write_zip(path, {name: file.read_bytes() for file, name in names.items()}, programs)
