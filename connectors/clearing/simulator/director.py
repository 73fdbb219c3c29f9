"""Directs the test bank from outside: rules, credits, and messages it would never send by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from urllib3 import PoolManager

from connectors.ports import Behaviour
from kernel import limits

_HTTP_OK = 200


class Director:
    """The control side of the test bank at `address`."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._http = PoolManager(
            timeout=limits.CLEARING_READ_TIMEOUT_S, retries=False, num_pools=1, maxsize=4
        )

    def healthy(self) -> bool:
        """Whether it answers."""
        return bool(self._call("GET", "/health")["healthy"])

    def script(
        self,
        behaviour: Behaviour,
        *,
        reason: str = "RJ01",
        times: int | None = None,
        **match: str | int,
    ) -> None:
        """Add a rule; `match`: account_tail, cents, rail, bank_code. `times` None means for ever."""
        said = {"match": match, "behaviour": behaviour.value, "reason": reason, "times": times}
        self._call("POST", "/rules", said)

    def forget_rules(self) -> None:
        """Back to success and magic values."""
        self._call("DELETE", "/rules")

    def hint(self, bank_code: str, submission_id: UUID, behaviour: str, reason: str = "") -> None:
        """Say what shall become of one submission before it is sent; the first word counts."""
        said = {
            "bank_code": bank_code, "submission_id": str(submission_id), "behaviour": behaviour,
            "reason": reason,
        }  # fmt: skip
        self._call("POST", "/hints", said)

    def know_name(self, account: str, name: str) -> None:
        """From now on an account bears this name; others answer by their last digits."""
        self._call("POST", "/names", {"account": account, "name": name})

    def credit(
        self, bank_code: str, rail: str, reference: str, payload: Mapping[str, Any], copies: int = 1
    ) -> None:
        """Send money in: `payload` names payer, payee, amount (text) and currency."""
        body = {"rail": rail, "reference": reference, "payload": dict(payload)}
        self.message(bank_code, "credit", body, copies)

    def message(self, bank_code: str, kind: str, body: Any, copies: int = 1) -> None:
        """Send any message in, `answer` or `credit`; a text goes as it is, JSON or not."""
        said = {"bank_code": bank_code, "kind": kind, "body": body, "copies": copies}
        self._call("POST", "/messages", said)

    def submissions(self, bank_code: str) -> list[dict[str, Any]]:
        """What came from a bank: `submission_id`, how often it was `received`, its `state`."""
        found: list[dict[str, Any]] = self._call("GET", f"/banks/{bank_code}")["submissions"]
        return found

    def close(self) -> None:
        """Let connections go."""
        self._http.clear()

    def _call(self, method: str, path: str, said: Mapping[str, Any] | None = None) -> Any:
        body = None if said is None else json.dumps(said, ensure_ascii=False).encode()
        answer = self._http.request(method, f"{self._address}/control{path}", body=body)
        if answer.status != _HTTP_OK:
            message = f"the test bank refused: {answer.data.decode(errors='replace')[:300]}"
            raise ValueError(message)
        return json.loads(answer.data)
