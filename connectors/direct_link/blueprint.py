"""The direct link on HTTP: one address for messages, one for the schema, one for the bank's key.

    POST /b/<bank>/link/v1              a signed Request
    GET  /b/<bank>/link/v1/schema.xsd   what a message looks like
    POST /b/<bank>/link/v1/json/<operation>     the same as JSON
    GET  /b/<bank>/link/v1/openapi.json         what that looks like
    POST /b/<bank>/link/v1/soap                 the same as SOAP 1.1 or 1.2
    GET  /b/<bank>/link/v1/soap?wsdl            its description
    GET  /b/<bank>/link/v1/key.pem      the key the bank signs answers with; compare its fingerprint
    GET  /b/<bank>/link/v1/key-rsa.pem  the same for customers with RSA keys; key-ecdsa.pem for ECDSA
    GET  /b/<bank>/link/v1/seal.pem     the key messages are sealed to; seal-rsa.pem, seal-ecdsa.pem
    GET  /b/<bank>/link/v1/key-next.pem the key that comes next, vouched for by the one before; seal-next.pem, …

The browser's rules (sessions, CSRF tokens) do not apply here: the signature is the only credential.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from typing import Final

from flask import Blueprint, Flask, Response, request

from connectors.direct_link.answers import KEY_ID, SIGNATURE
from connectors.direct_link.bank_keys import BankKey
from connectors.direct_link.errors import BankUnknown
from connectors.direct_link.front import MessagesFirst
from connectors.direct_link.link import DirectLink
from connectors.direct_link.reference.page import reference
from kernel.crypto import MessageSigner, SignatureAlgorithm
from kernel.next_key import ANSWERS, SEALS

NAME: Final = "direct_link"
_XML: Final = "application/xml; charset=utf-8"
_JSON: Final = "application/json; charset=utf-8"
_TEXT_XML: Final = "text/xml; charset=utf-8"
_PEM: Final = "application/x-pem-file"
_NOT_FOUND: Final = 404


def attach(app: Flask, link: DirectLink) -> None:
    """Let an application serve the direct link: messages before everything else, the rest as routes."""
    app.register_blueprint(blueprint(link))
    app.register_blueprint(reference(link))
    app.wsgi_app = MessagesFirst(app.wsgi_app, link)  # type: ignore[method-assign]  # as Flask documents it


def blueprint(link: DirectLink) -> Blueprint:
    """What integrators fetch before their first message."""
    routes = Blueprint(NAME, __name__, url_prefix="/b/<bank>/link/v1")

    @routes.get("/schema.xsd")
    def schema(bank: str) -> Response:
        if not link.knows(bank):
            return Response(status=_NOT_FOUND)
        return Response(link.dialects.xml.contract, content_type=_XML)

    @routes.get("/openapi.json")
    def openapi(bank: str) -> Response:
        if not link.knows(bank):
            return Response(status=_NOT_FOUND)
        return Response(link.dialects.openapi, content_type=_JSON)

    @routes.get("/soap")
    def wsdl(bank: str) -> Response:
        if not link.knows(bank) or "wsdl" not in map(str.lower, request.args):
            return Response(status=_NOT_FOUND)
        return Response(link.dialects.wsdl(request.base_url), content_type=_TEXT_XML)

    for algorithm in SignatureAlgorithm:
        kind = "" if algorithm is SignatureAlgorithm.SM2_SM3 else f"-{algorithm.family}"
        keys = {"key": link.bank_key, "seal": link.sealing_key}
        for use, ask in keys.items():
            view = partial(_key, ask, algorithm)
            routes.add_url_rule(f"/{use}{kind}.pem", f"{use}{kind}", view)
        for use, line in {"key": ANSWERS, "seal": SEALS}.items():
            name, following = f"{use}-next{kind}", partial(_next_key, link, line, algorithm)
            routes.add_url_rule(f"/{name}.pem", name, following)

    return routes


def _key(
    ask: Callable[[str, SignatureAlgorithm], BankKey[MessageSigner]],
    algorithm: SignatureAlgorithm,
    bank: str,
) -> Response:
    """A key of the bank as PEM."""
    try:
        found = ask(bank, algorithm)
    except BankUnknown:
        return Response(status=_NOT_FOUND)
    return Response(found.public_pem, headers={KEY_ID: found.id}, content_type=_PEM)


def _next_key(link: DirectLink, use: str, algorithm: SignatureAlgorithm, bank: str) -> Response:
    """The key that comes next, its time, and the signature of the key customers know."""
    try:
        found = link.next_key(bank, use, algorithm)
    except BankUnknown:
        found = None
    if found is None:
        return Response(status=_NOT_FOUND)
    words, signature, key_id = found
    shown = base64.b64encode(signature).decode("ascii")
    return Response(words, headers={KEY_ID: key_id, SIGNATURE: shown}, content_type=_PEM)
