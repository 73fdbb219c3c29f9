"""Finds the bank before anything else: from `/b/<slug>/…` in the path, or from the host.

Works below the router, so that every page exists once and knows no bank: `/b/yungang/payments` and
`https://ebank.example/payments` are the same route, mounted elsewhere. Paths of the direct link are
left alone: that door finds its bank itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from corporate.banks import Directory
from kernel.errors import YinqiError

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]

PREFIX: Final = "/b/"
MACHINE: Final = "link"
KEY: Final = "yinqi.address"
UNKNOWN_PATH: Final = "/unknown"
"""Where requests for a bank nobody knows end: no page has that path."""


@dataclass(frozen=True, slots=True)
class Address:
    """The bank a request is for; `refusal` when that could not be found out."""

    slug: str = ""
    tenant_id: UUID | None = None
    refusal: YinqiError | None = None


class BankAddresses:
    """Rewrites each request's path so that it begins at its bank."""

    def __init__(self, inner: Wsgi, directory: Directory, *, is_secure: bool) -> None:
        self._inner = inner
        self._directory = directory
        self._is_secure = is_secure

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        if self._is_secure:  # whatever stands in front speaks TLS; no header says so, we know it
            environ["wsgi.url_scheme"] = "https"
        environ[KEY] = self._address(environ)
        return self._inner(environ, start_response)

    def _address(self, environ: Environ) -> Address:
        try:
            return self._by_path(environ) or self._by_host(environ)
        except YinqiError as refusal:
            environ["PATH_INFO"] = "/"
            return Address(refusal=refusal)

    def _by_path(self, environ: Environ) -> Address | None:
        path = str(environ.get("PATH_INFO", ""))
        if not path.startswith(PREFIX):
            return None
        slug, _, rest = path.removeprefix(PREFIX).partition("/")
        if rest.partition("/")[0] == MACHINE:
            return Address()
        tenant_id = self._directory.by_slug(slug)
        if tenant_id is None:
            environ["PATH_INFO"] = UNKNOWN_PATH
            return Address()
        environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}{PREFIX}{slug}"
        environ["PATH_INFO"] = f"/{rest}"
        return Address(slug, tenant_id)

    def _by_host(self, environ: Environ) -> Address:
        host = str(environ.get("HTTP_HOST", "")).rpartition(":")[0] or environ.get("HTTP_HOST", "")
        for entry in self._directory.entries():
            if entry.host and entry.host == str(host).lower():
                return Address(entry.slug, entry.tenant_id)
        return Address()
