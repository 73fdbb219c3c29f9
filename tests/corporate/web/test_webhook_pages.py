"""The pages of webhooks in the hands of two administrators."""

from __future__ import annotations

from tests.corporate.web.conftest import Opens
from tests.world import HouseWorld

URL = "https://erp.chenhai.example/yinqi/events"


def given(world: HouseWorld) -> str:
    """An address two administrators agreed on before; its id."""
    world.db.tamper(
        "INSERT INTO yinqi.webhook SELECT tenant_id, id, gen_random_uuid(), '"  # noqa: S608 - our own text
        + URL
        + """', '["payment"]', 'sm2-sm3', 'active', '2026-11-20T09:00+08:00', NULL
          FROM yinqi.enterprise WHERE number = '10001'"""
    )
    with world.job() as ctx:
        row = ctx.uow.row("SELECT id FROM webhook")
    assert row
    return str(row["id"])


def test_an_address_is_asked_for_and_waits_for_the_other(opens: Opens, world: HouseWorld) -> None:
    admin = opens("zhoutao")
    assert "还没有推送地址" in admin.get("/direct-link/webhooks").text
    fields = {"csrf": admin.token(), "url": URL, "kinds": "payment", "signature": "sm2-sm3"}
    assert "另一位管理员确认后立即生效" in admin.post("/direct-link/webhooks/new", fields).text
    assert f"推送通知至 {URL}" in admin.get("/direct-link/webhooks").text
    assert world.count("webhook") == 0
    assert world.count("mandate", "kind = 'webhooks'") == 1


def test_what_is_wrong_is_said_and_what_was_typed_stays(opens: Opens, world: HouseWorld) -> None:
    admin = opens("zhoutao")
    fields = {"csrf": admin.token(), "url": "http://10.0.0.1/x", "signature": "sm2-sm3"}
    page = admin.post("/direct-link/webhooks/new", fields)
    assert (page.status, "请至少选择一种通知" in page.text) == (422, True)
    page = admin.post("/direct-link/webhooks/new", fields | {"kinds": "credit"})
    assert page.status == 422
    assert "推送地址须为 https:// 开头的完整网址" in page.text
    assert page.tree.get_element_by_id("f-url").value == "http://10.0.0.1/x"
    assert world.count("mandate") == 0


def test_it_is_ended_or_replayed_from_its_page(opens: Opens, world: HouseWorld) -> None:
    place = f"/direct-link/webhooks/{given(world)}"
    admin = opens("zhoutao")
    assert admin.get(place).tree.get_element_by_id("f-url").value == URL
    again = admin.post(f"{place}/replay", {"csrf": admin.token(), "since": "2026-11-20T09:00"})
    assert "0 条通知" in again.text
    wrong = admin.post(f"{place}/replay", {"csrf": admin.token(), "since": "yesterday"})
    assert wrong.status == 422
    ended = admin.post(place, {"csrf": admin.token(), "end": "yes", "signature": "sm2-sm3"})
    assert f"停止推送至 {URL}" in ended.text
    assert admin.get("/direct-link/webhooks/00000000-0000-0000-0000-000000000000").status == 404


def test_who_is_no_administrator_finds_nothing(opens: Opens, world: HouseWorld) -> None:
    place = f"/direct-link/webhooks/{given(world)}"
    for login in ("lina", "wanglei"):
        assert opens(login).get(place).status in {403, 404}
