"""Who the server runs as: ourselves, or, when we are root, a system user with no rights.

PostgreSQL refuses to run as root. The user is made once and owns nothing but the data. Permissions of
folders that are not ours are never changed: what the user cannot reach is put elsewhere.
"""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kernel.postgres.errors import DatabaseStartFailed

USER_NAME = "yinqi"
STATE_FOLDER = Path("/var/lib/yinqi")  # used as root only


@dataclass(frozen=True, slots=True)
class Account:
    """A user and group; `dropped` when it is not the one we are ourselves."""

    uid: int
    gid: int
    dropped: bool

    def own(self, path: Path) -> None:
        """Give a path we just made to the account."""
        if self.dropped:
            os.chown(path, self.uid, self.gid)


def server_account() -> Account:
    """Return the account for the server, making the system user on first use as root."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), dropped=False)
    try:
        entry = pwd.getpwnam(USER_NAME)
    except KeyError:
        entry = _make_user()
    return Account(entry.pw_uid, entry.pw_gid, dropped=True)


def _make_user() -> pwd.struct_passwd:
    words = ["useradd", "--system", "--user-group", "--no-create-home"]
    words += ["--home-dir", str(STATE_FOLDER), "--shell", "/usr/sbin/nologin", USER_NAME]
    made = subprocess.run(words, capture_output=True, text=True, check=False)
    try:
        return pwd.getpwnam(USER_NAME)  # made by us, or by another process a moment earlier
    except KeyError:
        reason = f"root cannot make the user {USER_NAME}: {made.stderr.strip()}"
        raise DatabaseStartFailed(reason=reason, log="-") from None


def state_folder(name: str = "") -> Path:
    """Return a folder of our own that every user can pass through, whatever the umask; root only."""
    STATE_FOLDER.mkdir(parents=True, exist_ok=True)
    STATE_FOLDER.chmod(0o755)
    folder = STATE_FOLDER / name
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    return folder


def can_read(path: Path) -> bool:
    """Tell whether a user without any rights can reach and read `path`."""
    mode = path.stat().st_mode
    wanted = stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
    return mode & wanted == wanted and can_reach(path.parent)


def can_reach(folder: Path) -> bool:
    """Tell whether a user without any rights can pass through `folder` and all above it."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (folder, *folder.parents))
