"""What a tax bureau knows: which serial has which invoice. One invoice for a serial, however often it is asked for."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from kernel.calendar import SHANGHAI
from kernel.clock import Clock


class Behaviour(StrEnum):
    """What it does to the next request instead of answering it."""

    FAULT = "fault"  # a SOAP fault, and nothing is done
    LOST = "lost"  # the line breaks before anything is done
    SILENT = "silent"  # it is done, and the line breaks before the answer
    HANG = "hang"  # it is done, and no answer comes as long as anybody waits
    GARBAGE = "garbage"  # it is done, and the answer cannot be read
    TWICE = "twice"  # the request arrives twice
    LATE = "late"  # "pending", and the invoice comes when it is asked about a second time
    REFUSE = "refuse"  # a definite no


Answer = dict[str, str]


@dataclass
class Bureau:
    """The state of the platform; `journal` keeps it over a restart."""

    clock: Clock
    journal: Path | None = None
    behaviours: list[Behaviour] = field(default_factory=list)
    issued: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    _late: dict[str, int] = field(default_factory=dict)
    _orders: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        if self.journal is not None and self.journal.exists():
            for line in self.journal.read_text(encoding="utf-8").splitlines():
                answer = json.loads(line)
                self.issued[answer["Serial"]] = answer

    def next_behaviour(self, operation: str) -> Behaviour | None:
        """What is to be done to this request; questions are answered unless told to break too."""
        with self._lock:
            breaks = {Behaviour.FAULT, Behaviour.LOST, Behaviour.GARBAGE}
            if not self.behaviours:
                return None
            if operation == "EnquireInvoice" and self.behaviours[0] not in breaks:
                return None
            return self.behaviours.pop(0)

    def issue(self, order: Mapping[str, Any], *, refuse: bool, late: bool) -> Answer:
        """The invoice of a serial, new or as it was."""
        serial = order["Serial"]
        with self._lock:
            self.asked.append(("IssueInvoice", serial))
            if serial in self.issued:
                return self.issued[serial]
            if refuse:
                return {
                    "Serial": serial, "Outcome": "refused", "Code": "B1001",
                    "Reason": "购买方纳税人识别号不在册",
                }  # fmt: skip
            if late:
                self._late[serial], self._orders[serial] = 1, order
                return {"Serial": serial, "Outcome": "pending"}
            return self._number(order)

    def enquire(self, serial: str) -> Answer:
        """What became of a serial."""
        with self._lock:
            self.asked.append(("EnquireInvoice", serial))
            if serial in self._late:
                if self._late[serial]:
                    self._late[serial] -= 1
                    return {"Serial": serial, "Outcome": "pending"}
                del self._late[serial]
                return self._number(self._orders.pop(serial))
            return self.issued.get(serial) or {"Serial": serial, "Outcome": "missing"}

    def _number(self, order: Mapping[str, Any]) -> Answer:
        """Give the next number: year, province, channel and fifteen digits."""
        now = self.clock.now().astimezone(SHANGHAI)
        number = f"{now:%y}321{len(self.issued) + 1:015d}"
        answer = {
            "Serial": order["Serial"],
            "Outcome": "issued",
            "Number": number,
            "IssuedAt": now.isoformat(timespec="seconds"),
            "Check": hashlib.sha256(number.encode()).hexdigest()[:4].upper(),
            "Bureau": "国家税务总局测试税务局",
        }
        if order.get("ReversedNumber"):
            answer["Confirmation"] = f"{now:%y%m%d}{number[-12:]}"
        self.issued[answer["Serial"]] = answer
        if self.journal is not None:
            with self.journal.open("a", encoding="utf-8") as out:
                out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return answer
