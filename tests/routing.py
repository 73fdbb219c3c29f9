"""Routes are compiled once a run, not once an application.

The tests make a web application hundreds of times, and werkzeug compiles two functions for each of its routes
anew: nine tenths of what making one costs. What it compiles follows from the route's own words alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


@contextmanager
def compiled_once() -> Iterator[None]:
    """Keep what werkzeug compiles for a route, by everything that it compiles it from."""
    compiled: Any = Rule._compile_builder
    kept: dict[tuple[str, str, str, bool], Builder] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002 - as werkzeug calls it
        key = (rule.rule, repr(rule._trace), repr(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = compiled(rule, append_unknown)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", builder)
        yield
