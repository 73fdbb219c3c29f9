"""Boot refuses unsafe settings in the production profile; the test profile says what it found.

A bank that starts with fsync off, as a superuser, or with armed failpoints is worse than one that
does not start (promise 36).
"""

from __future__ import annotations

from collections.abc import Iterator

from corporate.banks import Directory
from corporate.identity import signing_rules
from corporate.settings import Settings
from kernel import failpoints
from kernel.clock import SystemClock
from kernel.db import Database
from kernel.errors import Invalid, Unavailable
from kernel.tenancy import Scope
from kernel.text import Text

_MUST_BE_ON = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
_SECRET_MIN = 32
_FLOOR_VERSION = 150000


class UnsafeSettings(Unavailable):
    """The process will not start like this."""

    code = "corporate.unsafe_settings"
    text = Text(
        "配置不安全，拒绝启动：{faults}", "Refusing to start with unsafe settings: {faults}"
    )


def check(settings: Settings, database: Database) -> list[str]:
    """What is unsafe; raises UnsafeSettings in the production profile when anything is."""
    faults = [*_own(settings), *_server(database)]
    if settings.production:
        faults += _banks(database)
    if faults and settings.production:
        raise UnsafeSettings(faults="; ".join(faults))
    return faults


def _own(settings: Settings) -> Iterator[str]:
    if len(settings.secret) < _SECRET_MIN:
        yield f"YINQI_SECRET has fewer than {_SECRET_MIN} characters"
    if settings.clock != "system":
        yield f"the clock is {settings.clock}, not the machine's"
    if failpoints.armed():
        yield "failpoints are armed"
    if not settings.public_url.startswith("https://"):
        yield f"the public address {settings.public_url} is not https"
    if not settings.clearing_url:
        yield "no clearing link is configured"
    if settings.sandbox:
        yield "the sandbox is on: outcomes could be told (YINQI_SANDBOX)"
    if settings.embedded:
        yield "the embedded database is for trying out; set YINQI_DATABASE_URL"


def _server(database: Database) -> Iterator[str]:
    with database.begin(Scope()) as uow:
        for name in _MUST_BE_ON:
            row = uow.row("SELECT current_setting(%s) AS value", (name,)) or {}
            if row.get("value") in {"off", "local"}:
                yield f"{name} is {row['value']}"
        row = uow.row("SELECT current_setting('server_version_num')::int AS value") or {"value": 0}
        if row["value"] < _FLOOR_VERSION:
            yield "the server is older than PostgreSQL 15"
        role = uow.row("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if role and (role["rolsuper"] or role["rolbypassrls"]):
            yield "the database role is a superuser or bypasses row security"
        owns = uow.row(
            "SELECT 1 AS found FROM pg_class c WHERE c.relnamespace = 'yinqi'::regnamespace"
            " AND pg_has_role(current_user, c.relowner, 'MEMBER') LIMIT 1"
        )
        if owns:
            yield "the database role owns tables, or may become their owner"


def _banks(database: Database) -> Iterator[str]:
    """Whether each bank with real money has said how its people sign; the default is for trying out."""
    for entry in Directory(database, SystemClock()).entries():
        with database.begin(Scope(entry.tenant_id)) as uow:
            row = uow.row(
                "SELECT settings -> 'signing_rules' AS rules FROM bank WHERE tenant_id = %s",
                (entry.tenant_id,),
            )
        yield from _rules(entry.slug, row["rules"] if row else None)


def _rules(slug: str, rules: object) -> Iterator[str]:
    if rules is None:
        yield f"bank {slug} has set no signing_rules: which methods are enough for which amounts"
        return
    try:
        signing_rules.read(rules)
    except Invalid as malformed:
        yield f"bank {slug}: {malformed.message.en}"
