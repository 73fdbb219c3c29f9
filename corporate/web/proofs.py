"""How a page asks for a fresh proof: which fields it draws, and what it makes of what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response, jsonify

from corporate.gate import Proof
from corporate.identity.method_desk import Ask
from corporate.identity.methods import Method
from corporate.identity.signing_rules import Combination
from corporate.web.formats import symbol
from corporate.web.i18n import current_lang
from corporate.web.signed_fields import LINES
from kernel.errors import YinqiError
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Ways:
    """What a form offers: a passkey, typed proofs, or both; `ask_url` is where a passkey is asked for."""

    passkey: bool = False
    password: bool = True
    code: bool = False
    ask_url: str = ""
    fault: Text | None = None

    @property
    def typed(self) -> bool:
        """Whether something can be typed instead."""
        return self.password or self.code


PASSWORD_ONLY: Final = Ways()
NO_PASSKEYS_HERE: Final = Text(
    "须使用通行密钥签名，但本页地址不支持，请从银行的正式网址打开。",
    "A passkey is needed, but cannot be used at this address; open the bank's own address.",
)


def ways_of(allowed: Sequence[Combination], ask_url: str) -> Ways:
    """What a form must offer for these combinations."""
    typed = [one for one in allowed if Method.PASSKEY not in one]
    return Ways(
        passkey=any(Method.PASSKEY in one for one in allowed),
        password=any(Method.PASSWORD in one for one in typed),
        code=any(Method.TOTP in one for one in typed),
        ask_url=ask_url,
    )


def typed_proof(form: Mapping[str, str], prefix: str = "") -> Proof | None:
    """What was given as proof; None when nothing was."""
    named = {"password": f"{prefix}password", "code": f"{prefix}code", "passkey": "passkey"}
    found = {name: form.get(field, "") for name, field in named.items()}
    given: Proof = {name: value for name, value in found.items() if value}
    return given or None


def asked(found: Ask) -> Response:
    """A question for an authenticator, and what the page checks before it is put."""
    currencies = {word for word in found.text.split() if len(word) == len("CNY") and word.isupper()}
    return jsonify(
        options=found.options,
        statement=found.statement,
        nonce=found.nonce,
        digest=found.digest,
        person=found.person,
        text=found.text,
        fields=LINES,
        symbols={currency: symbol(currency) for currency in currencies},
    )


def refused(error: YinqiError, status: int = 422) -> Response:
    """A refusal for a script to show."""
    answer = jsonify(fault=error.message.of(current_lang()))
    answer.status_code = status
    return answer
