"""Where a cluster's files lie.

`home/` (mode 0700) holds `data/` (the server's own), `secret`, `server.log`, `lock` and the socket.
Usually home is the folder that was asked for. As root, when the server's user cannot reach that folder,
home lies under the state folder and the asked-for folder only says where (`location`), so that a new
checkout at the same path never opens an old one's books.
"""

import contextlib
import hashlib
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kernel.postgres.account import Account, can_reach, state_folder
from kernel.postgres.errors import DatabaseFolderForeign

PORT = 5432  # only a part of the socket's file name: nothing listens on a network
_SOCKET_PATH_LIMIT = 107  # bytes, of the kernel


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one cluster."""

    home: Path
    socket: Path

    @property
    def data(self) -> Path:
        """The server's data folder."""
        return self.home / "data"

    @property
    def secret(self) -> Path:
        """The file from which every role's password is derived."""
        return self.home / "secret"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "server.log"

    @property
    def lock(self) -> Path:
        """Held while a process starts the server."""
        return self.home / "lock"


def settle(asked: Path, account: Account) -> Place:
    """Make the folders; raise DatabaseFolderForeign when they belong to another user."""
    asked = asked.resolve()  # one folder, one name, one socket
    asked.parent.mkdir(parents=True, exist_ok=True)
    if asked.exists() and asked.stat().st_uid not in (os.geteuid(), account.uid):
        raise DatabaseFolderForeign(folder=asked, owner=asked.stat().st_uid)
    home = _home(asked, account)
    _make_private(home, account)
    return Place(home, _socket_folder(home, account))


def write_once(path: Path, content: bytes) -> bytes:
    """Write a private file unless it is there; return what it holds, whole, whoever wrote it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-") as unfinished:
        unfinished.write(content)
        unfinished.flush()
        os.fsync(unfinished.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(unfinished.name, path)
    return path.read_bytes()


def _home(asked: Path, account: Account) -> Path:
    pointer = asked / "location"
    if not (pointer.exists() and pointer.stat().st_uid == os.geteuid()):
        if not account.dropped or (asked / "data").exists() or can_reach(asked.parent):
            return asked
        asked.mkdir(mode=0o700, exist_ok=True)
        name = f"{_short(asked)}-{secrets.token_hex(4)}"
        write_once(pointer, os.fsencode(state_folder() / name))
    return Path(os.fsdecode(pointer.read_bytes()))


def _socket_folder(home: Path, account: Account) -> Path:
    if len(os.fsencode(home / f".s.PGSQL.{PORT}")) <= _SOCKET_PATH_LIMIT:
        return home
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    if account.dropped:
        base = state_folder()
    folder = base / f"yinqi-{account.uid}-{_short(home)}"
    _make_private(folder, account)
    return folder


def _make_private(folder: Path, account: Account) -> None:
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        _check_private(folder, account)
    else:
        account.own(folder)


def _check_private(folder: Path, account: Account) -> None:
    """Refuse what another user laid there, above all in a shared temporary folder."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise DatabaseFolderForeign(folder=folder, owner=found.st_uid)
    if found.st_uid == os.geteuid() and account.dropped and not any(folder.iterdir()):
        account.own(folder)  # made by us a moment ago or by hand, still empty
    elif found.st_uid != account.uid:
        raise DatabaseFolderForeign(folder=folder, owner=found.st_uid)
    folder.chmod(0o700)


def _short(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
