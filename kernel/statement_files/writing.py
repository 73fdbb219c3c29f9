"""From a format to the writer of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO, Final

from kernel.iso20022.camt import write_camt
from kernel.iso20022.statement_model import Part
from kernel.statement_files.csv_file import write_csv
from kernel.statement_files.excel import write_xlsx
from kernel.statement_files.formats import FileFormat
from kernel.statement_files.mt940 import write_mt940
from kernel.statement_files.ofx import write_ofx

_MT940: Final = {
    FileFormat.MT940: "ascii",
    FileFormat.MT940_UTF8: "utf-8",
    FileFormat.MT940_GB18030: "gb18030",
}


def write_statement(
    out: BinaryIO,
    form: FileFormat,
    message_id: str,
    created_at: datetime,
    parts: Iterable[Part],
) -> None:
    """Write statements to `out`, which is readable, writable, seekable and empty; it is left at its start.

    What `parts` holds is walked once. Raises `BrokenMessage` where the official schema refuses it; paper is
    drawn elsewhere, because it is signed.
    """
    if form is FileFormat.PDF:
        message = "a statement on paper is drawn and signed by the bank, not written here"
        raise ValueError(message)
    if form in _MT940:
        write_mt940(out, _MT940[form], parts)
    elif form is FileFormat.OFX:
        write_ofx(out, message_id, created_at, parts)
    elif form is FileFormat.CSV:
        write_csv(out, parts)
    elif form is FileFormat.XLSX:
        write_xlsx(out, parts)
    else:
        write_camt(out, form.value, message_id, created_at, parts)
    out.seek(0)
