"""The bank's certificate authority for everybody: its certificate, and whom it has revoked.

GET  /b/<bank>/link/v1/ca.pem    the authority's certificate; compare its fingerprint
GET  /b/<bank>/link/v1/crl.der   the revocation list (吊销列表) published last
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from flask import Blueprint, Flask, Response

from corporate.banks import Directory
from kernel.certificates import Issuer
from kernel.context import Actor, Context
from kernel.db import Database
from kernel.operation import Door
from kernel.tenancy import Scope
from kernel.world import World

NAME: Final = "authority"
_PEM: Final = "application/x-pem-file"
_CRL: Final = "application/pkix-crl"
_NOT_FOUND: Final = 404
_LAST: Final = "SELECT der FROM revocation_list WHERE tenant_id = %s ORDER BY number DESC LIMIT 1"


class Authorities(Protocol):
    """The authority of each bank."""

    def of(self, ctx: Context) -> Issuer:
        """The authority of this transaction's bank."""
        ...


class AuthorityDesk:
    """Hands out what is public of the authorities of all banks of one process."""

    def __init__(
        self, world: World, database: Database, directory: Directory, authorities: Authorities
    ) -> None:
        self._world = world
        self._database = database
        self._directory = directory
        self._authorities = authorities

    def certificate(self, bank: str) -> bytes | None:
        """The authority's certificate as PEM; None where there is no such bank."""
        return self._ask(bank, lambda ctx: self._authorities.of(ctx).certificate.pem())

    def revoked(self, bank: str) -> bytes | None:
        """The revocation list as DER; None before the first was published."""
        return self._ask(bank, _last_list)

    def _ask(self, bank: str, ask: Callable[[Context], bytes | None]) -> bytes | None:
        tenant_id = self._directory.by_slug(bank)
        if tenant_id is None:
            return None
        actor = Actor(tenant_id, Door.SYSTEM, "")
        with self._database.begin(Scope(tenant_id)) as uow:
            return ask(Context(self._world, uow, actor, self._world.clock.now()))


def attach_authority(app: Flask, desk: AuthorityDesk) -> None:
    """Let an application hand these out beside the direct link."""
    routes = Blueprint(NAME, __name__, url_prefix="/b/<bank>/link/v1")

    @routes.get("/ca.pem")
    def ca(bank: str) -> Response:
        return _file(desk.certificate(bank), _PEM)

    @routes.get("/crl.der")
    def crl(bank: str) -> Response:
        return _file(desk.revoked(bank), _CRL)

    app.register_blueprint(routes)


def _last_list(ctx: Context) -> bytes | None:
    row = ctx.uow.row(_LAST, (ctx.tenant_id,))
    return bytes(row["der"]) if row else None


def _file(content: bytes | None, kind: str) -> Response:
    if content is None:
        return Response(status=_NOT_FOUND)
    return Response(content, content_type=kind)
