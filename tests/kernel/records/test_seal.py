"""Whoever touches the audit, and wherever, is found, and the first bad row is named."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from kernel.crypto import sm3
from kernel.records import anchor, audit, seal
from kernel.records.anchor import Verdict
from kernel.records.seal import BadRow, Head
from tests.world import HouseWorld


def write(world: HouseWorld, count: int = 1) -> None:
    with world.context("李娜") as ctx:
        for n in range(count):
            audit.write(ctx, "payments.submit", "payment", f"P-{n}", {"n": n, "名": "值"})


def seal_all(world: HouseWorld) -> Head | None:
    with world.job() as ctx:
        return anchor.seal_and_anchor(ctx.uow, world.kernel)


def verdict(world: HouseWorld) -> Verdict:
    with world.job() as ctx:
        return anchor.verify(ctx.uow, world.kernel)


@pytest.fixture
def sealed(world: HouseWorld) -> HouseWorld:
    """Ten rows, sealed and anchored."""
    write(world, 10)
    seal_all(world)
    return world


def test_rows_are_sealed_without_gaps_and_the_chain_holds(world: HouseWorld) -> None:
    write(world, 3)
    first = seal_all(world)
    write(world, 2)
    second = seal_all(world)
    assert (first and first.seq, second and second.seq) == (3, 5)
    assert seal_all(world) is None
    found = verdict(world)
    assert found.good
    assert found.head == found.anchored == second


def test_an_audit_line_says_who_what_and_by_which_credential(world: HouseWorld) -> None:
    write(world)
    with world.job() as ctx:
        row = ctx.uow.rows("SELECT * FROM audit")[0]
    assert (row["actor"], row["door"], row["action"]) == ("李娜", "web", "payments.submit")
    assert row["person_id"] == world.user("李娜").person_id
    assert row["detail"] == {
        "by": "test", "device": "Chromium", "address": "203.0.113.7", "n": 0, "名": "值",
    }  # fmt: skip


def test_the_hash_is_that_of_the_documented_form(world: HouseWorld) -> None:
    write(world)
    seal_all(world)
    with world.job() as ctx:
        row = next(seal.rows_of_chain(ctx.uow))
    text = json.dumps(
        {
            "tenant_id": str(row["tenant_id"]),
            "seq": 1,
            "id": str(row["id"]),
            "enterprise_id": str(row["enterprise_id"]),
            "at": "2026-11-23T02:05:00.000000+00:00",
            "actor": "李娜",
            "person_id": str(row["person_id"]),
            "door": "web",
            "action": "payments.submit",
            "object_type": "payment",
            "object_id": "P-0",
            "detail": row["detail"],
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    assert bytes(row["hash"]) == sm3(bytes(32) + text.encode())


def test_a_deleted_row_is_found(sealed: HouseWorld) -> None:
    sealed.db.tamper("DELETE FROM yinqi.audit WHERE seq = 4")
    bad = verdict(sealed).bad
    assert bad is not None
    assert (bad.seq, bad.id, bad.reason) == (4, None, "missing: the next row is 5")


@pytest.mark.parametrize(
    "change",
    [
        "actor = '王磊'",
        "detail = '{}'",
        "at = at + interval '1 s'",
        "object_id = 'P-9'",
        "door = 'file'",
    ],
)
def test_an_edited_row_is_found(sealed: HouseWorld, change: str) -> None:
    sealed.db.tamper(f"UPDATE yinqi.audit SET {change} WHERE seq = 4")  # noqa: S608
    bad = verdict(sealed).bad
    assert bad is not None
    assert (bad.seq, bad.reason) == (4, "was changed after it was sealed")
    assert bad.id is not None


def test_an_inserted_row_is_found(sealed: HouseWorld) -> None:
    sealed.db.tamper(
        """UPDATE yinqi.audit SET seq = seq + 100 WHERE seq > 4;
        UPDATE yinqi.audit SET seq = seq - 99 WHERE seq > 100;
        INSERT INTO yinqi.audit
        SELECT tenant_id, gen_random_uuid(), enterprise_id, at, actor, person_id, door, action,
               object_type, object_id, detail, 5, hash, hash FROM yinqi.audit WHERE seq = 4"""
    )
    bad = verdict(sealed).bad
    assert bad is not None
    assert (bad.seq, bad.reason) == (5, "was changed after it was sealed")


def test_reordered_rows_are_found(sealed: HouseWorld) -> None:
    sealed.db.tamper(
        """UPDATE yinqi.audit SET seq = 99 WHERE seq = 4;
        UPDATE yinqi.audit SET seq = 4 WHERE seq = 5;
        UPDATE yinqi.audit SET seq = 5 WHERE seq = 99"""
    )
    bad = verdict(sealed).bad
    assert bad is not None
    assert (bad.seq, bad.reason) == (4, "does not follow the row before it")


def test_a_cut_tail_contradicts_the_anchor(sealed: HouseWorld) -> None:
    sealed.db.tamper("DELETE FROM yinqi.audit WHERE seq > 7")
    found = verdict(sealed)
    assert found.bad == BadRow(8, None, "missing: the anchored head is row 10")
    with sealed.job() as ctx:
        assert seal.verify(seal.rows_of_chain(ctx.uow)) is None, "the chain alone cannot show it"


def test_an_unsealed_tail_contradicts_the_anchor(sealed: HouseWorld) -> None:
    sealed.db.tamper(
        "UPDATE yinqi.audit SET seq = NULL, prev_hash = NULL, hash = NULL WHERE seq > 7"
    )
    assert verdict(sealed).bad == BadRow(8, None, "missing: the anchored head is row 10")


def test_a_chain_written_anew_contradicts_the_anchor(sealed: HouseWorld) -> None:
    kept = sealed.kernel.files.get(sealed.tenant_id, "audit/head.json")
    sealed.db.tamper(
        """UPDATE yinqi.audit SET actor = '王磊' WHERE seq = 2;
        UPDATE yinqi.audit SET seq = NULL, prev_hash = NULL, hash = NULL"""
    )
    seal_all(sealed)
    sealed.kernel.files.put(sealed.tenant_id, "audit/head.json", kept)
    bad = verdict(sealed).bad
    assert bad is not None
    assert (bad.seq, bad.reason) == (10, "is not the row that was anchored")


def test_a_signed_anchor_cannot_be_written_without_the_key(sealed: HouseWorld) -> None:
    key = sealed.kernel.crypto.generate_key()
    other = sealed.kernel.crypto.generate_key()
    head = Head(10, bytes(32))
    anchor.keep(sealed.kernel, sealed.tenant_id, head, key)
    assert anchor.kept(sealed.kernel, sealed.tenant_id, key.public) == head
    anchor.keep(sealed.kernel, sealed.tenant_id, head, other)
    with pytest.raises(ValueError, match="not signed by this key"):
        anchor.kept(sealed.kernel, sealed.tenant_id, key.public)
    anchor.keep(sealed.kernel, sealed.tenant_id, head)
    with pytest.raises(ValueError, match="not signed by this key"):
        anchor.kept(sealed.kernel, sealed.tenant_id, key.public)


def test_a_missing_anchor_is_not_good(sealed: HouseWorld) -> None:
    assert anchor.kept(sealed.kernel, sealed.other_tenant_id) is None
    found = Verdict(Head(3, bytes(32)), None, None, timedelta())
    assert not found.good
    assert Verdict(Head(0, bytes(32)), None, None, timedelta()).good


def test_an_old_unsealed_row_is_an_alarm(world: HouseWorld) -> None:
    write(world)
    world.advance(seconds=61)
    found = verdict(world)
    assert found.unsealed_age == timedelta(seconds=61)
    assert seal.alarming(found.unsealed_age)
    assert not found.good
    seal_all(world)
    assert verdict(world).good


def test_chains_of_two_banks_do_not_touch(world: HouseWorld) -> None:
    write(world, 2)
    with world.context("吴强") as ctx:
        audit.write(ctx, "payments.submit", "payment", "X")
    seal_all(world)
    with world.job(world.other_tenant_id) as ctx:
        head = anchor.seal_and_anchor(ctx.uow, world.kernel)
        assert head is not None
        assert head.seq == 1


def test_a_second_sealer_steps_back(world: HouseWorld) -> None:
    write(world)
    with world.job() as first, world.job() as second:
        assert seal.seal(first.uow, world.kernel.crypto) is not None
        assert seal.seal(second.uow, world.kernel.crypto) is None
    assert verdict(world).bad is None


def test_no_role_of_the_house_can_change_a_sealed_row(sealed: HouseWorld) -> None:
    for statement in (
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "UPDATE audit SET detail = '{}' WHERE seq = 1",
    ):
        with pytest.raises(Exception, match="permission denied"), sealed.job() as ctx:
            ctx.uow.run(statement)
        with pytest.raises(Exception, match="permission denied"), sealed.context("李娜") as ctx:
            ctx.uow.run(statement)
    with sealed.job() as ctx:
        assert ctx.uow.run("UPDATE audit SET hash = NULL, seq = 77 WHERE seq = 4") == 0
    assert verdict(sealed).good


def test_ten_thousand_rows_are_sealed_and_verified_in_seconds(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        ctx.uow.run(
            "INSERT INTO audit (tenant_id, id, at, actor, door, action, object_type, object_id, detail)"
            " SELECT %s, gen_random_uuid(), %s, 'x', 'web', 'a', 'b', n::text, '{}'"
            "   FROM generate_series(1, 10000) n",
            (world.tenant_id, world.clock.now()),
        )
    while seal_all(world):
        pass
    found = verdict(world)
    assert (found.bad, found.head.seq) == (None, 10_000)


def test_two_sealers_that_both_run_do_not_both_write(world: HouseWorld) -> None:
    """The lock only saves work: whoever comes second finds the rows sealed, and gives up."""
    write(world, 2)

    class Meddler:
        """Lets somebody else seal the rows between our reading and our writing."""

        def sm3(self, data: bytes) -> bytes:
            world.db.tamper(
                "UPDATE yinqi.audit SET seq = 1, prev_hash = '', hash = '' WHERE object_id = 'P-0'"
            )
            return sm3(data)

    with pytest.raises(RuntimeError, match="by somebody else"), world.job() as ctx:
        seal.seal(ctx.uow, Meddler())
    assert world.count("audit", "seq IS NOT NULL") == 1
