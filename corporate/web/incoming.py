"""A request of the web bank.

Lists to pay are held in memory while they are read: what everybody earns never lies on a disk in clear, not even in a
temporary file without a name.
"""

from __future__ import annotations

import io
from typing import IO, Final

from flask import Request

LISTS: Final = frozenset({"batch_new.read", "payroll_new.read"})
"""The forms that bring lists to pay."""


class Incoming(Request):
    """What a browser sends."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.endpoint in LISTS:
            return io.BytesIO()
        return super()._get_file_stream(
            total_content_length, content_type, filename, content_length
        )
