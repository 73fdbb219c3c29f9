"""What can keep a backup from being taken or put back, each with a sentence that says what to do."""

from __future__ import annotations

from kernel.errors import Invalid, Unavailable
from kernel.text import Text


class NoBackup(Unavailable):
    """There is no base copy that ended before the wanted instant."""

    code = "backups.none"
    text = Text("{store} 中没有可用的{what}", "No usable {what} in {store}")


class BackupDamaged(Unavailable):
    """A file of a backup is not what its manifest says."""

    code = "backups.damaged"
    text = Text("备份文件 {name} 已损坏，不能用于恢复", "The backup file {name} is damaged")


class BackupKeyMissing(Invalid):
    """The key that seals backups is not there, malformed, or readable by others."""

    code = "backups.key_missing"
    text = Text(
        "备份密钥 {file} 不可用：用 yinqi backup key 生成，并另行异地保管",
        "No usable backup key in {file}: make one with `yinqi backup key`, and keep a copy elsewhere",
    )


class PlaceTaken(Invalid):
    """What is restored never overwrites what is there."""

    code = "backups.place_taken"
    text = Text(
        "{folder} 不是空目录，恢复不会覆盖它", "{folder} is not empty: nothing is overwritten"
    )


class LoadedDiffers(Unavailable):
    """What was loaded is not what was dumped."""

    code = "backups.loaded_differs"
    text = Text(
        "装入后的行数与转储不符：{tables}；请勿启用该库",
        "Tables hold other rows than were dumped: {tables}; do not use this database",
    )


class NotReached(Unavailable):
    """The server ended before it reached the instant: the log does not go so far."""

    code = "backups.not_reached"
    text = Text(
        "服务器未能恢复到所求时点：归档日志不够；详见服务器日志",
        "The server did not reach the wanted instant: the log ends earlier; see the server's own log",
    )
