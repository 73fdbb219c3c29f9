"""The direct link alone: microseconds of CPU from the bytes of a request to the bytes of its answer.

No database and no business stand behind it; both are replaced by what answers at once. SM2 is
measured beside it and is not part of the door's own figure.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
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
from corporate.gate import Gate, Understood
from kernel.crypto import PrivateKey, PublicKey
from kernel.db import Database
from kernel.parsing import parse
from kernel.public_status import PublicStatus
from kernel.records.received import PieceSafe
from kernel.statements import Row
from kernel.tenancy import Scope
from kernel.world import World, real_world
from workflows.payments.commands import PaymentView, SubmitPayment

_REQUESTS: Final = 2_000
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
    "name": "ERP", "bound": True, "fresh": True, "networks": [], "counts": True,
    "sealed": False, "per_minute": None, "at_once": None,
}  # fmt: skip


class _Nothing:
    """Stands in for the database, a unit of work, the gate, the directory and the bank's key."""

    scope = Scope(*_IDS)

    def __init__(self, key: BankKey[PrivateKey]) -> None:
        self._key = key

    def transact(self, scope: Scope, work: Callable[[Any], Any]) -> Any:
        assert scope == self.scope  # noqa: S101 - as the real one would refuse it
        return work(self)

    def row(self, _sql: str, _params: dict[str, Any]) -> Row:
        return _STANDING

    def understand(self, _code: str, given: Any, encoding: Any) -> Understood:
        return Understood(parse(SubmitPayment, given, encoding=encoding))

    def foresee(self, *_given: Any) -> None:
        pass

    def ahead(self, _question: Callable[[], Any]) -> None:
        pass

    def perform(self, _actor: Any, _code: str, _command: Any, **_more: Any) -> PaymentView:
        return _ANSWER

    def by_slug(self, _slug: str) -> UUID:
        return _IDS[0]

    def of(self, _tenant_id: UUID, _algorithm: Any = None) -> BankKey[PrivateKey]:
        return self._key

    signing = sealing = of

    def opening(self, _tenant_id: UUID) -> Iterator[BankKey[PrivateKey]]:
        yield self._key

    def following(self, *_line: Any) -> None:
        """No key comes next."""


class _Watch:
    """Nanoseconds of CPU spent in SM2, to be taken off the door's own."""

    spent = 0

    def around(self, work: Callable[..., Any], *given: Any) -> Any:
        """Do something and note how long it took."""
        started = time.thread_time_ns()
        try:
            return work(*given)
        finally:
            self.spent += time.thread_time_ns() - started


class _TimedKey:
    """A key whose SM2 operations are watched; either half of a pair."""

    def __init__(self, key: Any, watch: _Watch) -> None:
        self.public = getattr(key, "public", None)
        self.point = getattr(key, "point", None)
        self.digest = getattr(key, "digest", None)
        self.hashing = getattr(key, "hashing", None)
        self.algorithm = getattr(key, "algorithm", None)
        self._key, self._watch = key, watch

    def verify_digest(self, digest: bytes, signature: bytes) -> bool:
        return bool(self._watch.around(self._key.verify_digest, digest, signature))

    def sign_digest(self, digest: bytes) -> bytes:
        return cast("bytes", self._watch.around(self._key.sign_digest, digest))


def measure() -> dict[str, float]:
    """Microseconds of one request: the door's own, and SM2's; a quiet tenth of the requests, and half."""
    watch = _Watch()
    with tempfile.TemporaryDirectory() as folder:
        world = real_world(Path(folder))
        key = world.crypto.generate_key()
        private = world.crypto.write_private_key(key, passphrase=None)
        sender = Sender(80, "yungang", "10001", "erp", "BENCH-0", private, _ANSWER.payee_name)
        head, _, body = prepared(sender, 1, "door")[0].partition(b"\r\n\r\n")
        signature = head.rpartition(b": ")[2].decode()
        app = _app(world, key.public, watch)
        taken = [_one(app, body, signature, watch) for _ in range(_REQUESTS)]
    own, sm2 = ([one[place] / 1000 for one in taken] for place in (0, 1))
    return {
        "door_p10": round(statistics.quantiles(own, n=10)[0], 1),
        "door_median": round(statistics.median(own), 1),
        "sm2_p10": round(statistics.quantiles(sm2, n=10)[0], 1),
        "sm2_median": round(statistics.median(sm2), 1),
    }


def _one(app: Flask, body: bytes, signature: str, watch: _Watch) -> tuple[int, int]:
    """Nanoseconds of CPU of one request: the door's own, and SM2's."""
    watch.spent = 0
    started = time.thread_time_ns()
    _call(app, body, signature)
    return time.thread_time_ns() - started - watch.spent, watch.spent


def _app(world: World, public: PublicKey, watch: _Watch) -> Flask:
    bank_key = cast("PrivateKey", _TimedKey(world.crypto.generate_key(), watch))
    nothing = _Nothing(BankKey("0" * 16, bank_key))
    link = DirectLink(
        world=world,
        database=cast("Database", nothing),
        gate=cast("Gate", nothing),
        catalogue=CATALOGUE,
        directory=cast("Directory", nothing),
        keys=nothing,
        safe=cast("PieceSafe", nothing),
    )
    timed = cast("PublicKey", _TimedKey(public, watch))
    link._senders._known[_IDS[0], "BENCH-0"] = Candidate(_IDS[1], "10001", timed, *_IDS)  # noqa: SLF001 - as if seen before
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
