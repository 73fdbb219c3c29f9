"""The direct link alone: microseconds of CPU from the bytes of a request to the bytes of its answer.

No database and no business stand behind it; both are replaced by what answers at once. SM2 is
measured beside it and is not part of the door's own figure.
"""

from __future__ import annotations

import base64
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

from flask import Flask

from benchmarks.link_client import Sender, prepared
from connectors.direct_link.bank_keys import BankKey
from connectors.direct_link.blueprint import attach
from connectors.direct_link.link import DirectLink
from connectors.direct_link.senders import Candidate
from corporate.banks import Directory
from corporate.bootstrap import CATALOGUE
from corporate.gate import Gate
from kernel.db import Database
from kernel.parsing import parse
from kernel.public_status import PublicStatus
from kernel.statements import Row
from kernel.tenancy import Scope
from kernel.world import World, real_world
from workflows.payments.commands import PaymentView, SubmitPayment

_REPEATS: Final = 300
_ROUNDS: Final = 9
_IDS: Final = (UUID(int=1), UUID(int=2))
_AT: Final = datetime(2026, 11, 23, tzinfo=UTC)
_ANSWER: Final = PaymentView(
    number="P261123-0CY97936", client_serial="ERP-0001", status=PublicStatus.SUCCEEDED,
    status_at=_AT, payer_account="1001234509012345678", payee_account="3250612000181470",
    payee_name="苏州恒锐特钢有限公司", amount_minor=1234, currency="CNY", rail="INTERNAL",
    value_on=date(2026, 11, 23), fingerprint="b" * 64,
)  # fmt: skip
_STANDING: Final = {
    "status": "active", "not_before": datetime.min.replace(tzinfo=UTC),
    "not_after": datetime.max.replace(tzinfo=UTC), "user_id": _IDS[0], "person_id": _IDS[0],
    "name": "ERP", "bound": True, "fresh": True,
}  # fmt: skip


class _Nothing:
    """Stands in for the database, a unit of work, the gate, the directory and the bank's key."""

    scope = Scope(*_IDS)

    def __init__(self, key: BankKey) -> None:
        self._key = key

    def transact(self, scope: Scope, work: Callable[[Any], Any]) -> Any:
        assert scope == self.scope  # noqa: S101 - as the real one would refuse it
        return work(self)

    def row(self, _sql: str, _params: dict[str, Any]) -> Row:
        return _STANDING

    def perform(self, _actor: Any, _code: str, given: Any, **_more: Any) -> PaymentView:
        parse(SubmitPayment, given)
        return _ANSWER

    def by_slug(self, _slug: str) -> UUID:
        return _IDS[0]

    def of(self, _tenant_id: UUID) -> BankKey:
        return self._key


def measure() -> dict[str, float]:
    """Microseconds: the door's own, and verifying and signing beside it."""
    with tempfile.TemporaryDirectory() as folder:
        world = real_world(Path(folder))
        key = world.crypto.generate_key()
        private = world.crypto.write_private_key(key, passphrase=None)
        sender = Sender(80, "yungang", "10001", "erp", "BENCH-0", private, _ANSWER.payee_name)
        head, _, body = prepared(sender, 1, "door")[0].partition(b"\r\n\r\n")
        signature = head.rpartition(b": ")[2].decode()
        app = _app(world, key.public)
        whole = _us(lambda: _call(app, body, signature))
    bank_key, der = world.crypto.generate_key(), base64.b64decode(signature)
    verify = _us(lambda: world.crypto.verify(key.public, body, der))
    sign = _us(lambda: world.crypto.sign(bank_key, body))
    return {"door": round(whole - verify - sign, 1), "sm2_verify": verify, "sm2_sign": sign}


def _app(world: World, public: Any) -> Flask:
    nothing = _Nothing(BankKey("0" * 16, world.crypto.generate_key()))
    link = DirectLink(
        world=world,
        database=cast("Database", nothing),
        gate=cast("Gate", nothing),
        catalogue=CATALOGUE,
        directory=cast("Directory", nothing),
        keys=nothing,
    )
    link._senders._known[_IDS[0], "BENCH-0"] = Candidate(_IDS[1], "10001", public)  # noqa: SLF001 - as if seen before
    app = Flask("door")
    attach(app, link)
    return app


def _call(app: Flask, body: bytes, signature: str) -> None:
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/b/yungang/link/v1", "QUERY_STRING": "",
        "SERVER_NAME": "bench", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "bench", "REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/xml", "HTTP_YINQI_SIGNATURE": signature,
        "wsgi.input": BytesIO(body), "wsgi.errors": BytesIO(), "wsgi.url_scheme": "http",
    }  # fmt: skip
    statuses: list[str] = []
    answer = b"".join(app(environ, lambda status, _headers: statuses.append(status)))  # type: ignore[arg-type]  # a start_response
    if statuses != ["200 OK"]:
        raise RuntimeError(answer.decode())


def _us(work: Callable[[], object]) -> float:
    """CPU microseconds of one call: the median of several rounds."""
    rounds = []
    for _ in range(_ROUNDS):
        started = time.process_time()
        for _ in range(_REPEATS):
            work()
        rounds.append((time.process_time() - started) / _REPEATS * 1e6)
    return round(statistics.median(rounds), 1)
