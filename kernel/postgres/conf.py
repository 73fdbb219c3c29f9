"""The server's settings: safe for money, private, and sized for one small machine.

The files are ours and written anew at every start; what a caller passes is added last and wins.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from kernel.postgres.place import PORT, Place

SUPERUSER = "postgres"

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        # Nothing that was acknowledged may be lost.
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "wal_level": "replica",
        # Nobody from outside.
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        # Many short transactions on a small machine.
        "max_connections": "100",
        "shared_buffers": "256MB",
        "work_mem": "8MB",
        "maintenance_work_mem": "64MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "10min",
        "random_page_cost": "1.1",
        "jit": "off",
        # A log that can be read later.
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "log_line_prefix": "%m [%p] %q%u@%d ",
        "log_lock_waits": "on",
    }
)

_ACCESS = """# Written at every start. The socket lies in a private folder; roles still need their password.
local   all           all   scram-sha-256
local   replication   all   scram-sha-256
"""


def write(place: Place, settings: Mapping[str, str]) -> list[Path]:
    """Write postgresql.conf and pg_hba.conf; return their paths."""
    chosen = {**DEFAULTS, "unix_socket_directories": str(place.socket), **settings}
    lines = [f"{name} = {_quoted(value)}" for name, value in chosen.items()]
    conf, access = place.data / "postgresql.conf", place.data / "pg_hba.conf"
    conf.write_text("# Written at every start.\n" + "\n".join(lines) + "\n", encoding="utf-8")
    access.write_text(_ACCESS, encoding="utf-8")
    return [conf, access]


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
