"""A certificate of the direct link issued at the desk: for the key that was handed in, by two people, once."""

from __future__ import annotations

import base64

import pytest

from kernel.certificates import request_for
from kernel.errors import Faulty
from tests.workflows.desk.bank import DeskBank
from tests.workflows.payments.house import PaymentHouse


def handed_in(desk: DeskBank) -> tuple[str, str]:
    """A customer's request and its key."""
    key = desk.world.kernel.crypto.generate_key()
    body = base64.encodebytes(request_for(key, "whatever")).decode("ascii")
    pem = f"-----BEGIN CERTIFICATE REQUEST-----\n{body}-----END CERTIFICATE REQUEST-----\n"
    return pem, key.public.spki_pem().decode("ascii")


def test_two_people_issue_a_certificate_for_the_key_that_was_handed_in(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    pem, key = handed_in(desk)
    typed = {"operator": "chenhai-erp", "letter": "函 2026-11", "request": pem}
    before = desk.world.count("certificate")
    row = desk.propose("贺兰", "certificate", "10001", typed)
    labels = [line["label"]["zh"] for line in desk.change(row["number"])["lines"]]
    assert labels == ["操作员", "请求主体", "公钥指纹（SM3）", "申请书编号"]
    desk.decide("秦峰", row)
    assert desk.world.count("certificate") == before, "signed where the authority's key lies"
    desk.work(pay)
    assert desk.change(row["number"])["status"] == "in_force", desk.change(row["number"])["why"]
    with desk.world.context("周涛") as ctx:
        made = ctx.uow.row("SELECT * FROM certificate WHERE public_key = %s", (key,))
    assert made is not None
    assert made["status"] == "active"
    assert made["user_id"] == desk.world.user("辰海 ERP").user_id
    with pytest.raises(Faulty):
        desk.propose("贺兰", "certificate", "10001", typed)


def test_a_request_that_was_exchanged_after_the_agreement_is_not_signed(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    pem, _ = handed_in(desk)
    other, key = handed_in(desk)
    typed = {"operator": "chenhai-erp", "letter": "函 1", "request": pem}
    row = desk.propose("贺兰", "certificate", "10001", typed)
    desk.decide("秦峰", row)
    exchanged = f"jsonb_set(after, '{{request}}', to_jsonb('{other}'::text))"
    edit = f"UPDATE yinqi.desk_change SET after = {exchanged} WHERE kind = 'certificate'"  # noqa: S608 - base64 of ours
    desk.world.db.tamper(edit)
    desk.work(pay)
    assert desk.change(row["number"])["status"] == "failed"
    with desk.world.context("周涛") as ctx:
        assert ctx.uow.rows("SELECT FROM certificate WHERE public_key = %s", (key,)) == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"operator": "nobody"}, "operator"), ({"request": "-----BEGIN NOTHING-----"}, "request"), ({"operator": "hengrui-erp"}, "operator")],
)  # fmt: skip
def test_what_cannot_be_issued_is_refused_at_its_field(
    desk: DeskBank, typed: dict[str, str], field: str
) -> None:
    pem, _ = handed_in(desk)
    good = {"operator": "chenhai-erp", "letter": "函 1", "request": pem}
    with pytest.raises(Faulty) as refused:
        desk.propose("贺兰", "certificate", "10001", {**good, **typed})
    assert [found.field for found in refused.value.findings] == [field]
    assert desk.world.count("desk_change") == 0
