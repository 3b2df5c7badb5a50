"""What a file is by its content, whatever its name says."""

from enum import StrEnum


class FileKind(StrEnum):
    """The kinds of files that are told apart. OLE is any workbook of the old binary kind, ZIP an archive of other files."""

    XLSX = "xlsx"
    OLE = "ole"
    ODS = "ods"
    ODT = "odt"
    DOCX = "docx"
    HTML = "html"
    TEXT = "text"
    ZIP = "zip"
    SCAN = "scan"  # a picture or a PDF: figures can't be read from it
