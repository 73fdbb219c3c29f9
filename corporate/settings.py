"""What may be configured, all from the environment, read once by the composition root.

The test profile is the default and starts with nothing configured. The production profile refuses
what is unsafe (see `corporate.safety`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from kernel.errors import Invalid
from kernel.text import Text


class Profile(StrEnum):
    """A test bank for trying things out, or a bank with real money."""

    TEST = "test"
    PRODUCTION = "production"


class SettingMissing(Invalid):
    """Something that cannot be guessed was not configured."""

    code = "corporate.setting_missing"
    text = Text("未配置环境变量 {name}：{why}", "Set {name}: {why}")


ROLES = ("app", "worker", "desk", "auditor", "owner")
REPLICA = "replica"
"""The address of a server that follows, where the doors' role may read (只读副本)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of one process."""

    profile: Profile = Profile.TEST
    data: Path = Path("var")
    database_urls: Mapping[str, str] = field(default_factory=dict)
    clock: str = "system"
    host: str = "127.0.0.1"
    port: int = 8080
    web_workers: int = 2
    threads: int = 8
    clearing_url: str = ""
    sandbox: bool = False
    bill_exchange_url: str = ""
    tax_url: str = ""
    secret: str = ""
    origin: str = ""
    mail_url: str = ""
    mail_from: str = ""
    sms_url: str = ""
    robot_hosts: tuple[str, ...] = ()
    push_hosts: tuple[str, ...] = ()
    leased_lines: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 9464
    watch_token: str = ""
    otlp_url: str = ""
    backup_store: str = ""
    backup_key: str = ""
    backup_url: str = ""

    @property
    def production(self) -> bool:
        """Whether real money is at stake."""
        return self.profile is Profile.PRODUCTION

    @property
    def embedded(self) -> bool:
        """Whether this process's database is the embedded one."""
        return not self.database_urls

    def database_url(self, role: str) -> str:
        """How a role connects. Raises SettingMissing."""
        url = self.database_urls.get(role) or self.database_urls.get(
            "app" if role == "worker" else role
        )
        if not url:
            name = f"YINQI_{role.upper()}_DATABASE_URL"
            raise SettingMissing(name=name, why=Text("数据库连接", "how to reach the database"))
        return url

    @property
    def backup_folder(self) -> Path:
        """The store of backups; a bank names one on another disk."""
        return Path(self.backup_store) if self.backup_store else self.data / "backup"

    @property
    def public_url(self) -> str:
        """The address people open."""
        return self.origin or f"http://localhost:{self.port}"


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment; every name begins with `YINQI_`."""

    def get(name: str, default: str) -> str:
        return environment.get(f"YINQI_{name}", default)

    urls = {role: environment.get(_url_name(role), "") for role in (*ROLES, REPLICA)}
    return Settings(
        profile=Profile(get("PROFILE", "test")),
        data=Path(get("DATA", "var")).absolute(),
        database_urls={role: url for role, url in urls.items() if url},
        clock=get("CLOCK", "system"),
        host=get("HOST", "127.0.0.1"),
        port=int(get("PORT", "8080")),
        web_workers=int(get("WEB_WORKERS", "2")),
        threads=int(get("THREADS", "8")),
        clearing_url=get("CLEARING_URL", ""),
        sandbox=get("SANDBOX", "") == "1",
        bill_exchange_url=get("BILL_EXCHANGE_URL", ""),
        tax_url=get("TAX_URL", ""),
        secret=get("SECRET", ""),
        origin=get("ORIGIN", ""),
        mail_url=get("MAIL_URL", ""),
        mail_from=get("MAIL_FROM", ""),
        sms_url=get("SMS_URL", ""),
        robot_hosts=tuple(get("ROBOT_HOSTS", "").split()),
        push_hosts=tuple(get("PUSH_HOSTS", "").split()),
        leased_lines=tuple(get("LEASED_LINES", "").split()),
        trusted_proxies=tuple(get("TRUSTED_PROXIES", "").replace(",", " ").split()),
        metrics_host=get("METRICS_HOST", "127.0.0.1"),
        metrics_port=int(get("METRICS_PORT", "9464")),
        watch_token=get("WATCH_TOKEN", ""),
        otlp_url=get("OTLP_URL", ""),
        backup_store=get("BACKUP_STORE", ""),
        backup_key=get("BACKUP_KEY", ""),
        backup_url=get("BACKUP_DATABASE_URL", ""),
    )


def _url_name(role: str) -> str:
    return "YINQI_DATABASE_URL" if role == "app" else f"YINQI_{role.upper()}_DATABASE_URL"


def environment_of(settings: Settings) -> dict[str, str]:
    """The same configuration for a child process."""
    pairs = {
        "PROFILE": settings.profile.value,
        "DATA": str(settings.data),
        "CLOCK": settings.clock,
        "HOST": settings.host,
        "PORT": str(settings.port),
        "WEB_WORKERS": str(settings.web_workers),
        "THREADS": str(settings.threads),
        "CLEARING_URL": settings.clearing_url,
        "SANDBOX": "1" if settings.sandbox else "",
        "BILL_EXCHANGE_URL": settings.bill_exchange_url,
        "TAX_URL": settings.tax_url,
        "SECRET": settings.secret,
        "ORIGIN": settings.origin,
        "MAIL_URL": settings.mail_url,
        "MAIL_FROM": settings.mail_from,
        "SMS_URL": settings.sms_url,
        "ROBOT_HOSTS": " ".join(settings.robot_hosts),
        "PUSH_HOSTS": " ".join(settings.push_hosts),
        "LEASED_LINES": " ".join(settings.leased_lines),
        "TRUSTED_PROXIES": " ".join(settings.trusted_proxies),
        "METRICS_HOST": settings.metrics_host,
        "METRICS_PORT": str(settings.metrics_port),
        "WATCH_TOKEN": settings.watch_token,
        "OTLP_URL": settings.otlp_url,
        "BACKUP_STORE": settings.backup_store,
        "BACKUP_KEY": settings.backup_key,
    }
    found = {f"YINQI_{name}": value for name, value in pairs.items()}
    return found | {_url_name(role): url for role, url in settings.database_urls.items()}
