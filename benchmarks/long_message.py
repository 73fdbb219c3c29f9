"""F3-http: the same 100,000 payments as a signed message over HTTP, until their report is answered.

Granian serves a durable bank as a deployment would. The clock runs from the first byte sent to the last byte of the
pain.002: by then the body was spooled and its signature verified, every payment validated, looked at, staged by COPY,
judged as sets, hashed, kept byte for byte, and put before who must agree. The floor is bare lxml over the same
document, as in F3; what the web's process takes of memory is told beside that of a tenth of the payments.
"""

from __future__ import annotations

import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


def measure(server: Server) -> dict[str, dict[str, Any]]:
    """How many times the floor's time it takes, in seconds and memory."""
    with tempfile.TemporaryDirectory(prefix="yinqi-f3h-") as folder:
        path = Path(folder) / "f3.xml"
        pain001.write(path, pain001.PAYMENTS, "F3")
        with running_bank(server, folder) as bank:
            _send(bank.senders[0], "W", 2_000)
            server.analyze("yinqi")
            few = [_watched(bank.web.pid, bank.senders[0], f"S{n}", FEW) for n in range(ROUNDS)]
            rounds = [
                (
                    pain001.apart(pain001.floor, path, "").wall_s,
                    *_watched(bank.web.pid, bank.senders[0], f"L{n}", pain001.PAYMENTS),
                )
                for n in range(ROUNDS)
            ]
    return {
        "F3-http": {
            "ratio": round(statistics.median(ours / floor for floor, ours, _ in rounds), 2),
            "goal": pain001.GOAL,
            "rounds": [[round(figure, 2) for figure in one] for one in rounds],
            "memory_mib": max(mib for _, _, mib in rounds),
            "memory_mib_of_a_tenth": max(mib for _, mib in few),
            "seconds_of_a_tenth": round(statistics.median(took for took, _ in few), 2),
            "conditions": (
                f"{pain001.PAYMENTS:,} payments in a signed message over HTTP, first byte to the last byte of the report,"
                " agreed upon or put before its approvers; granian, durable, row security on, client on the same machine"
            ),
        }
    }


def _watched(pid: int, sender: Sender, name: str, payments: int) -> tuple[float, int]:
    """Seconds until the answer, and MiB the web's processes came to have beyond what they had."""
    with _memory(pid) as peak:
        took = _send(sender, name, payments)
    return took, peak[0]


def _send(sender: Sender, name: str, payments: int) -> float:
    provider = select_provider(profile="production")
    body = _body(sender, f"{name}-{time.time_ns()}", payments)
    signature = provider.sign(provider.read_private_key(sender.key_pem), body)
    request = signed_request(f"/b/{sender.bank}/link/v1", "application/xml", body, signature)
    with socket.create_connection(("127.0.0.1", sender.port)) as line:
        began = time.monotonic()
        line.sendall(request)
        answer = received(line)
        took = time.monotonic() - began
    if _ACCEPTED not in answer or b"RJCT" in answer:
        raise RuntimeError(answer[:4000].decode(errors="replace"))
    return took


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
