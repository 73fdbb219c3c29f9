"""The direct link on HTTP: one address for messages, one for the schema, one for the bank's key.

    POST /b/<bank>/link/v1              a signed Request
    GET  /b/<bank>/link/v1/schema.xsd   what a message looks like
    GET  /b/<bank>/link/v1/key.pem      the key the bank signs answers with; compare its id

The browser's rules (sessions, CSRF tokens) do not apply here: the signature is the only credential.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from connectors.direct_link.answers import KEY_ID, Outgoing
from connectors.direct_link.errors import BankUnknown
from connectors.direct_link.link import DirectLink, Incoming
from kernel import limits

NAME: Final = "direct_link"
_XML: Final = "application/xml; charset=utf-8"
_NOT_FOUND: Final = 404


def blueprint(link: DirectLink) -> Blueprint:
    """The routes of the direct link."""
    routes = Blueprint(NAME, __name__, url_prefix="/b/<bank>/link/v1")

    @routes.post("")
    def message(bank: str) -> Response:
        request.max_content_length = limits.LINK_BODY_BYTES_MAX  # checked by the link, in its words
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
    return Incoming(
        bank=bank,
        stream=request.stream,
        length=request.content_length,
        signature=request.headers.get("Yinqi-Signature", ""),
        content_encoding=request.headers.get("Content-Encoding", ""),
        address=request.remote_addr or "",
    )


def _response(outgoing: Outgoing) -> Response:
    headers = {**outgoing.headers, "Cache-Control": "no-store"}
    return Response(outgoing.body, outgoing.status, headers, content_type=_XML)


def _known(link: DirectLink, bank: str) -> bool:
    try:
        link.bank_key(bank)
    except BankUnknown:
        return False
    return True
