"""A browser of a member of staff, over Flask's test client."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from corporate.web.counter.app import create_counter
from corporate.web.counter.door import CounterDoor
from tests.cast import PASSWORD
from tests.workflows.desk.bank import STAFF, DeskBank

_TOKEN: Final = re.compile(r'name="csrf" value="([^"]+)"')
_HEADERS: Final = {"Sec-Fetch-Site": "same-origin"}


def behind_its_door(desk: DeskBank) -> Any:
    """The desk's application at its own address."""
    made = create_counter(desk.house)
    inner: Any = made.wsgi_app
    made.wsgi_app = CounterDoor(inner, lambda: inner, is_secure=False)  # type: ignore[method-assign]
    return made


class Clerk:
    """Somebody at the desk with a browser of their own."""

    def __init__(self, app: Any, desk: DeskBank, name: str, slug: str = "yungang") -> None:
        self.client = app.test_client()
        self.desk = desk
        self.base = f"/desk/{slug}"
        self.login = next(one.login for one in STAFF if one.name == name)

    def get(self, path: str) -> Any:
        """Look at a page."""
        return self.client.get(f"{self.base}{path}")

    def post(self, path: str, form: Mapping[str, str], *, token_of: str = "") -> Any:
        """Send a form, with the token of the page it stands on."""
        given = dict(form)
        if token_of:
            found = _TOKEN.search(self.get(token_of).get_data(as_text=True))
            given["csrf"] = found[1] if found else ""
        return self.client.post(f"{self.base}{path}", data=given, headers=_HEADERS)

    def enter(self, *, password: str = PASSWORD, code: str = "") -> Any:
        """Log in; each code counts once, so time passes before."""
        self.desk.world.advance(seconds=31)
        form = {"login": self.login, "password": password, "code": code or self.desk.code()}
        return self.post("/login", form)

    def propose(self, kind: str, target: str, typed: Mapping[str, str]) -> str:
        """Ask for a change; its number."""
        path = f"/new/{kind}?target={target}"
        answer = self.post(path, {**typed, "change_reason": "测试"}, token_of=path)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return str(answer.headers["Location"]).rsplit("/", 1)[1]

    def decide(self, number: str, verdict: str = "approve", code: str = "") -> Any:
        """Decide over what the page shows."""
        self.desk.world.advance(seconds=31)
        page = self.get(f"/changes/{number}").get_data(as_text=True)
        digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
        form = {
            "digest": digest[1] if digest else "0" * 64, "verdict": verdict, "comment": "",
            "code": code or self.desk.code(),
        }  # fmt: skip
        return self.post(f"/changes/{number}/decide", form, token_of=f"/changes/{number}")
