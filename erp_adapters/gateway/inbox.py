"""Takes files out of `in/`: first into the store, then out of the way.

A file is moved only after the store has it. If the gateway dies between, it reads the file again and finds
that it has all of it: the same serial with the same content is no second payment.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from erp_adapters.gateway.folders import put_away, write_whole
from erp_adapters.gateway.intake import orders_in
from erp_adapters.gateway.kit import Kit
from kernel.errors import Faulty, YinqiError
from kernel.failpoints import fp
from kernel.limits import XML_FILE_BYTES_MAX
from kernel.text import Text

_TOO_LARGE: Final = Text(
    f"文件超过 {XML_FILE_BYTES_MAX} 字节", f"The file is larger than {XML_FILE_BYTES_MAX} bytes"
)


class Inbox:
    """The drop folder."""

    def __init__(self, kit: Kit) -> None:
        self._store, self._folders, self._clock = kit.store, kit.folders, kit.clock
        self._adapters = kit.adapters

    def round(self) -> int:
        """Take every finished file; how many were looked at."""
        found = self._folders.waiting()
        for path in found:
            self._take(path)
        return len(found)

    def _take(self, path: Path) -> None:
        origin = (
            path.relative_to(self._folders.inbox).parts[0]
            if path.parent != self._folders.inbox
            else ""
        )
        if path.stat().st_size > XML_FILE_BYTES_MAX:
            self._refuse(path, [_TOO_LARGE])
            return
        content = path.read_bytes()
        fp("gateway.file_read")
        try:
            orders = orders_in(content, path.name, self._adapters.get(origin))
            self._store.take(orders, origin, self._clock.now())
        except Faulty as faulty:
            self._refuse(path, [finding.text for finding in faulty.findings])
            return
        except YinqiError as error:
            self._refuse(path, [error.message])
            return
        fp("gateway.file_stored")
        put_away(path, self._folders.taken)
        fp("gateway.file_moved")

    def _refuse(self, path: Path, texts: list[Text]) -> None:
        """Out of the way, with what is wrong beside it; nothing of the file was taken."""
        self._store.add_fault(self._clock.now(), path.name, texts[0])
        words = "".join(f"{text.zh}\n{text.en}\n\n" for text in texts)
        away = put_away(path, self._folders.faulty)
        write_whole(away.with_name(away.name + ".faults.txt"), words.encode())
