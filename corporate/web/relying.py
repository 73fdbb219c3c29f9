"""For which site passkeys are made and asked: the name in the address bar, if it is one of ours.

A passkey belongs to a name, never to a number: at an IP address there are none. In production only
the configured address and a bank's own host count; a test bank also answers at `localhost`.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import request

from corporate.banks import Directory
from corporate.identity.passkeys import Site
from corporate.web.portal import Site as Deployed
from corporate.web.visit import current_visit, portal

_HERE: Final = "localhost"


def site_here() -> Site | None:
    """The site of this request, or None where passkeys cannot be used."""
    visit = current_visit()
    return site_at(portal().directory, portal().settings, visit.slug, visit.bank.name.zh)


def site_at(directory: Directory, settings: Deployed, slug: str, name: str) -> Site | None:
    """The same for whichever application serves the bank of that slug, as `name`."""
    host = (urlsplit(request.host_url).hostname or "").lower()
    if host not in _ours(directory, settings, slug):
        return None
    return Site(host, request.host_url.rstrip("/"), name)


def _ours(directory: Directory, settings: Deployed, slug: str) -> set[str]:
    hosts = {entry.host for entry in directory.entries() if entry.slug == slug and entry.host}
    configured = (urlsplit(settings.public_url).hostname or "").lower()
    named = {configured} - _numbers(configured)
    return hosts | named | (set() if settings.production else {_HERE})


def _numbers(host: str) -> set[str]:
    """The host itself, if it is an address and no name."""
    return {host} if ":" in host or host.replace(".", "").isdigit() else set()
