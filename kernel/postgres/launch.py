"""Making a data folder, starting the server, waiting for it: the steps of `Cluster.start`."""

import contextlib
import fcntl
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kernel.postgres import conf, guard
from kernel.postgres.account import Account
from kernel.postgres.binaries import Binaries
from kernel.postgres.errors import DatabaseStartFailed, DatabaseVersionDiffers
from kernel.postgres.pid_file import ServerState, read_postmaster
from kernel.postgres.place import Place

_LOG = logging.getLogger(__name__)
_POLL_S = 0.01
_REPORT_EVERY_S = 5.0
_STILL_MAPPED = "pre-existing shared memory block"  # backends of a killed server are still ending
_STILL_MAPPED_PATIENCE_S = 60.0
_STILL_MAPPED_PAUSE_S = 0.1
_LOG_KEEP_BYTES = 10_000_000
_FIRST_WITH_BUILTIN_LOCALE = 17
# Nothing of the caller's environment reaches the server: PGDATA, PGPORT, locale, library paths.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


class Guard:
    """The process that guards a server we started."""

    def __init__(self, process: subprocess.Popen[bytes], log_start: int) -> None:
        """Hold the process and where in the log its server begins."""
        self._process = process
        self.log_start = log_start

    def has_ended(self) -> bool:
        """Tell whether the guard, and so its server, is gone."""
        return self._process.poll() is not None

    def end(self) -> None:
        """Have the server shut down and wait until it has, however long its last checkpoint takes."""
        self._process.terminate()
        self._process.wait()


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Let one process at a time start the server; the others wait and then find it running."""
    with lock.open("w", encoding="ascii") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def make_data(
    binaries: Binaries, place: Place, account: Account, password: str, *, durable: bool
) -> None:
    """Run initdb unless the folder is made; a half-made one from a crash is made again."""
    mark = place.data / "PG_VERSION"
    if mark.exists():
        found = mark.read_text(encoding="ascii").strip()
        if found != str(binaries.major):
            raise DatabaseVersionDiffers(folder=place.data, found=found, have=binaries.major)
        return
    unfinished = place.home / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    account.own(unfinished)
    _initdb(binaries, unfinished, place, account, password, () if durable else ("--no-sync",))
    unfinished.rename(place.data)


def _initdb(  # noqa: PLR0917 - one call, six different types
    binaries: Binaries,
    folder: Path,
    place: Place,
    account: Account,
    password: str,
    more: tuple[str, ...],
) -> None:
    with tempfile.NamedTemporaryFile(dir=place.home, prefix=".password-") as secret:
        secret.write(f"{password}\n".encode())
        secret.flush()
        account.own(Path(secret.name))
        words = [str(binaries.initdb), "--pgdata", str(folder), "--pwfile", secret.name]
        words += ["--username", conf.SUPERUSER, "--auth", "scram-sha-256", "--data-checksums"]
        words += ["--encoding", "UTF8", *_locale(binaries.major), *more]
        done = subprocess.run(
            words,
            env=_ENVIRONMENT,
            cwd="/",
            user=account.uid if account.dropped else None,
            group=account.gid if account.dropped else None,
            extra_groups=[] if account.dropped else None,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        place.log.write_text(done.stdout + done.stderr, encoding="utf-8")
        raise DatabaseStartFailed(reason=_last_line(done.stderr or done.stdout), log=place.log)


def _locale(major: int) -> list[str]:
    """Code point order everywhere and for ever: a collation that changes breaks indexes."""
    if major >= _FIRST_WITH_BUILTIN_LOCALE:
        return ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
    return ["--locale", "C.UTF-8"]


def start_and_wait(binaries: Binaries, place: Place, account: Account) -> Guard:
    """Start the server and wait for connections; raise DatabaseStartFailed if it cannot.

    After a kill its last backends may still be ending; the server refuses to start beside them, so that
    refusal alone is tried again for a while.
    """
    _keep_log_short(place.log)
    give_up_at = time.monotonic() + _STILL_MAPPED_PATIENCE_S
    while True:
        guarded = _launch(binaries, place, account)
        try:
            wait_until_ready(place, guarded)
        except DatabaseStartFailed as error:
            if _STILL_MAPPED not in str(error) or time.monotonic() > give_up_at:
                raise
            time.sleep(_STILL_MAPPED_PAUSE_S)
        except BaseException:
            guarded.end()
            raise
        else:
            return guarded


def _launch(binaries: Binaries, place: Place, account: Account) -> Guard:
    uid, gid = (str(account.uid), str(account.gid)) if account.dropped else ("-", "-")
    words = [sys.executable, "-I", "-S", str(Path(guard.__file__)), str(os.getpid()), uid, gid]
    words += [str(binaries.postgres), "-D", str(place.data)]
    with place.log.open("ab") as log:
        start = log.tell()
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,  # Ctrl-C is for us; we stop the server when we are done
        )
    return Guard(process, start)


def wait_until_ready(place: Place, guarded: Guard | None) -> None:
    """Wait for connections, through any crash recovery; raise DatabaseStartFailed if it ends."""
    report_at = time.monotonic() + _REPORT_EVERY_S
    while True:
        postmaster = read_postmaster(place.data)
        if postmaster is not None and postmaster.state is ServerState.READY:
            return
        gone = guarded.has_ended() if guarded else postmaster is None
        if gone:
            reason = _last_line(_said(place.log, guarded))
            raise DatabaseStartFailed(reason=reason, log=place.log)
        if time.monotonic() >= report_at:
            _LOG.warning("the database is starting: %s", _last_line(_said(place.log, guarded)))
            report_at += _REPORT_EVERY_S
        time.sleep(_POLL_S)


def _said(log: Path, guarded: Guard | None) -> str:
    try:
        with log.open("rb") as lines:
            lines.seek(guarded.log_start if guarded else max(0, log.stat().st_size - 4096))
            return lines.read().decode(errors="replace")
    except FileNotFoundError:
        return ""


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return (telling or lines or ["it said nothing"])[-1]


def _keep_log_short(log: Path) -> None:
    if log.exists() and log.stat().st_size > _LOG_KEEP_BYTES:
        log.replace(log.with_suffix(".log.1"))
