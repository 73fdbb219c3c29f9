"""How a page is declared: for whom it is, and which operations of the catalogue it may perform.

    pages = Pages("payments")

    @pages.page("/payments", "payments.browse")
    def browse(desk: Desk) -> Shown: ...

A route without a declaration keeps the application from starting, and a page that performs what it
did not declare fails. Views get a `Desk`; nobody but the declaration opens one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import Any, Final

from flask import Blueprint, Flask, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from corporate.web.desk import Desk
from corporate.web.frame import foresee, frame_of
from corporate.web.visit import current_visit, portal

_DECLARED: Final = "declaration"


class Audience(StrEnum):
    """Whom a route is for."""

    PUBLIC = "public"  # anybody
    MEMBER = "member"  # somebody logged in, about their own log-in
    USER = "user"  # somebody who acts for an enterprise, by operations


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a route says of itself."""

    audience: Audience
    operations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to be drawn: its template and facts, once the transaction is over."""

    template: str
    facts: dict[str, Any] = field(default_factory=dict)
    status: int = 200


View = Callable[..., Shown | Response]


class Undeclared(TypeError):
    """A route nobody said anything about."""


class Pages:
    """The routes of one group of pages."""

    def __init__(self, name: str) -> None:
        self.blueprint = Blueprint(name, __name__)

    def public(self, rule: str, *, methods: Iterable[str] = ("GET",)) -> Callable[[View], View]:
        """A page for anybody; the view gets nothing but what the address says."""
        return self._declare(rule, Declaration(Audience.PUBLIC), methods, _bare)

    def member(self, rule: str, *, methods: Iterable[str] = ("GET",)) -> Callable[[View], View]:
        """A page for somebody logged in, about their own log-in."""
        return self._declare(rule, Declaration(Audience.MEMBER), methods, _for_member)

    def page(
        self, rule: str, *operations: str, methods: Iterable[str] = ("GET",), phone: bool = False
    ) -> Callable[[View], View]:
        """A page that performs operations; the view gets a Desk.

        With `phone` it exists a second time below `/m`, where the door is the phone's; the view is
        told by its argument `phone`.
        """
        declared = Declaration(Audience.USER, frozenset(operations))
        return self._declare(rule, declared, methods, _for_user, phone=phone)

    def _declare(
        self,
        rule: str,
        declared: Declaration,
        methods: Iterable[str],
        serve: Callable[[View, Declaration, dict[str, Any]], ResponseReturnValue],
        *,
        phone: bool = False,
    ) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            @wraps(view)
            def served(**named: Any) -> ResponseReturnValue:
                return serve(view, declared, named)

            setattr(served, _DECLARED, declared)
            rules = {rule: {"phone": False}, f"/m{rule}": {"phone": True}} if phone else {rule: {}}
            for path, defaults in rules.items():
                self.blueprint.add_url_rule(
                    path, view.__name__, served, methods=list(methods), defaults=defaults
                )
            return view

        return decorate


def _bare(view: View, _declared: Declaration, named: dict[str, Any]) -> ResponseReturnValue:
    return _drawn(view(**named))


def _for_member(view: View, declared: Declaration, named: dict[str, Any]) -> ResponseReturnValue:
    visit = current_visit()
    session = visit.required()
    with Desk(portal(), visit, declared.operations) as desk:
        shown = view(desk, **named)
        if isinstance(shown, Shown) and session.enterprise_id is not None:
            g.shell = frame_of(desk)
    return _drawn(shown)


def _for_user(view: View, declared: Declaration, named: dict[str, Any]) -> ResponseReturnValue:
    visit = current_visit()
    if visit.required().enterprise_id is None:
        return redirect(url_for("login.choose"), code=303)
    with Desk(portal(), visit, declared.operations) as desk:
        if request.method == "GET":
            foresee(desk)
        shown = view(desk, **named)
        if isinstance(shown, Shown):
            g.shell = frame_of(desk)
    return _drawn(shown)


def _drawn(shown: Shown | Response) -> ResponseReturnValue:
    if isinstance(shown, Shown):
        return render_template(shown.template, **shown.facts), shown.status
    return shown


def declare(app: Flask, endpoint: str, declared: Declaration) -> None:
    """Say it of a route that was added elsewhere."""
    setattr(app.view_functions[endpoint], _DECLARED, declared)


def declaration_of(app: Flask, endpoint: str | None) -> Declaration | None:
    """What a route said of itself."""
    found = getattr(app.view_functions.get(endpoint or ""), _DECLARED, None)
    return found if isinstance(found, Declaration) else None


def refuse_undeclared(app: Flask, *, machine_prefix: str) -> None:
    """Raise Undeclared for a route of pages without a declaration."""
    missing = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith(machine_prefix) and declaration_of(app, rule.endpoint) is None
    ]
    if missing:
        raise Undeclared(", ".join(sorted(missing)))
