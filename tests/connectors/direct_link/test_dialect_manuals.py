"""The pages of JSON and SOAP, tried literally: what they show is signed, accepted, and refused as they say."""

from __future__ import annotations

import json
import re

import pytest

from kernel import limits
from kernel.assets import ROOT
from tests.connectors.direct_link.erp import Erp
from tests.connectors.direct_link.json_erp import JsonErp
from tests.connectors.direct_link.soap_erp import SoapErp
from tests.world import HouseWorld

PAGES = {
    name: (ROOT / "docs" / "direct-link" / f"{name}.md").read_text(encoding="utf-8")
    for name in ("json", "soap")
}


def example(page: str, name: str) -> str:
    """The code block under the mark of an example."""
    found = re.search(rf"<!-- example: {name} -->\n```\w*\n(.*?)```", PAGES[page], re.DOTALL)
    assert found is not None, name
    return found[1]


def register(world: HouseWorld, page: str) -> None:
    with world.owner() as uow:
        uow.run(
            "UPDATE certificate SET public_key = %s WHERE serial = 'CERT-10001'",
            (example(page, "public key"),),
        )


def test_the_json_request_is_accepted_with_its_signature(erp: Erp, world: HouseWorld) -> None:
    register(world, "json")
    message, signature = example("json", "request").encode(), example("json", "signature").strip()
    reply = JsonErp(erp).post("payments.submit", message, signature)
    assert (reply.status, reply.code, reply.body["Amount"]) == (200, "0000", "1286.40")
    changed = message.replace(b"1286.40", b"1286.41")
    assert JsonErp(erp).post("payments.submit", changed, signature).status == 401
    assert world.count("payment") == 1


def test_the_soap_request_is_accepted_with_its_signature(erp: Erp, world: HouseWorld) -> None:
    register(world, "soap")
    message, signature = example("soap", "request").encode(), example("soap", "signature").strip()
    reply = SoapErp(erp).post(message, signature)
    assert (reply.status, reply.code, reply.value("Amount")) == (200, "0000", "1286.40")
    assert world.count("payment") == 1


def test_the_fault_of_the_json_page_is_what_the_bank_says(erp: Erp) -> None:
    shown = json.loads(example("json", "fault"))
    assert (shown["Code"], shown["Element"]) in JsonErp(erp).pay(Amount="1e3").faults


@pytest.mark.parametrize(
    ("page", "words", "figure"),
    [
        ("json", "1 MB", limits.JSON_BYTES_MAX >> 20),
        ("json", "32 层", limits.JSON_DEPTH_MAX),
        ("soap", "1 MB", limits.XML_BYTES_MAX >> 20),
        ("soap", "5 分钟", limits.LINK_WINDOW_S // 60),
    ],
)
def test_the_limits_are_the_house_s(page: str, words: str, figure: int) -> None:
    assert words in PAGES[page]
    assert words.partition(" ")[0] == str(figure)
