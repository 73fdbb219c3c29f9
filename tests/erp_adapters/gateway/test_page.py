"""The status page in a browser: nobody is kept out by it, on a desk or a phone, by day or by night."""

from __future__ import annotations

import dataclasses

import pytest
from playwright.sync_api import Browser, ViewportSize

from erp_adapters.gateway.config import GatewayConfig
from erp_adapters.gateway.server import serving, start
from tests.chromium import axe_source
from tests.erp_adapters.conftest import Wire
from tests.erp_adapters.gateway.conftest import make_machine, said
from tests.world import HouseWorld

SCREENS = (ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844))


@pytest.mark.browser
def test_the_page_is_accessible_and_fits_a_phone(
    settings: GatewayConfig, world: HouseWorld, wire: Wire, chromium: Browser
) -> None:
    machine = make_machine(dataclasses.replace(settings, port=0), world, wire)
    wire.lose_answers = 2
    machine.drop("one.json", [said(), said(serial="ERP-0002", payee_bank="1")])
    machine.round()
    server = serving(machine.gateway)
    start(server)
    try:
        for viewport in SCREENS:
            for scheme in ("light", "dark"):
                context = chromium.new_context(
                    viewport=viewport, color_scheme=scheme, bypass_csp=True
                )
                page = context.new_page()
                page.goto(f"http://127.0.0.1:{server.server_port}/")
                page.evaluate(axe_source())
                found = page.evaluate("axe.run()")["violations"]
                assert [one["id"] for one in found] == []
                assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
                assert "结果待确认" in page.inner_text("main")
                context.close()
    finally:
        server.shutdown()
        server.server_close()
