"""One embedded server: made on first start, recovered after a crash, stopped by whoever started it."""

import hashlib
import hmac
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from kernel.postgres import conf, launch, place
from kernel.postgres.account import server_account
from kernel.postgres.binaries import find_binaries
from kernel.postgres.errors import DatabaseInUse
from kernel.postgres.pid_file import Postmaster, ServerState, read_postmaster

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Cluster:
    """A PostgreSQL server over one folder; several may run side by side.

    Whoever starts it owns it: `stop` of another process's server leaves it alone. The server also stops
    when its owner dies.
    """

    def __init__(self, data_dir: Path, settings: Mapping[str, str] = _NOTHING) -> None:
        """Name the folder and the settings that differ from the safe defaults; start nothing."""
        self._asked = data_dir
        self._settings = dict(settings)
        self._account = server_account()
        self._place = place.settle(data_dir, self._account)
        self._guard: launch.Guard | None = None

    @property
    def home(self) -> Path:
        """The folder with the data, the log and the secret; see `place` for when it is not data_dir."""
        return self._place.home

    def start(self) -> None:
        """Start the server, or join the one that runs; return when it takes connections.

        Crash recovery is waited for. Raises DatabaseStartFailed, DatabaseVersionDiffers,
        NoDatabaseBinaries.
        """
        with launch.alone(self._place.lock):
            if self._postmaster() is not None:
                launch.wait_until_ready(self._place, None)
                return
            self.stop()  # a guard whose server was killed has nothing left to guard
            binaries = find_binaries(self._account)
            launch.make_data(
                binaries,
                self._place,
                self._account,
                self.password(conf.SUPERUSER),
                durable=self._settings.get("fsync") != "off",  # a test's cluster need not last
            )
            for path in conf.write(self._place, self._settings):
                self._account.own(path)
            self._guard = launch.start_and_wait(binaries, self._place, self._account)

    def stop(self) -> None:
        """Stop the server if this object started it: roll back what is open, checkpoint, end."""
        if self._guard is not None:
            self._guard.end()
            self._guard = None

    def running(self) -> bool:
        """Tell whether the server takes connections, whoever started it."""
        return self.state() is ServerState.READY

    def state(self) -> ServerState:
        """Tell how far the server is."""
        postmaster = self._postmaster()
        return postmaster.state if postmaster else ServerState.STOPPED

    def pid(self) -> int | None:
        """Return the process number of the living server."""
        postmaster = self._postmaster()
        return postmaster.pid if postmaster else None

    def destroy(self) -> None:
        """Stop the server and remove everything it ever wrote. For tests and throw-away demos.

        Raises DatabaseInUse where another process runs it.
        """
        self.stop()
        if self._postmaster() is not None:
            raise DatabaseInUse(folder=self.home)
        shutil.rmtree(self._place.socket, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self._asked, ignore_errors=True)

    def password(self, role: str) -> str:
        """Return the password of a role of this cluster, derived from its secret, never stored."""
        return hmac.digest(self._secret(), role.encode(), hashlib.sha256).hex()

    def dsn(self, dbname: str, user: str = conf.SUPERUSER) -> str:
        """Return a connection URL that libpq understands, password included: never log it."""
        host = quote(str(self._place.socket), safe="")
        login = f"{quote(user, safe='')}:{self.password(user)}"
        return f"postgresql://{login}@/{quote(dbname, safe='')}?host={host}&port={place.PORT}"

    def create_database(
        self, name: str, *, owner: str | None = None, template: str | None = None
    ) -> bool:
        """Create a database, or leave it as it is; tell whether it is new."""
        query = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if owner is not None:
            query += sql.SQL(" OWNER {}").format(sql.Identifier(owner))
        if template is not None:
            query += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        try:
            self._administer(query)
        except psycopg.errors.DuplicateDatabase:
            return False
        return True

    def give_login(self, role: str) -> None:
        """Let a role that exists log in with `password(role)`."""
        query = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
        self._administer(query.format(sql.Identifier(role), sql.Literal(self.password(role))))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _administer(self, query: sql.Composed) -> None:
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(query)

    def _postmaster(self) -> Postmaster | None:
        return read_postmaster(self._place.data)

    def _secret(self) -> bytes:
        """Read the secret, making it on first use; only one of two processes makes it."""
        path = self._place.secret
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return place.write_once(path, secrets.token_bytes(32))
