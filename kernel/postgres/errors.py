"""What can keep the embedded database from running, each with a sentence that says what to do."""

from kernel.errors import Unavailable
from kernel.text import Text


class NoDatabaseBinaries(Unavailable):
    """There is no PostgreSQL server to start."""

    code = "postgres.no_binaries"
    text = Text(
        "找不到 PostgreSQL 服务程序（{where}）：请运行 make setup，或设置 YINQI_PG_BIN",
        "no PostgreSQL server program ({where}): run `make setup` or set YINQI_PG_BIN",
    )


class DatabaseStartFailed(Unavailable):
    """The server, or the making of its folder, ended before it could be used."""

    code = "postgres.start_failed"
    text = Text(
        "内置数据库未能启动：{reason}（日志：{log}）",
        "the embedded database did not start: {reason} (log: {log})",
    )


class DatabaseVersionDiffers(Unavailable):
    """The folder was written by another major version, which this server cannot read."""

    code = "postgres.version_differs"
    text = Text(
        "数据目录 {folder} 由 PostgreSQL {found} 写成，当前程序为 {have}：请导出后再导入",
        "{folder} was written by PostgreSQL {found}, this server is {have}: dump it there, restore it here",
    )


class DatabaseFolderForeign(Unavailable):
    """The folder belongs to another user; taking it over would lock that user out."""

    code = "postgres.folder_foreign"
    text = Text(
        "数据目录 {folder} 属于用户 {owner}：请用该用户启动，或另选目录",
        "{folder} belongs to user {owner}: start as that user or choose another folder",
    )


class DatabaseInUse(Unavailable):
    """Another process runs the server of that folder, and it is not ours to end."""

    code = "postgres.in_use"
    text = Text(
        "数据目录 {folder} 正由另一个程序使用：请先结束它（如另一个 make demo）",
        "{folder} is in use by another program: end that one first (perhaps another `make demo`)",
    )
