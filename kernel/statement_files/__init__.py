"""Statements (对账单) as files: one model in, the format somebody asked for out, of any length in constant memory.

    write_statement(out, FileFormat.OFX, "S261123-1", at, [(statement, entries)])

Readers of statements are lenient and differ; what is written here is the middle of what they all take,
and independent readers say so in the tests.
"""

from kernel.statement_files.formats import FileFormat
from kernel.statement_files.writing import write_statement

__all__ = ["FileFormat", "write_statement"]
