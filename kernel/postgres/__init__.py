"""The embedded database (内置数据库): a PostgreSQL that comes with the product and lives as long as it.

Only the server's binaries come from a package; the life cycle is ours, because money lies in it: crash
recovery is waited for, however long; nobody else's folders or permissions are touched; root is dropped;
the server stops when the process that started it dies. It speaks through a private socket only and must
never listen on a network.

Linux only. A server somebody else runs (`YINQI_DATABASE_URL`) has nothing to do with this package.
"""

from kernel.postgres.binaries import Binaries, find_binaries
from kernel.postgres.cluster import Cluster
from kernel.postgres.errors import (
    DatabaseFolderForeign,
    DatabaseInUse,
    DatabaseStartFailed,
    DatabaseVersionDiffers,
    NoDatabaseBinaries,
)
from kernel.postgres.pid_file import ServerState

__all__ = [
    "Binaries",
    "Cluster",
    "DatabaseFolderForeign",
    "DatabaseInUse",
    "DatabaseStartFailed",
    "DatabaseVersionDiffers",
    "NoDatabaseBinaries",
    "ServerState",
    "find_binaries",
]
