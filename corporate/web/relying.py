"""For which site passkeys are made and asked: the name in the address bar, if it is one of ours.

A passkey belongs to a name, never to a number: at an IP address there are none. In production only
the configured address and a bank's own host count; a test bank also answers at `localhost`.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import request

from corporate.identity.passkeys import Site
from corporate.web.visit import current_visit, portal

_HERE: Final = "localhost"


def site_here() -> Site | None:
    """The site of this request, or None where passkeys cannot be used."""
    name = (urlsplit(request.host_url).hostname or "").lower()
    if name not in _ours():
        return None
    return Site(name, request.host_url.rstrip("/"), current_visit().bank.name.zh)


def _ours() -> set[str]:
    house, slug = portal(), current_visit().slug
    hosts = {entry.host for entry in house.directory.entries() if entry.slug == slug and entry.host}
    configured = (urlsplit(house.settings.public_url).hostname or "").lower()
    named = {configured} - _numbers(configured)
    return hosts | named | (set() if house.settings.production else {_HERE})


def _numbers(host: str) -> set[str]:
    """The host itself, if it is an address and no name."""
    return {host} if ":" in host or host.replace(".", "").isdigit() else set()
