"""How to stand at a test bank's own desk: who, with what, and where the code of the moment comes from."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from corporate.demo.people import PASSWORD, STAFF, YUNGANG
from corporate.settings import Settings


def lines(settings: Settings, origin: str) -> tuple[str, ...]:
    """What is printed once the bank answers at `origin`."""
    people = "、".join(f"{one.login}（{one.name}，{one.role.label.zh}）" for one in STAFF)
    return (
        f"柜台 desk   {origin}/desk/{YUNGANG.slug}/login",
        f"行员 staff {people}",
        f"密码 password {PASSWORD}    动态口令 the code of the moment, by log-in name 按工号：",
        f"  {_command(settings)} staff code {YUNGANG.slug} {STAFF[0].login}",
    )


def _command(settings: Settings) -> str:
    """`yinqi` as this bank's processes run it: a code is of the bank's clock, not of the machine's."""
    clock = f" YINQI_CLOCK={settings.clock}" if settings.clock != Settings().clock else ""
    yinqi = Path(sys.executable).parent / "yinqi"
    return (
        f"YINQI_DATA={shlex.quote(str(settings.data.resolve()))}{clock} {shlex.quote(str(yinqi))}"
    )
