"""A client process of F1: requests signed beforehand, sent over one kept connection, one after the other."""

from __future__ import annotations

import base64
import random
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from kernel.crypto import PrivateKey, select_provider

ACCOUNTS = 1_000
SENT_MAX_PER_S = 100  # of one client; more is never needed, and signing takes time
_PAID = b"<Status>succeeded</Status>"
_REQUEST = """<?xml version="1.0" encoding="UTF-8"?>
<Request xmlns="urn:yinqi:link:1"><Head><Operation>payments.submit</Operation><Bank>{bank}</Bank>\
<Enterprise>{enterprise}</Enterprise><Operator>{operator}</Operator><Certificate>{certificate}</Certificate>\
<Timestamp>{at}</Timestamp><Nonce>{serial}-{at_ns}</Nonce></Head><Body><SubmitPayment>\
<ClientSerial>{serial}</ClientSerial><PayerAccount>{payer}</PayerAccount><PayeeAccount>{payee}</PayeeAccount>\
<PayeeName>{payee_name}</PayeeName><Amount>12.34</Amount><Currency>CNY</Currency><Purpose>货款</Purpose>\
</SubmitPayment></Body></Request>
"""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a client sends as, and where to."""

    port: int
    bank: str
    enterprise: str
    operator: str
    certificate: str
    key_pem: bytes
    payee_name: str


def payer_of(number: int) -> str:
    """The account number of a payer."""
    return f"1001{number:015}"


def payee_of(number: int) -> str:
    """The account number of a payee."""
    return f"2002{number:015}"


def pay_for(ready: Callable[[], None], sender: Sender, seconds: float, run: str) -> int:
    """Sign, wait for the others, then pay until the time is over; how many payments succeeded."""
    requests = prepared(sender, int(seconds * SENT_MAX_PER_S), run)
    with socket.create_connection(("127.0.0.1", sender.port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ready()
        until, paid = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            line.sendall(requests[paid])
            answer = received(line)
            if _PAID not in answer:
                raise RuntimeError(answer.decode())
            paid += 1
        return paid


def prepared(sender: Sender, count: int, run: str) -> list[bytes]:
    """Signed requests, each for another payment, ready for the wire."""
    provider = select_provider(profile="production")
    key = provider.read_private_key(sender.key_pem)
    choose = random.Random(run)  # noqa: S311 - which accounts, not a secret
    serials = (f"{run}-{sender.certificate}-{place:06}" for place in range(count))
    return [_signed(provider.sign, key, sender, serial, choose) for serial in serials]


def _signed(
    sign: Callable[[PrivateKey, bytes], bytes],
    key: PrivateKey,
    sender: Sender,
    serial: str,
    choose: random.Random,
) -> bytes:
    body = _REQUEST.format(
        bank=sender.bank, enterprise=sender.enterprise, operator=sender.operator,
        certificate=sender.certificate, at=datetime.now(UTC).isoformat(timespec="seconds"),
        at_ns=time.monotonic_ns(), serial=serial, payer=payer_of(choose.randrange(ACCOUNTS)),
        payee=payee_of(choose.randrange(ACCOUNTS)), payee_name=sender.payee_name,
    ).encode()  # fmt: skip
    return signed_request(f"/b/{sender.bank}/link/v1", "application/xml", body, sign(key, body))


def signed_request(path: str, kind: str, body: bytes, signature: bytes) -> bytes:
    """A request as it goes over the wire."""
    shown = base64.b64encode(signature).decode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\nYinqi-Signature: {shown}\r\n\r\n"
    )
    return head.encode() + body


def received(line: socket.socket) -> bytes:
    """One whole answer: head and as many bytes as it says."""
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(line)
    head = data[:end].lower()
    start = head.index(b"content-length:") + len(b"content-length:")
    length = int(head[start:].split(b"\r\n", 1)[0])
    while len(data) < end + 4 + length:
        data += _more(line)
    return data


def _more(line: socket.socket) -> bytes:
    part = line.recv(65_536)
    if not part:
        message = "the server closed the line"
        raise ConnectionError(message)
    return part
