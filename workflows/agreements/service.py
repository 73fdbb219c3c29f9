"""Shows the agreement and takes administrators' signatures under it. Nothing here commits."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from corporate.enterprises import agreements
from corporate.identity.evidence import Evidence
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text
from workflows.agreements.commands import (
    AgreementSignature,
    AgreementView,
    ShowAgreement,
    SignAgreement,
)
from workflows.agreements.errors import AgreementElse, AgreementSigned

_WHAT = Text("该协议", "The agreement")
_OFFERED = "offered"


class AgreementService:
    """What an enterprise's administrators do with their agreement."""

    @staticmethod
    def show(ctx: Context, _command: ShowAgreement) -> AgreementView:
        """The newest agreement, or none."""
        found = agreements.newest(ctx.uow)
        return _view(ctx, found) if found else AgreementView()

    @staticmethod
    def sign(ctx: Context, command: SignAgreement, evidence: Evidence) -> AgreementView:
        """Sign it; with the second signature it is in force. Raises NotFound, AgreementElse, AgreementSigned."""
        found, person_id = _offered(ctx, command), ctx.actor.person_id
        if person_id is None or _signed_by(found, person_id):
            raise AgreementSigned
        proof = evidence.with_text(found["text"]).as_json()
        agreements.sign(ctx.uow, found["id"], person_id, ctx.actor.name, proof, ctx.now)
        now = agreements.newest(ctx.uow)
        return _view(ctx, now or found)


def to_sign(ctx: Context, command: SignAgreement) -> tuple[str, bytes]:
    """The text to be signed and its digest; raises NotFound, AgreementElse."""
    found = _offered(ctx, command)
    return found["text"], bytes(found["digest"])


def _offered(ctx: Context, command: SignAgreement) -> Row:
    """The agreement that waits, if it is the one that was shown."""
    found = agreements.newest(ctx.uow)
    if found is None or found["number"] != command.number or found["status"] != _OFFERED:
        raise NotFound(_WHAT)
    if bytes(found["digest"]).hex() != command.shown_digest:
        raise AgreementElse
    return found


def _view(ctx: Context, row: Row) -> AgreementView:
    person_id = ctx.actor.person_id
    return AgreementView(
        number=row["number"],
        text=row["text"],
        digest=bytes(row["digest"]).hex(),
        in_force=row["status"] != _OFFERED,
        signed_by_me=person_id is not None and _signed_by(row, person_id),
        signatures=tuple(
            AgreementSignature(name=one["name"], signed_at=datetime.fromisoformat(one["at"]))
            for one in row["signatures"]
        ),
    )


def _signed_by(row: Row, person_id: UUID) -> bool:
    return any(one["person_id"] == str(person_id) for one in row["signatures"])
