"""The products of a run in the order in which they are written; the page links to those before it, the account lists
all others and is the last.

Each has the NAME of what it writes. They bring the libraries that write office files with them: whoever writes none
does without this module.
"""

from disclosure_batch.outputs import (
    annual_report,
    data_csv,
    manifest,
    picture_page,
    review,
    sign_off,
    words_collected,
    workbook,
)
from disclosure_batch.outputs.notices import product as notices

PRODUCTS = (workbook, annual_report, picture_page, sign_off, words_collected, notices, data_csv, review, manifest)
