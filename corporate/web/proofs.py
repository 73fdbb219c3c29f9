"""How a page asks for a fresh proof: which fields it draws, and what it makes of what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import Response, jsonify

from corporate.gate import Proof
from corporate.identity import ask_passkeys
from corporate.identity.ceremonies import Ask
from corporate.identity.errors import ProofMissing
from corporate.identity.methods import Method
from corporate.identity.passkeys import Site
from corporate.identity.signing_rules import Combination
from corporate.web.desk import Desk
from corporate.web.formats import symbol
from corporate.web.i18n import current_lang
from corporate.web.relying import site_here
from corporate.web.signed_fields import LINES, LIST_LINES
from kernel.errors import NotFound, YinqiError
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Ways:
    """What a form offers: a passkey, typed proofs, or both; `ask_url` is where a passkey is asked for.

    Where `along` is set, what is typed goes along with the passkey and is not enough without it.
    """

    passkey: bool = False
    password: bool = True
    code: bool = False
    ask_url: str = ""
    fault: Text | None = None
    along: bool = False
    recovery: bool = False

    @property
    def typed(self) -> bool:
        """Whether something can be typed instead."""
        return (self.password or self.code) and not self.along


PASSWORD_ONLY: Final = Ways()
NO_PASSKEYS_HERE: Final = Text(
    "须使用通行密钥签名，但本页地址不支持，请从银行的正式网址打开。",
    "A passkey is needed, but cannot be used at this address; open the bank's own address.",
)


_NONE_HERE: Final = Ways(password=False, fault=NO_PASSKEYS_HERE)


def ways_of(allowed: Sequence[Combination], ask_url: str) -> Ways:
    """What a form must offer for these combinations."""
    typed = [one for one in allowed if Method.PASSKEY not in one]
    return Ways(
        passkey=any(Method.PASSKEY in one for one in allowed),
        password=any(Method.PASSWORD in one for one in typed or allowed),
        code=any(Method.TOTP in one for one in typed or allowed),
        ask_url=ask_url,
        along=not typed,
        recovery=any(Method.RECOVERY in one for one in allowed),
    )


def typed_proof(form: Mapping[str, str], prefix: str = "") -> Proof | None:
    """What was given as proof; None when nothing was."""
    named = {"password": f"{prefix}password", "code": f"{prefix}code", "passkey": "passkey"}
    named |= {"recovery": "recovery"}
    found = {name: form.get(field, "") for name, field in named.items()}
    given: Proof = {name: value for name, value in found.items() if value}
    return given or None


def ways_here(desk: Desk, code: str, given: object, ask_url: str) -> Ways:
    """With which methods this may be proven at this address; passkeys only where they can be used."""
    try:
        demand = desk.demand(code, given)
    except ProofMissing as absent:
        return Ways(password=False, fault=absent.message)
    return usable(ways_of(demand.ways, ask_url), site_here())


def ways_for(desk: Desk, code: str, ask_url: str) -> Ways:
    """The same for a form that nobody has filled in yet."""
    try:
        allowed = desk.ways(code)
    except ProofMissing as absent:
        return Ways(password=False, fault=absent.message)
    return usable(ways_of(allowed, ask_url), site_here())


def usable(ways: Ways, site: Site | None) -> Ways:
    """Without passkeys where this address cannot use them; and a word about it if nothing else is left."""
    if ways.passkey and site is None:
        return replace(ways, passkey=False) if ways.typed else _NONE_HERE
    return ways


def ask_here(desk: Desk, code: str, given: object) -> Response:
    """What a passkey is to sign for this, once and within two minutes; NotFound where there are none."""
    site = site_here()
    if site is None:
        raise NotFound
    demand = desk.demand(code, given)
    with desk.changing() as ctx:
        found = ask_passkeys(ctx, desk.session.person_id, site, demand.signing, demand.text)
        return asked(found, demand.parts)


def asked(found: Ask, parts: Sequence[str] = ()) -> Response:
    """A question for an authenticator, and what the page checks before it is put.

    `parts` are the texts of what is signed together: each is compared with its own row.
    """
    currencies = {word for word in found.text.split() if len(word) == len("CNY") and word.isupper()}
    return jsonify(
        options=found.options,
        statement=found.statement,
        nonce=found.nonce,
        digest=found.digest,
        person=found.person,
        text=found.text,
        fields=LINES | LIST_LINES if parts else LINES,
        parts=parts,
        symbols={currency: symbol(currency) for currency in currencies},
    )


def refused(error: YinqiError, status: int = 422) -> Response:
    """A refusal for a script to show."""
    answer = jsonify(fault=error.message.of(current_lang()))
    answer.status_code = status
    return answer
