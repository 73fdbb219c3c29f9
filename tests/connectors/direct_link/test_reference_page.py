"""The page to browse and try: every operation, no other origin, nothing inline."""

from __future__ import annotations

import html
import json
import re

from connectors.direct_link.contract.samples import head_sample, values_sample
from connectors.direct_link.documents import format_of
from connectors.direct_link.head import Head
from corporate.bootstrap import CATALOGUE
from kernel.operation import Door
from kernel.parsing import parse
from tests.connectors.direct_link.erp import Erp

ADDRESS = "/b/yungang/link/v1/reference"


def test_it_shows_every_operation_with_a_sample_that_is_one(erp: Erp) -> None:
    page = erp.app.test_client().get(ADDRESS)
    assert page.status_code == 200
    shown = re.findall(r'data-operation="([^"]+)"', page.text)
    assert shown == [operation.code for operation in CATALOGUE.at(Door.DIRECT_LINK)]
    samples = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.DOTALL)
    assert [json.loads(html.unescape(each))["Head"]["Operation"] for each in samples] == shown


def test_nothing_of_it_is_inline_or_from_elsewhere(erp: Erp) -> None:
    client = erp.app.test_client()
    page = client.get(ADDRESS)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.search(r"<style|<script(?! src=)| style=| on\w+=|https?://", page.text)
    for name in re.findall(r'(?:href|src)="(/[^"]+)"', page.text):
        assert client.get(name).status_code == 200, name
    assert client.get("/b/nowhere/link/v1/reference").status_code == 404
    assert client.get(f"{ADDRESS}/page.py").status_code == 404


def test_its_samples_are_read_without_a_fault() -> None:
    for operation in CATALOGUE.at(Door.DIRECT_LINK):
        assert parse(Head, head_sample(operation)).operation == operation.code
        if format_of(operation.command) is None:
            sample = values_sample(operation.command)
            assert isinstance(parse(operation.command, sample), operation.command)
