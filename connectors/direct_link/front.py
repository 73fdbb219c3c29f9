"""The direct link's messages in front of the web framework: an address a dialect, POST only.

A message has its own signature and its own limits; sessions, forms and pages would only cost it
time. Everything else goes on to the pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final

from connectors.direct_link.answers import Outgoing
from connectors.direct_link.charsets import asked
from connectors.direct_link.link import DirectLink, Incoming
from kernel.failpoints import fp, fp_within

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]

_ADDRESS: Final = re.compile(r"/b/([^/]+)/link/v1(?:/(json)/([a-z_.]+)|/(soap))?/?")
_ASKING: Final = frozenset({"GET", "HEAD"})
"""At the address of SOAP its description is asked for, too."""
_DIGITS: Final = re.compile("[0-9]{1,12}")
_STATUSES: Final = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
_HEADERS: Final = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)
_WRONG_METHOD: Final = [("Allow", "POST"), ("Content-Length", "0")]


class MessagesFirst:
    """Answers messages; hands every other request to the application behind it."""

    def __init__(self, inner: Wsgi, link: DirectLink) -> None:
        self._inner = inner
        self._link = link

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        found = _ADDRESS.fullmatch(environ.get("PATH_INFO", ""))
        if found is None or (found[4] and environ.get("REQUEST_METHOD") in _ASKING):
            return self._inner(environ, start_response)
        if environ.get("REQUEST_METHOD") != "POST":
            start_response(_STATUSES[HTTPStatus.METHOD_NOT_ALLOWED], _WRONG_METHOD)
            return []
        fp("link.received")
        answer = self._link.answer(self._incoming(found, environ))
        start_response(_STATUSES[answer.status], _headers(answer))
        return fp_within("link.mid_reply", answer.body)

    def _incoming(self, found: re.Match[str], environ: Environ) -> Incoming:
        """What the server handed over, taken straight from it: the link itself counts every byte."""
        length = environ.get("CONTENT_LENGTH", "")
        return Incoming(
            bank=found[1],
            dialect=self._link.dialects.of(
                found[2] or found[4] or "", environ.get("CONTENT_TYPE", "")
            ),
            stream=environ["wsgi.input"],
            length=int(length) if _DIGITS.fullmatch(length) else None,
            signature=environ.get("HTTP_YINQI_SIGNATURE", ""),
            content_encoding=environ.get("HTTP_CONTENT_ENCODING", ""),
            address=environ.get("REMOTE_ADDR", ""),
            operation=found[3] or "",
            answer_in=asked(environ.get("HTTP_ACCEPT_CHARSET", "")),
        )


def _headers(answer: Outgoing) -> list[tuple[str, str]]:
    return [*_HEADERS, ("Content-Length", str(len(answer.body))), *answer.headers.items()]
