"""F3-staged and F3-http: the same 100,000 payments as a signed message over HTTP.

Granian serves a durable bank as a deployment would. The clock runs from the first byte sent: F3-staged until the house
says that all is staged and its faults are known, the body spooled, its signature verified, every payment validated,
looked at, hashed, copied into the bank's own tables and judged as sets; F3-http until the last byte of the pain.002, the
message then kept byte for byte, put before who must agree, and durable. The floor is bare lxml over the same document,
as in F3; what the web's process takes of memory is told beside that of a tenth of the payments.
"""

from __future__ import annotations

import json
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks import cpu, pain001
from benchmarks.direct_link import running_bank
from benchmarks.link_client import Sender, payer_of, received, signed_request
from benchmarks.server import Server
from kernel.crypto import select_provider

FEW: Final = 10_000
ROUNDS: Final = 3
_SAMPLE_S: Final = 0.05
_ENVELOPE: Final = (
    '<Request xmlns="urn:yinqi:link:1"><Head><Operation>payments.import</Operation><Bank>{bank}</Bank>'
    "<Enterprise>{enterprise}</Enterprise><Operator>{operator}</Operator><Certificate>{certificate}</Certificate>"
    "<Timestamp>{at}</Timestamp><Nonce>{name}-nonce-{at_ns}</Nonce></Head><Body>"
)
_END: Final = "</Body></Request>"
_ACCEPTED: Final = b"<Code>0000</Code>"
_STAGED: Final = "a long message is staged"
"""What the web's log says at that moment, to the millisecond."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One message, in seconds from its first byte, and what the web's processes grew by."""

    staged_s: float
    answered_s: float
    memory_mib: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Where messages go, and what the web says meanwhile."""

    sender: Sender
    pid: int
    log: Path


def measure(server: Server) -> dict[str, dict[str, Any]]:
    """How many times the floor's time it takes, in seconds and memory."""
    with tempfile.TemporaryDirectory(prefix="yinqi-f3h-") as folder:
        path = Path(folder) / "f3.xml"
        pain001.write(path, pain001.PAYMENTS, "F3")
        with running_bank(server, folder) as bank:
            line = Line(bank.senders[0], bank.web.pid, Path(folder) / "web.log")
            _send(line, "W", 2_000)
            server.analyze("yinqi")
            few = [_watched(line, f"S{n}", FEW) for n in range(ROUNDS)]
            rounds = [
                (
                    pain001.apart(pain001.floor, path, "").wall_s,
                    _watched(line, f"L{n}", pain001.PAYMENTS),
                )
                for n in range(ROUNDS)
            ]
    common = f"{pain001.PAYMENTS:,} payments in a signed message over HTTP, from its first byte"
    around = "; granian, durable, row security on, client on the same machine"
    return {
        "F3-staged": {
            "ratio": _median(one.staged_s / floor for floor, one in rounds),
            "goal": pain001.GOAL,
            "conditions": f"{common} to staged in the bank's tables, faults known{around}",
        },
        "F3-http": {
            "ratio": _median(one.answered_s / floor for floor, one in rounds),
            "goal": pain001.GOAL,
            "rounds": [[round(floor, 2), *astuple(one)] for floor, one in rounds],
            "memory_mib": max(one.memory_mib for _, one in rounds),
            "memory_mib_of_a_tenth": max(one.memory_mib for one in few),
            "seconds_of_a_tenth": _median(one.answered_s for one in few),
            "conditions": (
                f"{common} to the last byte of the report, agreed upon or put before its approvers{around}"
            ),
        },
    }


def _median(figures: Iterable[float]) -> float:
    return round(statistics.median(figures), 2)


def _watched(line: Line, name: str, payments: int) -> Sent:
    """Send it, and tell how much the web's processes came to have beyond what they had."""
    with _memory(line.pid) as peak:
        sent = _send(line, name, payments)
    return Sent(sent.staged_s, sent.answered_s, peak[0])


def _send(line: Line, name: str, payments: int) -> Sent:
    provider, sender = select_provider(profile="production"), line.sender
    body = _body(sender, f"{name}-{time.time_ns()}", payments)
    signature = provider.sign(provider.read_private_key(sender.key_pem), body)
    request = signed_request(f"/b/{sender.bank}/link/v1", "application/xml", body, signature)
    said = line.log.stat().st_size
    with socket.create_connection(("127.0.0.1", sender.port)) as wire:
        began = time.time()
        wire.sendall(request)
        answer = received(wire)
        took = time.time() - began
    if _ACCEPTED not in answer or b"RJCT" in answer:
        raise RuntimeError(answer[:4000].decode(errors="replace"))
    return Sent(round(_staged_at(line.log, said) - began, 3), round(took, 3))


def _staged_at(log: Path, after: int) -> float:
    """When the web said so, in seconds since 1970."""
    with log.open("rb") as file:
        file.seek(after)
        said = (json.loads(one) for one in file if _STAGED.encode() in one)
        return datetime.fromisoformat(next(said)["at"]).timestamp()


def _body(sender: Sender, name: str, payments: int) -> bytes:
    head = _ENVELOPE.format(
        bank=sender.bank, enterprise=sender.enterprise, operator=sender.operator, certificate=sender.certificate,
        at=datetime.now(UTC).isoformat(timespec="seconds"), at_ns=time.monotonic_ns(), name=name,
    )  # fmt: skip
    document = "".join(pain001.parts(payments, name, payer_of(0)))
    return f"{head}{document}{_END}".encode()


@contextmanager
def _memory(pid: int) -> Iterator[list[int]]:
    """What the largest of the web's processes grows by while this lasts, in MiB."""
    family = cpu.family(pid)
    before = {one: _anonymous(one) for one in family}
    peak, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(_SAMPLE_S):
            peak[0] = max(peak[0], *(_anonymous(one) - before[one] for one in family))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


def _anonymous(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    return int(next(line for line in lines if line.startswith("RssAnon")).split()[1]) >> 10
