"""How a page of the desk is declared: for anybody, or for staff whose role sees that part of the desk.

A route without a declaration keeps the desk from starting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Final

from flask import Blueprint, Flask, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from corporate.staff import Area
from corporate.staff.errors import NotYours
from corporate.staff.roles import SEES
from corporate.web.counter.frame import frame_of
from corporate.web.counter.visit import Counter, counter, site_here
from corporate.web.routes import Shown, Undeclared
from workflows.desk.rule_kind import awaits_passkey

_DECLARED: Final = "desk_area"
PUBLIC: Final = "public"
_METHODS: Final = "/methods"
"""Where a passkey is added: open to whoever must have one first."""

View = Callable[..., Shown | Response]


class CounterPages:
    """The routes of one group of the desk's pages."""

    def __init__(self, name: str) -> None:
        self.blueprint = Blueprint(name, __name__)

    def public(self, rule: str, *, methods: Iterable[str] = ("GET",)) -> Callable[[View], View]:
        """A page before anybody is known."""
        return self._declare(rule, PUBLIC, methods, lambda view, named: view(**named))

    def page(
        self, rule: str, area: Area | None = None, *, methods: Iterable[str] = ("GET",)
    ) -> Callable[[View], View]:
        """A page for staff; with an area, for those whose role sees it."""

        def serve(view: View, named: dict[str, Any]) -> Shown | Response:
            here = counter()
            if area is not None and area not in SEES[here.session.role]:
                raise NotYours(role=here.session.role.label)
            if not rule.startswith(_METHODS) and _awaits_passkey(here):
                return redirect(url_for("methods.overview"), code=303)
            shown = view(here, **named)
            if isinstance(shown, Shown):
                g.shell = frame_of(here)
            return shown

        return self._declare(rule, area.value if area else "staff", methods, serve)

    def _declare(
        self,
        rule: str,
        declared: str,
        methods: Iterable[str],
        serve: Callable[[View, dict[str, Any]], Shown | Response],
    ) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            @wraps(view)
            def served(**named: Any) -> ResponseReturnValue:
                shown = serve(view, named)
                if isinstance(shown, Shown):
                    return render_template(shown.template, **shown.facts), shown.status
                return shown

            setattr(served, _DECLARED, declared)
            self.blueprint.add_url_rule(rule, view.__name__, served, methods=list(methods))
            return view

        return decorate


def _awaits_passkey(here: Counter) -> bool:
    """Whether the bank wants a passkey of this person first; where none can be made, nobody is kept out."""
    staff_id = here.session.staff_id
    return here.do(lambda ctx: awaits_passkey(ctx, staff_id)) and site_here() is not None


def is_public(app: Flask, endpoint: str | None) -> bool:
    """Whether a route is for anybody; one that nobody declared is the interface's own."""
    view = app.view_functions.get(endpoint or "")
    return getattr(view, _DECLARED, PUBLIC) == PUBLIC


def refuse_undeclared(app: Flask, known: Iterable[str]) -> None:
    """Raise Undeclared for a route that is neither declared nor the interface's."""
    allowed = set(known)
    missing = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in allowed
        and not hasattr(app.view_functions[rule.endpoint], _DECLARED)
    ]
    if missing:
        raise Undeclared(", ".join(sorted(missing)))


__all__ = ["Counter", "CounterPages", "Shown", "is_public", "refuse_undeclared"]
