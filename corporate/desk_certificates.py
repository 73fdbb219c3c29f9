"""Certificates as the desk reads and the worker issues them; part of the composition root."""

from __future__ import annotations

from collections.abc import Mapping

from kernel.certificates import Request
from kernel.context import Context
from kernel.records import audit
from kernel.statements import Row
from workflows.certificates import issuing, queries, repository
from workflows.certificates.errors import KeyInUse, OperatorUnknown
from workflows.certificates.ports import Authorities


class DeskCertificates:
    """Reads requests anywhere; issues only where the bank's authority is."""

    def __init__(self, authorities: Authorities | None = None) -> None:
        self._authorities = authorities

    def read(self, ctx: Context, operator: str, pem: str) -> Mapping[str, str]:
        """Whose request it is, over which key. Raises OperatorUnknown, KeyInUse, and what reading raises."""
        person, request = _asked(ctx, operator, pem)
        key = request.key.fingerprint()
        return {
            "holder": f"{person['name']}（{person['login']}）",
            "subject": request.subject,
            "key": key,
        }

    def issue(self, ctx: Context, operator: str, pem: str) -> str:
        """Issue it, everything looked at again; its serial."""
        if self._authorities is None:
            message = "certificates are issued by the worker"
            raise LookupError(message)
        person, request = _asked(ctx, operator, pem)
        made = issuing.issue(ctx, self._authorities.of(ctx), request.key, person["login"])
        repository.insert(ctx, made, person["user_id"])
        audit.write(ctx, "desk.certificate", "certificate", made.serial, {"operator": operator})
        return made.serial


def _asked(ctx: Context, operator: str, pem: str) -> tuple[Row, Request]:
    person = queries.operator(ctx, operator)
    if person is None:
        raise OperatorUnknown(login=operator)
    request = Request.read(pem.encode("ascii", "replace"), ctx.world.crypto)
    if queries.of_key(ctx, request.key.spki_pem().decode("ascii")) is not None:
        raise KeyInUse
    return person, request
