"""Just enough of a browser to use the web bank as a person does: links, forms, cookies; no script."""

from __future__ import annotations

import http.cookiejar
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import lxml.html

from kernel.errors import Conflict
from kernel.text import Text

_DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) Demo/1.0"
_PHONE = "Mozilla/5.0 (Linux; Android 15; Mobile) Demo/1.0"
_URLENCODED = "application/x-www-form-urlencoded"
_BOUNDARY = "----a-file-of-the-demo"


class PageSurprise(Conflict):
    """The page is not the one the story expected."""

    code = "demo.page_surprise"
    text = Text(
        "页面与预期不符：{wanted}（{url}，{status}）{said}",
        "Unexpected page: {wanted} at {url} ({status}) {said}",
    )


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came."""

    url: str
    status: int
    body: bytes
    tree: Any

    @property
    def text(self) -> str:
        """What it says, in one line."""
        return " ".join(self.tree.text_content().split()) if self.tree is not None else ""

    def form(self, *fields: str) -> Any:
        """The form that has these fields."""
        for form in self.tree.forms if self.tree is not None else ():
            if all(name in form.fields for name in fields):
                return form
        wanted = f"a form with {', '.join(fields)}"
        raise self.surprise(wanted)

    def forms(self, part: str) -> list[Any]:
        """The forms that are sent to an address that contains `part`, in order."""
        found = self.tree.forms if self.tree is not None else ()
        return [form for form in found if part in (form.get("action") or "")]

    def links(self, part: str) -> list[str]:
        """Where links lead whose address contains `part`, each once, in order."""
        found = (link.get("href") for link in self.tree.iter("a")) if self.tree is not None else ()
        return list(dict.fromkeys(href for href in found if href and part in href))

    def surprise(self, wanted: str) -> PageSurprise:
        """This page where another was expected."""
        return PageSurprise(wanted=wanted, url=self.url, status=self.status, said=self.text[:300])


class Browser:
    """One person's browser."""

    def __init__(self, origin: str, *, phone: bool = False) -> None:
        self._origin = origin.rstrip("/")
        self._agent = _PHONE if phone else _DESKTOP
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def open(self, path: str) -> Page:
        """Follow an address."""
        return self._send(urllib.request.Request(self._absolute(path)))  # noqa: S310 - our own server

    def submit(
        self,
        page: Page,
        form: Any,
        values: Mapping[str, str],
        *,
        button: tuple[str, str] | None = None,
        files: Mapping[str, Path] | None = None,
    ) -> Page:
        """Fill a form in, choose files for it, and press a button."""
        fields = dict(form.form_values()) | dict(values)
        if button:
            fields[button[0]] = button[1]
        target = urllib.parse.urljoin(page.url, form.get("action") or page.url)
        if (form.get("method") or "get").lower() == "get":
            return self.open(f"{target}?{urllib.parse.urlencode(fields)}")
        data, kind = _in_parts(fields, files) if files else (_in_one(fields), _URLENCODED)
        return self._send(
            urllib.request.Request(target, data=data, headers={"Content-Type": kind})  # noqa: S310
        )

    def _absolute(self, path: str) -> str:
        return urllib.parse.urljoin(self._origin + "/", path)

    def _send(self, request: urllib.request.Request) -> Page:
        request.add_header("User-Agent", self._agent)
        request.add_header("Accept-Language", "zh-CN,zh")
        request.add_header("Origin", self._origin)
        request.add_header("Sec-Fetch-Site", "same-origin")
        try:
            answer = self._opener.open(request, timeout=30)
        except HTTPError as refused:
            answer = refused
        with answer:
            body = answer.read()
            html = "html" in (answer.headers.get("Content-Type") or "")
            tree = lxml.html.document_fromstring(body) if html and body else None
            return Page(answer.url, answer.status, body, tree)


def _in_one(fields: Mapping[str, str]) -> bytes:
    return urllib.parse.urlencode(fields).encode()


def _in_parts(fields: Mapping[str, str], files: Mapping[str, Path]) -> tuple[bytes, str]:
    """A form with files, as browsers send it (RFC 7578), and what it calls itself."""
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
        if name not in files
    ]
    for name, path in files.items():
        head = f'form-data; name="{name}"; filename="{path.name}"\r\nContent-Type: text/csv'
        parts += [f"--{_BOUNDARY}\r\nContent-Disposition: {head}\r\n\r\n".encode()]
        parts += [path.read_bytes(), b"\r\n"]
    return b"".join(
        (*parts, f"--{_BOUNDARY}--\r\n".encode())
    ), f"multipart/form-data; boundary={_BOUNDARY}"
