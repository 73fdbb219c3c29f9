"""The direct link on HTTP: one address for messages, one for the schema, one for the bank's key.

    POST /b/<bank>/link/v1              a signed Request
    GET  /b/<bank>/link/v1/schema.xsd   what a message looks like
    GET  /b/<bank>/link/v1/key.pem      the key the bank signs answers with; compare its id

The browser's rules (sessions, CSRF tokens) do not apply here: the signature is the only credential.
"""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, Response, request

from connectors.direct_link.answers import KEY_ID, Outgoing
from connectors.direct_link.errors import BankUnknown
from connectors.direct_link.link import DirectLink, Incoming
from kernel.failpoints import fp, fp_within

NAME: Final = "direct_link"
_XML: Final = "application/xml; charset=utf-8"
_NO_STORE: Final = ("Cache-Control", "no-store")
_NOT_FOUND: Final = 404
_DIGITS: Final = re.compile("[0-9]{1,12}")


def blueprint(link: DirectLink) -> Blueprint:
    """The routes of the direct link."""
    routes = Blueprint(NAME, __name__, url_prefix="/b/<bank>/link/v1")

    @routes.post("")
    def message(bank: str) -> Response:
        fp("link.received")
        return _response(link.answer(_incoming(bank)))

    @routes.get("/schema.xsd")
    def schema(bank: str) -> Response:
        if not _known(link, bank):
            return Response(status=_NOT_FOUND)
        return Response(link.contract, content_type=_XML)

    @routes.get("/key.pem")
    def key(bank: str) -> Response:
        try:
            found = link.bank_key(bank)
        except BankUnknown:
            return Response(status=_NOT_FOUND)
        headers = {KEY_ID: found.id}
        return Response(found.public_pem, headers=headers, content_type="application/x-pem-file")

    return routes


def _incoming(bank: str) -> Incoming:
    """What the server handed over, taken straight from it: the link itself counts every byte."""
    environ = request.environ
    length = environ.get("CONTENT_LENGTH", "")
    return Incoming(
        bank=bank,
        stream=environ["wsgi.input"],
        length=int(length) if _DIGITS.fullmatch(length) else None,
        signature=environ.get("HTTP_YINQI_SIGNATURE", ""),
        content_encoding=environ.get("HTTP_CONTENT_ENCODING", ""),
        address=environ.get("REMOTE_ADDR", ""),
    )


def _response(outgoing: Outgoing) -> Response:
    headers = [*outgoing.headers.items(), _NO_STORE]
    body = fp_within("link.mid_reply", outgoing.body)
    return Response(body, outgoing.status, headers, content_type=_XML)


def _known(link: DirectLink, bank: str) -> bool:
    try:
        link.bank_key(bank)
    except BankUnknown:
        return False
    return True
