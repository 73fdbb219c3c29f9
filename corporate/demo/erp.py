"""The ERP of the invented enterprise: its key and configuration, made as its own machine would, and its client."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from corporate import bootstrap
from corporate.banks import Directory
from corporate.demo.people import MUSTER, PASSWORD, YUNGANG
from corporate.identity import enrolment
from corporate.identity.enrolment import NewCertificate
from corporate.serving import ProgramEnded
from corporate.settings import Settings
from kernel.db import Database
from kernel.tenancy import Scope

CERTIFICATE = "MUSTER-ERP-01"
CONFIG = "yinqi-erp.toml"
_KEY = "erp-key.pem"
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)
_OPERATOR = """
SELECT u.id, u.enterprise_id FROM enterprise_user u
  JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
 WHERE u.tenant_id = %s AND p.login = 'erp'
"""
_KNOWN = "SELECT 1 AS found FROM certificate WHERE tenant_id = %s AND serial = %s"


def ask(out: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the ERP's client with the configuration in a folder."""
    command = [sys.executable, "-m", "erp_adapters.client.cli", "--config", str(out / CONFIG)]
    return subprocess.run(
        [*command, *words], capture_output=True, text=True, check=False, env=dict(os.environ)
    )


def give_a_key(settings: Settings, tenant_id: UUID, link_url: str, out: Path) -> None:
    """The enterprise makes a key; the bank registers its public half. What is there already stays."""
    out.mkdir(parents=True, exist_ok=True)
    config = {
        "url": link_url,
        "enterprise": MUSTER.number,
        "operator": "erp",
        "certificate": CERTIFICATE,
        "key_file": _KEY,
        "bank_key_file": "bank-key.pem",
    }
    if settings.clock != "system":
        config["clock_file"] = str(settings.data / "clock")
    lines = (f'{name} = "{value}"' for name, value in config.items())
    (out / CONFIG).write_text("\n".join(lines) + "\n", encoding="utf-8")
    database = Database(settings.database_url("owner"), pool_size=1)
    try:
        with database.begin(Scope(tenant_id)) as uow:
            known = uow.row(_KNOWN, (tenant_id, CERTIFICATE)) is not None
        if not known or not (out / _KEY).exists():
            _register(settings, database, tenant_id, _made(out))
    finally:
        database.dispose()
    (out / "bank-key.pem").unlink(missing_ok=True)
    ask(out, "bank-key", link_url, "--out", str(out / "bank-key.pem"))


def welcome(origin: str, out: Path) -> tuple[str, ...]:
    """Who may log in and what an ERP needs, for somebody who has nothing else."""
    people = "、".join(f"{one.login}（{one.name}，{one.title}）" for one in MUSTER.people)
    programs = Path(sys.executable).parent
    return (
        f"网银 web   {origin}/b/{YUNGANG.slug}/",
        f"用户 users {people}",
        f"密码 password {PASSWORD}",
        f"直联 direct link   {origin}/b/{YUNGANG.slug}/link/v1（接入 how: docs/direct-link.md）",
        f"  {programs / 'yinqi-erp'} --config {out / CONFIG} accounts",
    )


def tenant_of(settings: Settings) -> UUID:
    """The bank of the story."""
    database = Database(settings.database_url("owner"), pool_size=1)
    try:
        found = Directory(database, bootstrap.make_clock(settings)).by_slug(YUNGANG.slug)
    finally:
        database.dispose()
    if found is None:
        raise ProgramEnded(name="yinqi seed", log="")
    return found


def _made(out: Path) -> str:
    """A new key in the folder; its public half."""
    (out / _KEY).unlink(missing_ok=True)
    made = ask(out, "keygen", "--no-passphrase", str(out / _KEY))
    found = _PEM.search(made.stdout + made.stderr)
    if found is None:
        raise ProgramEnded(name="yinqi-erp keygen", log="")
    return found[0] + "\n"


def _register(settings: Settings, database: Database, tenant_id: UUID, pem: str) -> None:
    world = bootstrap.make_world(settings)
    with database.begin(Scope(tenant_id)) as uow:
        uow.run(
            "DELETE FROM certificate WHERE tenant_id = %s AND serial = %s", (tenant_id, CERTIFICATE)
        )
        user = uow.row(_OPERATOR, (tenant_id,)) or {}
        valid = (world.clock.now() - timedelta(days=1), world.clock.now() + timedelta(days=365))
        new = NewCertificate(CERTIFICATE, user["enterprise_id"], user["id"], pem, *valid)
        enrolment.register_certificate(uow, world.crypto, new)
