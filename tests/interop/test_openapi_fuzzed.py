"""What schemathesis makes of our OpenAPI, signed and sent: never a fault of ours, quick, small, and a refusal changes nothing."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask

from kernel import assets
from tests.connectors.direct_link.conftest import assembled, linked, serve
from tests.connectors.direct_link.erp import Erp
from tests.connectors.direct_link.footprint import rows_of
from tests.connectors.direct_link.json_erp import JsonErp, JsonReply
from tests.world import HouseWorld

pytestmark = pytest.mark.interop

PEER: Final = Path(__file__).parent / "peers" / "openapi_cases.py"
EXAMPLES: Final = int(os.environ.get("FUZZ_EXAMPLES", "4"))
CPU_S: Final = 2.0
MEMORY_KIB: Final = 256 << 10
ACCEPTED: Final = "0000"
WRONG: Final = "I"
"""The family of what stays refused however often it is sent; others may pass when things have changed."""
Case = tuple[str, Any]


@pytest.fixture
def app(world: HouseWorld, tmp_path: Path) -> Flask:
    return serve(linked(assembled(world, tmp_path)))


@pytest.fixture
def erp(world: HouseWorld, app: Flask) -> JsonErp:
    return JsonErp(Erp(world, app, world.key_of("辰海")))


@pytest.fixture
def cases(erp: JsonErp, app: Flask, tmp_path: Path) -> list[Case]:
    """Made in another process by another program, from what we serve."""
    readers = assets.build_dir() / "readers"
    if not (readers / "schemathesis").exists():
        pytest.skip("schemathesis is not installable here: run `make interop`")
    document = tmp_path / "openapi.json"
    document.write_bytes(app.test_client().get(f"/b/{erp.erp.bank}/link/v1/openapi.json").data)
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(readers)}
    done = subprocess.run(
        [sys.executable, str(PEER), str(document), str(EXAMPLES)],
        env=environment, capture_output=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:].decode()
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def send(erp: JsonErp, operation: str, body: Any) -> JsonReply:
    """Sign what was made, with a head that is right wherever one can be put in."""
    if isinstance(body, dict):
        made = body.get("Head")
        own = erp.erp.head(operation)
        head = {**made, **own} if isinstance(made, dict) else own
        body = {**body, "Head": head}
    return erp.post(operation, json.dumps(body, ensure_ascii=False).encode(errors="replace"))


def test_nothing_made_of_the_document_is_a_fault_of_ours(
    erp: JsonErp, cases: list[Case], world: HouseWorld
) -> None:
    assert len({operation for operation, _ in cases}) > 50
    codes: Counter[str] = Counter()
    refused: list[Case] = []
    for operation, body in cases:
        began = time.process_time()
        reply = send(erp, operation, body)
        assert time.process_time() - began <= CPU_S, (operation, body)
        assert reply.status < 500, (operation, body, reply.content)
        codes[reply.code] += 1
        if reply.code.startswith(WRONG):
            refused.append((operation, body))
    assert codes[ACCEPTED] > 0
    assert len(refused) > len(cases) // 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss <= BEFORE_KIB + MEMORY_KIB

    before = rows_of(world.db)
    for operation, body in refused:
        assert send(erp, operation, body).code != ACCEPTED, (operation, body)
    after = rows_of(world.db)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"direct_link_nonce"}


BEFORE_KIB: Final = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
