"""The test bank as a WSGI application: a few routes for banks, a few for whoever directs it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import parse_qs

from connectors.clearing.simulator.behaviours import Reply
from connectors.clearing.simulator.faults import distorted, spoil
from connectors.clearing.simulator.peer import Page, Peer, Refused, Told

Environ = Mapping[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]
Answer = tuple[str, bytes, list[tuple[str, str]]]

LINE: Final = "simulator.line"
"""The key under which the server hands over the socket that faults are done to."""

_BODY_MAX: Final = 64 << 20  # it also has to take the hostile credits it is asked to bring
_BANK: Final = r"/banks/(?P<bank>[0-9A-Z]{1,20})"
_OK: Final = "200 OK"
_STATEMENT_ITEMS: Final = 500


class App:
    """Routes calls to the peer."""

    def __init__(self, peer: Peer, hang_s: float) -> None:
        self._peer = peer
        self._hang_s = hang_s
        self._routes: tuple[tuple[str, re.Pattern[str], Callable[..., Told | Answer]], ...] = (
            ("POST", re.compile(f"{_BANK}/submissions"), self._submit),
            ("GET", re.compile(f"{_BANK}/submissions/(?P<id>[0-9a-f-]{{36}})"), self._enquire),
            ("GET", re.compile(f"{_BANK}/inflow"), self._inflow),
            ("GET", re.compile(f"{_BANK}/statements/(?P<on>[0-9-]{{10}})"), self._statement),
            ("POST", re.compile(f"{_BANK}/names"), self._name),
            ("GET", re.compile("(/control)?/health"), self._health),
            ("GET", re.compile(f"/control{_BANK}"), self._report),
            ("POST", re.compile("/control/rules"), self._script),
            ("DELETE", re.compile("/control/rules"), self._forget),
            ("POST", re.compile("/control/hints"), self._hint),
            ("POST", re.compile("/control/messages"), self._bring),
            ("POST", re.compile("/control/names"), self._know_name),
        )

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer one call, well or badly."""
        answer = self._answer(environ)
        if answer is None:
            start(_OK, [])
            return []
        status, body, headers = answer
        start(status, [("Content-Length", str(len(body))), *headers])
        return [body]

    def _answer(self, environ: Environ) -> Answer | None:
        try:
            done = self._route(environ)
        except (Refused, ValueError, KeyError, TypeError) as fault:
            return _json({"error": f"{type(fault).__name__}: {fault}"}, "400 Bad Request")
        return self._tell(environ, done) if isinstance(done, Told) else done

    def _route(self, environ: Environ) -> Told | Answer:
        for method, pattern, action in self._routes:
            found = pattern.fullmatch(environ["PATH_INFO"])
            if found and environ["REQUEST_METHOD"] == method:
                return action(environ, **found.groupdict())
        return _json({"error": "no such place"}, "404 Not Found")

    def _tell(self, environ: Environ, told: Told) -> Answer | None:
        """The answer, or None when the line has been dealt with."""
        if told.reply is Reply.TRUE:
            return _json(told.body)
        if told.reply is Reply.ERROR:
            return _json({"error": "internal"}, "500 Internal Server Error")
        wrong = distorted(told.reply, told.body)
        if wrong is not None:
            return _OK, wrong, []
        spoil(environ[LINE], told.reply, _json(told.body)[1], self._hang_s)
        return None

    def _submit(self, environ: Environ, bank: str) -> Told:
        return self._peer.submit(bank, _body(environ))

    def _enquire(self, _environ: Environ, bank: str, id: str) -> Told:  # noqa: A002 - the route's word
        return self._peer.enquire(bank, id)

    def _name(self, environ: Environ, bank: str) -> Told:
        del bank  # the test bank answers every bank alike
        return self._peer.verify_name(_body(environ))

    def _know_name(self, environ: Environ) -> Answer:
        said = _body(environ)
        self._peer.know_name(str(said["account"]), str(said["name"]))
        return _json({})

    def _inflow(self, environ: Environ, bank: str) -> Answer:
        asked = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
        limit = max(1, min(int(asked.get("max", ["100"])[0]), 1000))
        page = self._peer.collect(bank, asked.get("after", [""])[0], limit)
        return _OK, _page(page), [*_JSON, ("Clearing-Cursor", page.cursor)]

    def _statement(self, environ: Environ, bank: str, on: str) -> Answer:
        asked = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
        after = max(0, int(asked.get("after", ["0"])[0] or 0))
        return _json(self._peer.statement(bank, date.fromisoformat(on), after, _STATEMENT_ITEMS))

    def _health(self, _environ: Environ) -> Answer:
        return _json({"healthy": True})

    def _report(self, _environ: Environ, bank: str) -> Answer:
        return _json({"submissions": self._peer.report(bank)})

    def _script(self, environ: Environ) -> Answer:
        said = _body(environ)
        times = said.get("times")
        reason = str(said.get("reason", "RJ01"))
        self._peer.script(said.get("match", {}), str(said["behaviour"]), reason, times)
        return _json({})

    def _forget(self, _environ: Environ) -> Answer:
        self._peer.forget_rules()
        return _json({})

    def _hint(self, environ: Environ) -> Answer:
        said = _body(environ)
        bank, submission, behaviour = (
            str(said[name]) for name in ("bank_code", "submission_id", "behaviour")
        )
        self._peer.hint(bank, submission, behaviour, str(said.get("reason", "")))
        return _json({})

    def _bring(self, environ: Environ) -> Answer:
        said = _body(environ)
        copies = int(said.get("copies", 1))
        self._peer.bring(str(said["bank_code"]), str(said["kind"]), said["body"], copies)
        return _json({})


_JSON: Final = [("Content-Type", "application/json; charset=utf-8")]


def _json(said: Mapping[str, Any], status: str = _OK) -> Answer:
    return status, json.dumps(said, ensure_ascii=False).encode(), _JSON


def _page(page: Page) -> bytes:
    """Messages go out as they were brought, also those that are no JSON."""
    parts = f'"answers":[{",".join(page.answers)}],"credits":[{",".join(page.credits)}]'
    return f'{{{parts},"cursor":{json.dumps(page.cursor)}}}'.encode("utf-8", "surrogatepass")


def _body(environ: Environ) -> dict[str, Any]:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if not 0 <= length <= _BODY_MAX:
        message = "too long"
        raise Refused(message)
    said = json.loads(environ["wsgi.input"].read(length))
    if not isinstance(said, dict):
        message = "not an object"
        raise Refused(message)
    return said
