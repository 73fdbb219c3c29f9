"""The edge as it is shipped, on ports of its own: HAProxy with deploy/haproxy/haproxy.cfg, not a copy of it."""

from __future__ import annotations

import csv
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from corporate import serving
from kernel.assets import ROOT
from tests.scenarios.programs import wait_for

_FOLDER: Final = ROOT / "deploy" / "haproxy"


@dataclass(frozen=True, slots=True)
class Edge:
    """A running proxy."""

    port: int
    desk_port: int
    certificate: Path
    admin: Path

    def turn(self, verb: str, server: str) -> None:
        """Take a web process out of the rotation, or put it back, as an operator does."""
        words = [
            sys.executable,
            str(_FOLDER / "turn.py"),
            "--socket",
            str(self.admin),
            verb,
            server,
        ]
        subprocess.run(words, check=True)

    def waiting(self) -> int:
        """How many requests wait for a thread of the house."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.admin))
            line.sendall(b"show stat\n")
            with line.makefile(encoding="utf-8") as said:
                rows = list(csv.DictReader(said))
        return sum(int(row["qcur"] or 0) for row in rows if row["# pxname"] == "house")


@contextmanager
def running_edge(folder: Path, ports: tuple[int, int], threads: int = 8) -> Iterator[Edge]:
    """The proxy in front of two web processes."""
    program = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if program is None:
        pytest.fail("haproxy is not installed: `make rolling` installs it where it may")
    folder.mkdir()
    edge = Edge(
        serving.free_port(), serving.free_port(), folder / "public.crt", folder / "admin.sock"
    )
    _certify(folder)
    environment = {
        **os.environ,
        "YINQI_EDGE_PUBLIC": f"127.0.0.1:{edge.port}",
        "YINQI_EDGE_DESK": f"127.0.0.1:{edge.desk_port}",
        "YINQI_EDGE_CERTS": str(folder / "public.pem"),
        "YINQI_EDGE_ADMIN": str(edge.admin),
        "YINQI_WEB_A": f"127.0.0.1:{ports[0]}",
        "YINQI_WEB_B": f"127.0.0.1:{ports[1]}",
        "YINQI_WEB_THREADS": str(threads),
        "YINQI_EDGE_HEALTH": "/health",  # versions before /readyz know no other name
    }
    words = [program, "-db", "-f", str(_FOLDER / "haproxy.cfg")]
    with (
        (folder / "haproxy.log").open("wb") as log,
        subprocess.Popen(words, env=environment, stdout=log, stderr=log) as proxy,
    ):
        try:
            wait_for(
                "the edge ends or listens",
                lambda: bool(proxy.poll()) or not serving.is_free(edge.port),
            )
            assert proxy.poll() is None, (folder / "haproxy.log").read_text()
            yield edge
        finally:
            proxy.kill()


def _certify(folder: Path) -> None:
    """A certificate for this machine, made on the spot."""
    openssl = shutil.which("openssl")
    assert openssl is not None
    words = [
        openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        "-keyout", str(folder / "public.key"), "-out", str(folder / "public.crt"),
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
    ]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True)
    both = (folder / "public.crt").read_bytes() + (folder / "public.key").read_bytes()
    (folder / "public.pem").write_bytes(both)
