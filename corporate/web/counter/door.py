"""Where the desk is: `/desk/<bank>/…`, before every other address, and made when it is asked for first.

Nothing a customer's browser sends reaches the other side: the two have cookies of different names and
paths, sessions in different tables, and database roles that read neither's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, Final

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]

PREFIX: Final = "/desk/"
SLUG: Final = "yinqi.desk"


class CounterDoor:
    """Hands requests for the desk to its application, and all others on."""

    def __init__(self, inner: Wsgi, make: Callable[[], Wsgi], *, is_secure: bool) -> None:
        self._inner = inner
        self._make = make
        self._is_secure = is_secure
        self._lock = threading.Lock()
        self._desk: Wsgi | None = None

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        path = str(environ.get("PATH_INFO", ""))
        if not path.startswith(PREFIX):
            return self._inner(environ, start_response)
        if self._is_secure:
            environ["wsgi.url_scheme"] = "https"
        slug, _, rest = path.removeprefix(PREFIX).partition("/")
        environ[SLUG] = slug
        environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}{PREFIX}{slug}"
        environ["PATH_INFO"] = f"/{rest}"
        return self._made()(environ, start_response)

    def _made(self) -> Wsgi:
        with self._lock:
            if self._desk is None:
                self._desk = self._make()
            return self._desk
