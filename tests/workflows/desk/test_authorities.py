"""An outside authority is trusted, and trusted no more, by two of security over its fingerprint; the worker writes it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from corporate.staff.errors import NotYours
from kernel.certificates import Issuer, Terms, self_signed
from kernel.certificates.issuing import name_of
from kernel.errors import Faulty, NotFound
from tests.workflows.desk.bank import DeskBank
from tests.workflows.desk.pages import Clerk, behind_its_door
from tests.workflows.payments.house import PaymentHouse
from tests.world import crypto
from workflows.desk.errors import NoChange


def outside(desk: DeskBank, days: int = 3650) -> tuple[dict[str, str], str]:
    """What is typed to trust a root of somebody else's, and its fingerprint."""
    key, terms = crypto().generate_key(), Terms(desk.world.clock.now(), timedelta(days=days))
    issuer = Issuer(self_signed(name_of("外部根 CA"), key, terms, desk.world.kernel), key)
    typed = {"document": issuer.certificate.pem().decode("ascii"), "why": "合作协议 7 号"}
    return typed, issuer.certificate.fingerprint(crypto())


def trusted(desk: DeskBank) -> list[tuple[str, str]]:
    with desk.world.db.auditor.begin(desk.scope) as uow:
        rows = uow.rows("SELECT fingerprint, status FROM trusted_authority")
    return [(row["fingerprint"], row["status"]) for row in rows]


def test_two_of_security_trust_one_and_trust_it_no_more(desk: DeskBank, pay: PaymentHouse) -> None:
    typed, key = outside(desk)
    row = desk.propose("沈岚", "authority", "new", typed)
    said = {
        line["label"]["zh"]: line["becomes"]["zh"] for line in desk.change(row["number"])["lines"]
    }
    assert (said["证书指纹（SM3）"].replace(" ", ""), said["机构"]) == (key, "CN=外部根 CA,C=CN")
    desk.work(pay)
    assert trusted(desk) == []
    desk.decide("罗川", row)
    assert trusted(desk) == [], "the worker writes it"
    desk.work(pay)
    assert desk.change(row["number"])["status"] == "in_force", desk.change(row["number"])["why"]
    assert trusted(desk) == [(key, "trusted")]
    with pytest.raises(NoChange):
        desk.propose("沈岚", "authority", "new", typed)
    app = behind_its_door(desk)
    clerk = Clerk(app, desk, "沈岚")
    clerk.enter()
    page = clerk.get("/keys").get_data(as_text=True)
    assert "外部根 CA" in page
    assert f"/new/authority?target={key}" in page
    desk.done("authority", key, {"why": "合作终止"}, by="沈岚")
    desk.work(pay)
    assert trusted(desk) == [(key, "withdrawn")]
    assert desk.world.count("audit", "action = 'desk.authority'") == 2


def test_a_certificate_exchanged_after_the_agreement_is_not_trusted(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    typed, _ = outside(desk)
    other, _ = outside(desk)
    row = desk.propose("沈岚", "authority", "new", typed)
    desk.decide("罗川", row)
    exchanged = f"jsonb_set(after, '{{document}}', to_jsonb('{other['document']}'::text))"
    edit = f"UPDATE yinqi.desk_change SET after = {exchanged} WHERE kind = 'authority'"  # noqa: S608 - a PEM of ours
    desk.world.db.tamper(edit)
    desk.work(pay)
    assert (desk.change(row["number"])["status"], trusted(desk)) == ("failed", [])


def test_what_is_no_authority_is_refused_at_its_field(desk: DeskBank) -> None:
    typed, _ = outside(desk, days=1)
    desk.world.advance(days=2)
    for document in ("junk", typed["document"]):
        with pytest.raises(Faulty) as refused:
            desk.propose("沈岚", "authority", "new", typed | {"document": document})
        assert [one.field for one in refused.value.findings] == ["document"]
    with pytest.raises(NotFound):
        desk.propose("沈岚", "authority", "0" * 64, {"why": "x"})
    with pytest.raises(NotYours):
        desk.propose("贺兰", "authority", "new", typed)
