"""The pages of the direct link and of the audit trail, in the hands of administrators and an auditor."""

from __future__ import annotations

from erp_adapters.client.keys import request_pem
from kernel.certificates import request_for
from tests.corporate.web.browser import Browser
from tests.corporate.web.conftest import Opens
from tests.world import HouseWorld, crypto


def ask(admin: Browser, document: str, operator: str = "chenhai-erp") -> str:
    fields = {"csrf": admin.token(), "operator": operator, "document": document, "reason": ""}
    return admin.post("/direct-link/new", fields).text


def test_a_certificate_is_asked_for_on_the_page_and_waits_there(
    opens: Opens, world: HouseWorld
) -> None:
    admin = opens("zhoutao")
    assert "CERT-10001" in admin.get("/direct-link").text
    pem = request_pem(request_for(crypto().generate_key(), "erp")).decode()
    assert "另一位管理员确认后立即生效" in ask(admin, pem.replace("\n", "\r\n"))
    assert "申请直联证书：chenhai-erp" in admin.get("/direct-link").text
    assert world.count("mandate", "kind = 'certificates'") == 1


def test_the_page_says_where_to_connect_and_as_whom(opens: Opens) -> None:
    page = opens("zhoutao").get("/direct-link")
    assert "/b/yungang/link/v1" in page.text
    assert "10001" in page.text
    assert page.tree.xpath("//a[contains(@href, '/b/yungang/link/v1/reference')]")


def test_the_other_administrator_is_led_to_sign(opens: Opens, world: HouseWorld) -> None:
    asker = opens("zhoutao")
    asker.post("/direct-link/addresses", {"csrf": asker.token(), "networks": "203.0.113.7"})
    with world.job() as ctx:
        row = ctx.uow.row("SELECT number, approval_id FROM mandate")
    assert row
    link = "//a[contains(., '去确认')]/@href"
    assert asker.get(f"/changes/{row['number']}").tree.xpath(link) == []
    (place,) = opens("maqian").get(f"/changes/{row['number']}").tree.xpath(link)
    assert place == f"/b/yungang/approvals/{row['approval_id']}"


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    opens: Opens, world: HouseWorld
) -> None:
    admin = opens("zhoutao")
    assert "证书申请（PKCS#10）格式不正确" in ask(admin, "-----BEGIN NONSENSE-----")
    pem = request_pem(request_for(crypto().generate_key(), "erp")).decode()
    said = ask(admin, pem, "nobody")
    assert "本企业没有登录名为“nobody”的有效用户" in said
    assert "BEGIN CERTIFICATE REQUEST" in said
    assert world.count("mandate") == 0


def test_a_revocation_and_addresses_are_proposed_from_their_pages(
    opens: Opens, world: HouseWorld
) -> None:
    admin = opens("zhoutao")
    fields = {"csrf": admin.token(), "reason": "密钥遗失"}
    assert "吊销" in admin.post("/direct-link/certificates/CERT-10001", fields).text
    assert admin.get("/direct-link/certificates/CERT-10002").status == 404
    wrong = admin.post("/direct-link/addresses", fields | {"networks": "203.0.113.7/24"})
    assert "不是有效的 IP 地址或网段" in wrong.text
    admin.post("/direct-link/addresses", fields | {"networks": "203.0.113.7\r\n2001:db8::/32"})
    with world.job() as ctx:
        rows = ctx.uow.rows("SELECT kind, after -> 'networks' AS networks FROM mandate ORDER BY id")
    assert [(row["kind"], row["networks"]) for row in rows] == [
        ("revocations", None),
        ("addresses", ["2001:db8::/32", "203.0.113.7"]),
    ]


def test_sealing_is_asked_for_on_its_page_and_waits(opens: Opens, world: HouseWorld) -> None:
    admin = opens("zhoutao")
    assert "可加密，也可不加密" in admin.get("/direct-link").text
    fields = {"csrf": admin.token(), "reason": ""}
    unchanged = admin.post("/direct-link/sealing", fields | {"required": "false"})
    assert (unchanged.status, world.count("mandate")) == (422, 0)
    admin.post("/direct-link/sealing", fields | {"required": "true"})
    assert "直联报文：必须加密" in admin.get("/direct-link").text
    assert world.count("mandate", "kind = 'sealing' AND status = 'pending_approval'") == 1
    assert world.count("link_address") == 0


def test_the_auditor_sees_everything_and_is_offered_no_change(opens: Opens) -> None:
    auditor = opens("sunyue")
    page = auditor.get("/direct-link")
    assert page.status == 200
    assert not page.links("/direct-link/new")
    assert not page.links("/direct-link/addresses")
    assert not auditor.get("/direct-link/certificates/CERT-10001").find("//form[@method='post']//*[@name='reason']")  # fmt: skip
    fields = {"csrf": auditor.token(), "networks": "203.0.113.7", "reason": ""}
    assert auditor.post("/direct-link/addresses", fields).status == 403
    assert not page.links("/direct-link/sealing")
    assert auditor.post("/direct-link/sealing", fields | {"required": "true"}).status == 403


def test_clerks_find_neither_page(opens: Opens) -> None:
    maker = opens("lina")
    for path in (
        "/direct-link",
        "/direct-link/new",
        "/direct-link/certificates/CERT-10001",
        "/audit",
    ):
        assert maker.get(path).status == 403, path
    assert not maker.get("/").links("/audit")


def test_the_trail_is_filtered_opened_and_exported(opens: Opens) -> None:
    admin, auditor = opens("zhoutao"), opens("sunyue")
    admin.post(
        "/direct-link/addresses", {"csrf": admin.token(), "networks": "203.0.113.7", "reason": ""}
    )
    page = auditor.get("/audit?action=certificates")
    assert "直联来源地址" in page.text
    assert "审计链尚未校验" in page.text
    (opened,) = page.links("item=")
    detail = auditor.get(opened.removeprefix("/b/yungang"))
    assert "链上序号" in detail.text
    assert auditor.get("/audit?who=nobody").text.count("没有符合条件的记录") == 1
    assert auditor.get("/audit?from=nonsense").status == 200
    fields = {"csrf": auditor.token()}
    file = auditor.post("/audit/file?action=certificates&form=jsonl", fields).answer
    assert file.headers["Content-Disposition"].endswith('.jsonl"')
    assert b'"action": "certificates.addresses"' in file.data
    assert "导出操作审计" in auditor.get("/audit?action=audit").text
