#!/usr/bin/env python3
"""Takes one web process out of the edge's rotation, or puts it back (摘流、复流), and waits until that is so.

    turn.py out a     no new request goes to `a`; returns when its last one is answered
    turn.py in a      `a` gets requests again; returns when the edge found it healthy

Speaks to HAProxy's own socket; needs nothing but Python's standard library.
"""

from __future__ import annotations

import argparse
import csv
import io
import socket
import sys
import time

_BACKENDS = ("house", "house_large")
_LOOK_S = 0.1


def main() -> int:
    """Do what the words say; 1 when it did not become so in time."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("verb", choices=("out", "in"))
    parser.add_argument("server", choices=("a", "b"))
    parser.add_argument("--socket", default="/run/haproxy/admin.sock")
    parser.add_argument("--within", type=float, default=120.0, metavar="SECONDS")
    asked = parser.parse_args()
    state = "drain" if asked.verb == "out" else "ready"
    for backend in _BACKENDS:
        said = tell(asked.socket, f"set server {backend}/{asked.server} state {state}")
        if said:
            sys.stderr.write(f"{said}\n")
            return 1
    is_so = is_idle if asked.verb == "out" else is_up
    until = time.monotonic() + asked.within
    while not is_so(rows(asked.socket, asked.server)):
        if time.monotonic() > until:
            sys.stderr.write(f"not within {asked.within:.0f} s\n")
            return 1
        time.sleep(_LOOK_S)
    return 0


def is_idle(found: list[dict[str, str]]) -> bool:
    """Nothing is asked of it, nothing waits for it."""
    return all(row["scur"] == row["qcur"] == "0" for row in found)


def is_up(found: list[dict[str, str]]) -> bool:
    """The edge's own look found it ready."""
    return all(row["status"].startswith("UP") or "no check" in row["status"] for row in found)


def rows(path: str, server: str) -> list[dict[str, str]]:
    """What the edge knows of one server, in each backend."""
    text = tell(path, "show stat").removeprefix("# ")
    return [row for row in csv.DictReader(io.StringIO(text)) if row["svname"] == server]


def tell(path: str, command: str) -> str:
    """One command, and what HAProxy says to it; nothing is good."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(path)
        line.sendall(f"{command}\n".encode())
        with line.makefile(encoding="utf-8") as said:
            return said.read().strip()


if __name__ == "__main__":
    sys.exit(main())
