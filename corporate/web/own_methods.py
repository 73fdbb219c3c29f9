"""One's own passkeys, added, named and revoked (登录与安全): the same for customers' people and for the bank's staff.

Each change is proven first, and the proof's count is committed before anything else happens. The views of both
desks name their routes alike, so that the addresses below lead to their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.identity.errors import MethodTaken, ProofMissing, ProofRefused, TooManyAttempts
from corporate.identity.key_ring import Owner
from corporate.identity.methods import Held, Method
from corporate.identity.passkey_desk import PasskeyDesk
from corporate.identity.passkeys import Site
from corporate.staff.keys import HeldKey
from corporate.web.proofs import Ways, asked, refused, typed_proof, usable, ways_of
from corporate.web.routes import Shown
from kernel.context import Context
from kernel.errors import NotFound, YinqiError

ADD_PASSKEY: Final = "add-passkey"
REVOKE: Final = "revoke"
PROOF_FAULTS: Final = (ProofMissing, ProofRefused, TooManyAttempts)
_REFUSED, _BLOCKED = 422, 429
T = TypeVar("T")


class Runs(Protocol):
    """Does work in a transaction about the person."""

    def __call__(self, work: Callable[[Context], T], /) -> T:
        """Commit it; what it answers."""
        ...


@dataclass(frozen=True, slots=True)
class OwnMethods:
    """The methods of whoever visits. `session` is the one that stays when others end; `listed` draws them all."""

    desk: PasskeyDesk
    owner: Owner
    session: bytes
    found_site: Callable[[], Site | None]
    run: Runs
    listed: Callable[[Context], Sequence[dict[str, object]]]

    def ask(self) -> Response:
        """What a passkey is to sign for a change of methods; raises NotFound."""
        what, target, site = (
            request.form.get("what", ""),
            request.form.get("target", ""),
            self._site(),
        )
        return asked(
            self.run(lambda ctx: self.desk.ask_change(ctx, self.owner, site, what, target))
        )

    def ask_passkey(self) -> Response:
        """After the proof: what the browser is to create; raises NotFound."""
        site = self._site()
        try:
            self.prove(ADD_PASSKEY)
        except PROOF_FAULTS as fault:
            return refused(fault)
        return jsonify(options=self.run(lambda ctx: self.desk.ask_passkey(ctx, self.owner, site)))

    def passkey_form(self, fault: YinqiError | None = None) -> Shown:
        """Add a passkey or a security key (添加通行密钥)."""
        create_url = url_for("methods.ask_passkey") if self.found_site() else ""
        return self.shown("pages/method_passkey.html", fault, create_url=create_url)

    def add_passkey(self) -> Shown | Response:
        """Keep what the browser created; raises NotFound."""
        given, label = request.form.get("created", ""), request.form.get("label", "")
        site = self._site()
        try:
            self.run(lambda ctx: self.desk.add_passkey(ctx, self.owner, site, given, label))
        except (ProofRefused, MethodTaken) as fault:
            return self.passkey_form(fault)
        return saved()

    def one(self, method_id: UUID, fault: YinqiError | None = None) -> Shown:
        """One method: its name, and the way to revoke it; raises NotFound."""
        held = self.run(self.listed)
        found = next((one for one in held if one["id"] == str(method_id)), None)
        if found is None:
            raise NotFound
        return self.shown(
            "pages/method.html",
            fault,
            method=found,
            what=REVOKE,
            name_url=url_for("methods.rename", method_id=method_id),
            revoke_url=url_for("methods.revoke", method_id=method_id),
        )

    def rename(self, method_id: UUID) -> Response:
        """Call it something one knows again; raises NotFound."""
        label = request.form.get("label", "")
        self.run(lambda ctx: self.desk.rename(ctx, self.owner, method_id, label))
        return saved()

    def revoke(self, method_id: UUID) -> Shown | Response:
        """Revoke it: it counts no more from the next request on, and other sessions end."""
        try:
            self.prove(REVOKE, str(method_id))
        except PROOF_FAULTS as fault:
            return self.one(method_id, fault)
        self.run(lambda ctx: self.desk.revoke(ctx, self.owner, method_id, self.session))
        return saved()

    def prove(self, what: str, target: str = "") -> None:
        """Check the proof in a transaction of its own; raises ProofMissing, ProofRefused, TooManyAttempts."""
        given = typed_proof(request.form) or {}
        wrong = self.run(lambda ctx: self.desk.prove(ctx, self.owner, given, what, target))
        if wrong is not None:
            raise wrong

    def shown(self, template: str, fault: YinqiError | None, **facts: Any) -> Shown:
        """A form that asks for a proof, with what was wrong the last time."""
        back = url_for("methods.overview")
        said = fault.message if fault else None
        drawn = {"ways": self._ways(), "fault": said, "back_url": back, **facts}
        return Shown(template, drawn, _status(fault))

    def _ways(self) -> Ways:
        try:
            allowed = self.run(lambda ctx: self.desk.ways(ctx, self.owner.person_id))
        except ProofMissing as absent:
            return Ways(password=False, fault=absent.message)
        return usable(ways_of(allowed, url_for("methods.ask")), self.found_site())

    def _site(self) -> Site:
        """Where passkeys are used here; raises NotFound."""
        found = self.found_site()
        if found is None:
            raise NotFound
        return found


def drawn(one: Held | HeldKey) -> dict[str, object]:
    """A method as lists and its own page show it; staff have nothing but passkeys."""
    method = one.method if isinstance(one, Held) else Method.PASSKEY
    return {
        "id": str(one.id),
        "icon": "fingerprint" if method is Method.PASSKEY else "clock",
        "kind": method.value,
        "label": one.label,
        "synced": one.is_synced,
        "since": one.created_at,
        "used": one.used_at,
        "href": url_for("methods.one", method_id=one.id),
    }


def saved() -> Response:
    """Back to the list, which says so."""
    return redirect(url_for("methods.overview", saved=1), code=303)


def _status(fault: YinqiError | None) -> int:
    if fault is None:
        return 200
    return _BLOCKED if isinstance(fault, TooManyAttempts) else _REFUSED
