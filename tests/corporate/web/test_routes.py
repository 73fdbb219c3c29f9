"""Every route, from the URL map: declared, guarded, blind to what is not the visitor's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from corporate.bootstrap import CATALOGUE, create_app
from corporate.web.app import MACHINE_PREFIX
from corporate.web.desk import Desk
from corporate.web.routes import (
    Audience,
    Pages,
    Shown,
    Undeclared,
    declaration_of,
    declare,
    refuse_undeclared,
)
from kernel.operation import Door
from tests.cast import PASSWORD
from tests.corporate.web.belongings import belongings
from tests.corporate.web.browser import OURS, ROOT, Browser
from tests.corporate.web.conftest import Opens
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.payments.page_commands import BrowsePayments

UNKNOWN = {
    "number": "P261123-00000000",
    "account": "1001234509099999999",
    "payee_account": "6222021009999999999",
    "approval_id": "01a20626-0000-7000-8000-000000000000",
    "attachment_id": "01a20626-0000-7000-8000-000000000001",
    "method_id": "01a20626-0000-7000-8000-000000000002",
    "file_id": "01a20626-0000-7000-8000-000000000003",
    "token": "nobody-made-this-one",
    "slip": "nobody-made-this-one",
    "slip_id": "01a20626-0000-7000-8000-000000000004",
    "pack_id": "01a20626-0000-7000-8000-000000000007",
    "row": "2",
    "link": "01a20626-0000-7000-8000-000000000006",
    "schedule_id": "01a20626-0000-7000-8000-000000000005",
    "template_id": "01a20626-0000-7000-8000-000000000007",
    "employee": "Z9999",
    "login": "nobody",
}
ROLES = ("lina", "zhaomin", "wanglei", "chenjing", "sunyue", "zhoutao")
"""Maker, checker, approver, manager, auditor, administrator of 辰海."""
_NUMBERS = {
    "invoices": "invoice",
    "batches": "batch",
    "payroll": "run",
    "payees": "change",
    "receipts": "receipt",
    "changes": "change",
    "standing": "order",
}
"""What a `number` in an address is the number of, by the address' first word."""
FORMS = {
    "decision": "reject",
    "reason": "不符",
    "digest": "0" * 64,
    "refuse_password": PASSWORD,
}


def rules(app: Flask) -> Iterator[Rule]:
    """The routes of pages."""
    return (r for r in app.url_map.iter_rules() if not r.rule.startswith(MACHINE_PREFIX))


def test_every_route_says_for_whom_it_is_and_what_it_performs(app: Flask) -> None:
    refuse_undeclared(app, machine_prefix=MACHINE_PREFIX)
    for rule in rules(app):
        declared = declaration_of(app, rule.endpoint)
        assert declared is not None, rule.rule
        for code in declared.operations:
            assert CATALOGUE.find(code).doors >= {Door.WEB, Door.PHONE}, (rule.rule, code)
        if declared.operations:
            assert declared.audience is Audience.USER


def test_nothing_but_the_gate_and_the_verification_is_open_to_strangers(app: Flask) -> None:
    found = {
        rule.endpoint
        for rule in rules(app)
        if (declared := declaration_of(app, rule.endpoint)) and declared.audience is Audience.PUBLIC
    }
    assert found == {
        "activation.activate", "health.alive", "health.health", "health.ready", "login.ask", "login.by_passkey", "login.log_in",
        "login.log_out", "login.with_code", "payslips.front", "payslips.pdf", "payslips.unlock",
        "payslips.want", "receipts.verify", "shared.check_file",
        "shared.download", "shared.file_form", "shared.look", "ui.asset",
        "ui.manifest", "ui.offline", "ui.preferences", "ui.worker",
    }  # fmt: skip


def test_a_route_that_says_nothing_keeps_the_application_from_starting(app: Flask) -> None:
    other = Flask("other")
    other.add_url_rule("/hidden", "hidden", lambda: "")
    with pytest.raises(Undeclared, match="/hidden"):
        refuse_undeclared(other, machine_prefix=MACHINE_PREFIX)
    found = declaration_of(app, "home.home")
    assert found is not None
    declare(other, "hidden", found)
    declare(other, "static", found)
    refuse_undeclared(other, machine_prefix=MACHINE_PREFIX)


def test_a_page_that_performs_what_it_did_not_declare_fails(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    pages = Pages("trial")

    @pages.page("/trial", "accounts.list")
    def trial(desk: Desk) -> Shown:
        desk.read("payments.browse", BrowsePayments())
        return Shown("pages/offline.html")

    app.register_blueprint(pages.blueprint)
    browser = Browser(app)
    browser.log_in("lina")
    assert browser.get("/trial").status == 500
    assert "this route did not declare payments.browse" in caplog.text


@pytest.mark.parametrize("attack", ["cross-site", "no token", "another's token", "no headers"])
def test_no_change_without_our_page_and_its_token(
    app: Flask, opens: Opens, world: HouseWorld, house: PaymentHouse, attack: str
) -> None:
    house.submit("S")
    victim, other = opens("lina"), opens("zhaomin")
    token = {"another's token": other.token(), "no token": ""}.get(attack) or victim.token()
    headers = {"cross-site": {"Sec-Fetch-Site": "cross-site"}, "no headers": {}}.get(attack, OURS)
    fields = {} if attack == "no token" else {"csrf": token}
    before = footprint(world)
    for rule in rules(app):
        declared = declaration_of(app, rule.endpoint)
        if "POST" not in (rule.methods or ()) or declared is None:
            continue
        if declared.audience is Audience.PUBLIC and headers is OURS:
            continue
        path = ROOT + filled(rule, UNKNOWN)
        answer = victim.client.post(path, data=fields, headers=headers)
        assert answer.status_code == 403, rule.rule
    assert footprint(world) == before


def test_looking_changes_nothing(
    app: Flask, opens: Opens, world: HouseWorld, house: PaymentHouse
) -> None:
    own = belongings(world, house, "辰海")
    people = [opens(login) for login in ("lina", "zhaomin", "zhoutao")]
    before = footprint(world)
    for rule in rules(app):
        if "GET" not in (rule.methods or ()) or rule.endpoint.startswith("ui."):
            continue
        path = filled(rule, own | {"number": own[_number_of(rule)]})
        for method in ("get", "head", "options"):
            asked = [getattr(one.client, method)(ROOT + path) for one in people]
            assert min(answer.status_code for answer in asked) < 400, (method, path)
    assert footprint(world) == before


@pytest.mark.parametrize("whose", ["恒锐", "越洋"])
def test_what_is_not_yours_is_not_found_and_looks_like_what_is_not_there(
    app: Flask, opens: Opens, world: HouseWorld, house: PaymentHouse, whose: str
) -> None:
    foreign = belongings(world, house, whose)
    browsers = [opens(login, "辰海") for login in ROLES]
    before = footprint(world)
    looked = 0
    for rule in rules(app):
        if not rule.arguments - set(rule.defaults or {}) or rule.endpoint.startswith("ui."):
            continue
        theirs = filled(rule, UNKNOWN | foreign | {"number": foreign[_number_of(rule)]})
        unknown = filled(rule, UNKNOWN)
        for method in sorted({"GET", "POST"} & set(rule.methods or ())):
            if rule.endpoint == "approvals.one" and not rule.rule.startswith("/m"):
                continue  # leads to the split view, looked at below
            found = [[ask(one, method, path) for path in (theirs, unknown)] for one in browsers]
            for foreign_page, unknown_page in found:
                assert foreign_page == unknown_page, (method, theirs)
            statuses = {page[0] for pages in found for page in pages}
            assert 404 in statuses, (method, theirs)
            assert statuses <= {403, 404}, (method, theirs)
            looked += 1
    assert looked >= 8
    for browser in browsers:
        page = browser.get(f"/approvals?item={foreign['approval_id']}")
        assert page.status == 404
    assert footprint(world) == before


def test_others_ids_in_fields_are_not_found(
    maker: Browser, world: HouseWorld, house: PaymentHouse
) -> None:
    foreign = belongings(world, house, "恒锐")
    form = maker.get("/payments/new").form("serial")
    assert maker.get(f"/payments/new?copy={foreign['payment']}").status == 404
    dropped = maker.post("/payments/new", form | {"drop": foreign["attachment_id"]})
    assert dropped.status == 404
    picked = maker.post("/payments/new", form | {"pick": foreign["payee"]})
    assert picked.value("payee_account") == ""
    assert world.count("payment_attachment", "client_serial LIKE '?%'") == 0


def test_unknown_addresses_get_a_page_in_the_visitors_language(maker: Browser) -> None:
    page = maker.get("/no/such/page", headers={"Accept-Language": "en"})
    assert page.status == 404
    assert "not found" in page.text


def test_every_answer_carries_the_headers(app: Flask, maker: Browser, stranger: Browser) -> None:
    paths = [filled(rule, UNKNOWN) for rule in rules(app) if "GET" in (rule.methods or ())]
    for browser in (maker, stranger):
        for path in [*paths, "/no/such/page"]:
            headers = browser.client.get(browser.absolute(path)).headers
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["X-Frame-Options"] == "DENY"
            if not path.startswith("/assets/") and "manifest" not in path:
                assert headers["Cache-Control"] in {"no-store", "no-cache"}, path


def test_a_fault_of_ours_shows_a_reference_and_no_trace(
    maker: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        message = "secret detail"
        raise RuntimeError(message)

    monkeypatch.setattr("corporate.web.channels.clocks", fails)
    page = maker.get("/")
    assert page.status == 500
    assert "secret detail" not in page.answer.text
    (reference,) = re.findall(r"E\d{6}-[0-9A-Z]{8}", page.text)
    assert reference in caplog.text


def test_the_process_tells_whether_it_is_ready(app: Flask) -> None:
    answer = app.test_client().get("/health")
    assert (answer.status_code, answer.json) == (200, {"ready": True})


def test_the_root_of_a_deployment_lists_its_invented_banks(app: Flask) -> None:
    answer = app.test_client().get("/")
    assert answer.status_code == 200
    assert "云港银行" in answer.text
    assert "/b/jianghai/" in answer.text


def test_the_composition_root_offers_the_application() -> None:
    assert callable(create_app)


def ask(browser: Browser, method: str, path: str) -> tuple[int, str]:
    """The status and the page, but for what is new in every answer and what was asked for."""
    if method == "POST":
        page = browser.post(path, FORMS | {"csrf": browser.token()}, follow=False)
    else:
        page = browser.ask(path)
    body = page.without_secrets().replace(path, "").replace(ROOT, "")
    return page.status, body


def filled(rule: Rule, ids: dict[str, str]) -> str:
    """An address of that route."""
    path = rule.rule
    for name in rule.arguments:
        path = re.sub(rf"<(?:[a-z]+:)?{name}>", ids.get(name, "x"), path)
    return path


def _number_of(rule: Rule) -> str:
    return _NUMBERS.get(rule.rule.removeprefix("/m").split("/")[1], "payment")


def footprint(world: HouseWorld) -> dict[str, str]:
    """What every table holds, but for sessions' last use and the counters of guesses and prints."""
    seen = {}
    skipped = {"web_session", "throttle", "known_device", "receipt", "alembic_version"}
    with world.owner() as uow:
        tables = [
            row["tablename"]
            for row in uow.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'yinqi'")
        ]
        for table in sorted(set(tables) - skipped):
            row = uow.row(
                f"SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS sum FROM {table} t"  # noqa: S608
            )
            seen[table] = str(row["sum"]) if row else ""
    return seen
