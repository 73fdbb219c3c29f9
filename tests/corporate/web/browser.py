"""A browser without scripts: cookies, forms, links; it does what a page offers and nothing else."""

from __future__ import annotations

import re
from typing import Any

import lxml.html
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import PASSWORD

OURS = {"Sec-Fetch-Site": "same-origin"}
ROOT = "/b/yungang"


class Page:
    """An answer, read."""

    def __init__(self, answer: TestResponse, url: str) -> None:
        self.answer = answer
        self.url = url
        self.status = answer.status_code
        html = "html" in (answer.content_type or "") and answer.data
        self.tree: Any = lxml.html.document_fromstring(answer.data) if html else None

    @property
    def text(self) -> str:
        """What it says, in one line."""
        return " ".join(self.tree.text_content().split()) if self.tree is not None else ""

    def form(self, *fields: str) -> dict[str, str]:
        """The fields of the first form that has these, as they stand."""
        return {name: value or "" for name, value in self.form_tree(*fields).form_values()}

    def form_tree(self, *fields: str) -> Any:
        for form in self.tree.forms:
            if all(name in form.fields for name in fields):
                return form
        message = f"no form with {fields} on {self.url}: {self.text[:300]}"
        raise AssertionError(message)

    def find(self, path: str) -> list[Any]:
        """What an XPath finds."""
        found: list[Any] = self.tree.xpath(path)
        return found

    def links(self, part: str) -> list[str]:
        """Where links lead whose address contains `part`, each once."""
        found = [link.get("href") for link in self.tree.iter("a")]
        return list(dict.fromkeys(href for href in found if href and part in href))

    def value(self, name: str) -> str:
        """What stands in a field."""
        (field,) = self.find(f"//*[@id='f-{name}']")
        return str(field.value or "")

    def without_secrets(self) -> str:
        """The page but for what is new in every answer: nonce and form tokens."""
        text = re.sub(r'nonce="[^"]*"', "", self.answer.text)
        return re.sub(r'name="csrf" value="[^"]*"', "", text)


class Browser:
    """One visitor."""

    def __init__(self, app: Flask, root: str = ROOT) -> None:
        self.client: FlaskClient = app.test_client()
        self.root = root
        self._token = "", ""

    def get(self, path: str, **more: Any) -> Page:
        """Follow an address of this bank; redirects are followed."""
        answer = self.client.get(self.absolute(path), follow_redirects=True, **more)
        return Page(answer, self._path(answer))

    def ask(self, path: str, **more: Any) -> Page:
        """The same, but stop at a redirect."""
        return Page(self.client.get(self.absolute(path), **more), path)

    def post(self, path: str, fields: Any, *, follow: bool = True, **more: Any) -> Page:
        """Send a form."""
        headers = OURS | more.pop("headers", {})
        answer = self.client.post(
            self.absolute(path), data=fields, headers=headers, follow_redirects=follow, **more
        )
        return Page(answer, self._path(answer))

    def log_in(self, login: str, password: str = PASSWORD, enterprise: str = "") -> Page:
        """Log in, and choose an enterprise where there are several."""
        page = self.post("/login", {"username": login, "password": password})
        if page.url.endswith("/choose") and enterprise:
            buttons = page.find("//button[@name='user']")
            chosen = next(b for b in buttons if enterprise in b.text_content())
            page = self.post("/choose", page.form("next") | {"user": chosen.get("value")})
        return page

    def token(self) -> str:
        """A form token of this session; one holds as long as the session does."""
        session = self.cookie(f"session-{self.root.removeprefix('/b/')}")
        if not session or session != self._token[0]:
            self._token = session, self.get("/sessions").form("csrf")["csrf"]
        return self._token[1]

    def cookie(self, name: str) -> str:
        """The value of a cookie, or nothing."""
        found = self.client.get_cookie(name)
        return found.value if found else ""

    def absolute(self, path: str) -> str:
        return path if path.startswith("/b/") else f"{self.root}{path}"

    def _path(self, answer: TestResponse) -> str:
        """Where an answer came from, below the bank's address."""
        return answer.request.path.removeprefix(self.root) or "/"
