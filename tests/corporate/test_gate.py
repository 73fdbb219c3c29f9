"""Every step of the gate refuses in its own words, and after a refusal nothing has happened."""

from __future__ import annotations

import pytest

from corporate.admission import (
    AccountViewOnly,
    DoorClosed,
    NoEnterprise,
    NoRight,
    ServiceNotSigned,
    UserInactive,
)
from corporate.catalogue import Catalogue, OperationUnknown
from corporate.enterprises import EnterpriseStatus
from corporate.enterprises.opening import set_status
from corporate.gate import Gate
from corporate.identity import Evidence, PasswordReentry, PersonStatus, enrolment
from corporate.identity.errors import ProofMissing, ProofRefused, TooManyAttempts
from kernel.context import Actor
from kernel.errors import Denied, Faulty, NotFound, YinqiError
from kernel.operation import Door, StepUp, Verb
from kernel.parsing import Names
from kernel.records.serials import SerialConflict
from kernel.tenancy import Scope
from tests.cast import PASSWORD
from tests.corporate import probe
from tests.corporate.probe import Done, Pay, Product, probe_gate
from tests.counting import counted_statements
from tests.world import HouseWorld

BASIC = "1001234509012345678"
VIEW_ONLY = "1001234509012345694"
OF_ANOTHER = "3250612000181470"
RAW = {"Serial": "A-1", "Account": BASIC, "Amount": "1.00"}
DIGEST = "ab" * 32


@pytest.fixture
def product() -> Product:
    return Product()


@pytest.fixture
def gate(world: HouseWorld, product: Product) -> Gate:
    return probe_gate(world, product)


def untouched(world: HouseWorld) -> bool:
    return [world.count(table) for table in ("outbox", "audit", "client_serial")] == [0, 0, 0]


def refusal(
    world: HouseWorld, gate: Gate, actor: Actor, raw: object, code: str = "probe.pay"
) -> str:
    """The code of the refusal; nothing may have happened."""
    with pytest.raises(YinqiError) as refused:
        gate.perform(actor, code, raw)
    assert untouched(world)
    return refused.value.code


def test_an_operation_is_performed_audited_and_committed(world: HouseWorld, gate: Gate) -> None:
    answer = gate.perform(world.actor("李娜"), "probe.pay", RAW | {"Pin": "1234"})
    assert (answer.duplicate, world.count("outbox"), world.count("client_serial")) == (False, 1, 1)
    with world.job() as ctx:
        row = ctx.uow.rows("SELECT * FROM audit")[0]
    assert (row["action"], row["object_type"], row["object_id"]) == (
        "probe.pay", "probe", answer.number,
    )  # fmt: skip
    assert (row["enterprise_id"], row["actor"]) == (world.enterprise("辰海").id, "李娜")
    assert row["detail"] == {
        "by": "test", "device": "Chromium", "address": "203.0.113.7",
        "serial": "A-1", "amount_minor": "1.00", "currency": "CNY",
    }, "accounts and secrets are not repeated"  # fmt: skip


def test_the_same_again_is_a_duplicate_and_other_content_a_conflict(
    world: HouseWorld, gate: Gate
) -> None:
    first = gate.perform(world.actor("李娜"), "probe.pay", RAW)
    again = gate.perform(world.actor("李娜"), "probe.pay", RAW)
    assert (again.number, again.duplicate) == (first.number, True)
    with pytest.raises(SerialConflict):
        gate.perform(world.actor("李娜"), "probe.pay", RAW | {"Amount": "2.00"})
    assert (world.count("outbox"), world.count("audit")) == (1, 2)


def test_an_unknown_operation_is_not_found(world: HouseWorld, gate: Gate) -> None:
    assert refusal(world, gate, world.actor("李娜"), RAW, "probe.fly") == OperationUnknown.code


def test_a_door_that_does_not_offer_it_is_closed(world: HouseWorld, gate: Gate) -> None:
    actor = world.actor("李娜", door=Door.PHONE)
    assert refusal(world, gate, actor, RAW) == DoorClosed.code


def test_all_faults_of_the_request_come_at_once(world: HouseWorld, gate: Gate) -> None:
    with pytest.raises(Faulty) as refused:
        gate.perform(world.actor("李娜"), "probe.pay", {"Serial": "a", "Amount": "x", "Z": "1"})
    assert [f.field for f in refused.value.findings] == ["Serial", "Account", "Amount", "Z"]
    assert untouched(world)


def test_a_form_is_read_under_its_own_names(world: HouseWorld, gate: Gate) -> None:
    form = {"serial": "A-1", "account": BASIC, "amount_minor": "1,000.00"}
    gate.perform(world.actor("李娜"), "probe.pay", form, names=Names.PYTHON)
    assert world.count("outbox") == 1


def test_a_command_built_in_the_house_is_checked_too(world: HouseWorld, gate: Gate) -> None:
    bad = Pay(serial="a b", account=BASIC, amount_minor=1)
    assert refusal(world, gate, world.actor("李娜"), bad) == "kernel.faulty"
    gate.perform(world.actor("李娜"), "probe.pay", Pay(serial="A", account=BASIC, amount_minor=1))
    with pytest.raises(TypeError):
        gate.perform(world.actor("李娜"), "probe.pay", probe.Look())


def test_a_service_that_was_not_signed_up_is_refused(world: HouseWorld, gate: Gate) -> None:
    with world.owner() as uow:
        uow.run("DELETE FROM signed_service WHERE operation = 'probe.pay' AND door = 'web'")
    assert refusal(world, gate, world.actor("李娜"), RAW) == ServiceNotSigned.code
    gate.perform(world.actor("李娜", door=Door.DIRECT_LINK), "probe.pay", RAW)


@pytest.mark.parametrize("name", ["王磊", "孙悦", "赵敏", "周涛"])
def test_who_has_no_right_to_make_does_not_make(world: HouseWorld, gate: Gate, name: str) -> None:
    code = refusal(world, gate, world.actor(name), RAW)
    assert code in {NoRight.code, NotFound.code}


def test_who_may_see_but_not_make_is_told_so(world: HouseWorld, gate: Gate) -> None:
    assert refusal(world, gate, world.actor("孙悦"), RAW) == NoRight.code


@pytest.mark.parametrize("account", [OF_ANOTHER, "9999999999999999"])
def test_what_is_not_yours_is_not_found_in_the_same_words(
    world: HouseWorld, gate: Gate, account: str
) -> None:
    with pytest.raises(NotFound) as refused:
        gate.perform(world.actor("李娜"), "probe.pay", RAW | {"Account": account})
    assert refused.value.message.zh == "未找到该账户"
    assert untouched(world)


def test_an_account_one_has_no_right_on_is_not_found(world: HouseWorld, gate: Gate) -> None:
    user = world.user("李娜")
    with world.owner() as uow:
        uow.run("DELETE FROM user_right WHERE user_id = %s", (user.user_id,))
        enrolment.grant(
            uow, user.enterprise_id, user.user_id, "probe.pay", (Verb.MAKE,), "1001234509012345686"
        )
    assert refusal(world, gate, world.actor("李娜"), RAW) == NotFound.code
    gate.perform(world.actor("李娜"), "probe.pay", RAW | {"Account": "1001234509012345686"})


def test_an_account_signed_for_viewing_does_not_pay(world: HouseWorld, gate: Gate) -> None:
    raw = RAW | {"Account": VIEW_ONLY}
    assert refusal(world, gate, world.actor("李娜"), raw) == AccountViewOnly.code
    assert gate.read(world.actor("孙悦"), "probe.look", {"Account": VIEW_ONLY}).number == VIEW_ONLY


def test_an_account_is_recognised_in_any_spelling(world: HouseWorld, gate: Gate) -> None:
    gate.perform(world.actor("李娜"), "probe.pay", RAW | {"Account": "1001 2345 0901 2345 678"})
    other = RAW | {"Account": "3250-6120-0018-1470", "Serial": "A-2"}
    with pytest.raises(NotFound):
        gate.perform(world.actor("李娜"), "probe.pay", other)


def test_a_right_taken_away_counts_on_the_next_call(world: HouseWorld, gate: Gate) -> None:
    gate.perform(world.actor("李娜"), "probe.pay", RAW)
    with world.owner() as uow:
        enrolment.revoke(uow, world.user("李娜").user_id, "probe.pay")
    with pytest.raises(Denied):
        gate.perform(world.actor("李娜"), "probe.pay", RAW | {"Serial": "A-2"})
    assert world.count("client_serial") == 1


@pytest.mark.parametrize("who", ["user", "person", "enterprise"])
def test_who_is_suspended_is_refused_at_once(world: HouseWorld, gate: Gate, who: str) -> None:
    user = world.user("李娜")
    with world.owner() as uow:
        if who == "user":
            enrolment.set_user_status(uow, user.user_id, PersonStatus.SUSPENDED)
        elif who == "person":
            enrolment.set_person_status(uow, user.person_id, PersonStatus.SUSPENDED)
        else:
            set_status(uow, user.enterprise_id, EnterpriseStatus.SUSPENDED)
    assert refusal(world, gate, world.actor("李娜"), RAW) == UserInactive.code


def test_a_forged_actor_gets_nowhere(world: HouseWorld, gate: Gate) -> None:
    lina, liuyang, wuqiang = (world.user(name) for name in ("李娜", "刘洋", "吴强"))
    forged = [
        (lina.tenant_id, liuyang.enterprise_id, lina.person_id, lina.user_id),
        (lina.tenant_id, lina.enterprise_id, liuyang.person_id, lina.user_id),
        (lina.tenant_id, lina.enterprise_id, lina.person_id, liuyang.user_id),
        (wuqiang.tenant_id, lina.enterprise_id, lina.person_id, lina.user_id),
        (lina.tenant_id, wuqiang.enterprise_id, wuqiang.person_id, wuqiang.user_id),
    ]
    for tenant_id, enterprise_id, person_id, user_id in forged:
        actor = Actor(
            tenant_id=tenant_id, door=Door.WEB, name="x", enterprise_id=enterprise_id,
            person_id=person_id, user_id=user_id,
        )  # fmt: skip
        assert refusal(world, gate, actor, RAW) == UserInactive.code


def test_who_acts_for_no_enterprise_must_choose_one(world: HouseWorld, gate: Gate) -> None:
    actor = Actor(tenant_id=world.tenant_id, door=Door.WEB, name="李娜")
    assert refusal(world, gate, actor, RAW) == NoEnterprise.code


def test_a_signature_needs_a_proof_and_carries_its_evidence(
    world: HouseWorld, gate: Gate, product: Product
) -> None:
    actor = world.actor("王磊")
    with pytest.raises(ProofMissing):
        gate.perform(actor, "probe.sign", {"ShownDigest": DIGEST})
    assert untouched(world)
    gate.perform(actor, "probe.sign", {"ShownDigest": DIGEST}, proof={"password": PASSWORD})
    evidence = product.evidence[0]
    assert (evidence.method, evidence.digest, evidence.person_id) == (
        "password", DIGEST, actor.person_id,
    )  # fmt: skip
    assert (evidence.at, evidence.door, evidence.device, evidence.address) == (
        world.clock.now(), "web", "Chromium", "203.0.113.7",
    )  # fmt: skip
    with world.job() as ctx:
        detail = ctx.uow.rows("SELECT detail FROM audit")[0]["detail"]
    assert detail["signed"] == {"method": "password", "digest": DIGEST}
    assert PASSWORD not in str(detail)


def test_wrong_proofs_are_counted_and_then_signing_is_blocked(
    world: HouseWorld, gate: Gate, product: Product
) -> None:
    actor = world.actor("王磊")
    for wrong in ("", "x", None, 5, "Sunny-Harbour-28"):
        with pytest.raises(ProofRefused):
            gate.perform(actor, "probe.sign", {"ShownDigest": DIGEST}, proof={"password": wrong})
    right = {"password": PASSWORD}
    with pytest.raises(TooManyAttempts) as refused:
        gate.perform(actor, "probe.sign", {"ShownDigest": DIGEST}, proof=right)
    assert refused.value.params["minutes"] == 15
    assert (product.evidence, world.count("outbox"), world.count("audit")) == ([], 0, 0)
    world.advance(minutes=15)
    gate.perform(actor, "probe.sign", {"ShownDigest": DIGEST}, proof=right)
    assert len(product.evidence) == 1


def test_another_persons_password_is_no_proof(world: HouseWorld, gate: Gate) -> None:
    with world.owner() as uow:
        other = world.passwords.hash("Quiet-Mountain-81")
        enrolment.set_password(uow, world.kernel, world.user("王磊").person_id, other)
    with pytest.raises(ProofRefused):
        gate.perform(
            world.actor("王磊"), "probe.sign", {"ShownDigest": DIGEST}, proof={"password": PASSWORD}
        )
    assert world.count("outbox") == 0


def test_the_right_is_asked_before_the_proof(world: HouseWorld, gate: Gate) -> None:
    with pytest.raises(NoRight):
        gate.perform(
            world.actor("李娜"), "probe.sign", {"ShownDigest": DIGEST}, proof={"password": "x"}
        )
    assert world.count("throttle") == 0, "nothing to guess where there is no right"


def test_without_a_shown_digest_the_proof_is_about_the_command(
    world: HouseWorld, product: Product
) -> None:
    probe_gate(world, product)
    seen: list[str] = []

    def handle(ctx: object, command: Pay, evidence: Evidence) -> Done:
        del ctx, command
        seen.append(evidence.digest)
        return Done(number="1")

    signed_pay = probe.operation("probe.pay", account_field="account", step_up=StepUp.SIGN)
    gate = Gate(
        world.kernel, world.db.app, Catalogue([signed_pay]), {"probe.pay": handle},
        step_up=PasswordReentry(world.passwords),
    )  # fmt: skip
    for amount in ("1.00", "1.00", "2.00"):
        raw = RAW | {"Amount": amount}
        gate.perform(world.actor("李娜"), "probe.pay", raw, proof={"password": PASSWORD})
    assert seen[0] == seen[1] != seen[2]


def test_a_callers_transaction_is_used_and_left_to_the_caller(
    world: HouseWorld, gate: Gate
) -> None:
    actor = world.actor("李娜")
    scope = Scope(actor.tenant_id, actor.enterprise_id)
    with world.undone("李娜") as ctx:
        gate.perform(actor, "probe.pay", RAW, uow=ctx.uow)
    assert untouched(world)
    with world.db.app.begin(scope) as uow:
        gate.perform(actor, "probe.pay", RAW, uow=uow)
    assert world.count("outbox") == 1


def test_a_transaction_in_another_scope_is_a_fault_of_ours(world: HouseWorld, gate: Gate) -> None:
    with (
        world.db.app.begin(Scope(world.tenant_id)) as uow,
        pytest.raises(ValueError, match="scope"),
    ):
        gate.perform(world.actor("李娜"), "probe.pay", RAW, uow=uow)
    with world.context("王磊") as ctx, pytest.raises(TypeError, match="own transaction"):
        gate.perform(
            world.actor("王磊"), "probe.sign", {"ShownDigest": DIGEST}, proof={"password": PASSWORD},
            uow=ctx.uow,
        )  # fmt: skip


def test_reading_leaves_no_line_and_changes_nothing(world: HouseWorld, gate: Gate) -> None:
    assert gate.read(world.actor("孙悦"), "probe.look").number == ""
    with world.db.app.begin(Scope(world.tenant_id, world.enterprise("辰海").id)) as uow:
        gate.read(world.actor("孙悦"), "probe.look", {"Account": BASIC}, uow=uow)
    with pytest.raises(TypeError, match="perform it"):
        gate.read(world.actor("李娜"), "probe.pay", RAW)
    assert untouched(world)


def test_who_may_make_or_approve_may_see(world: HouseWorld, gate: Gate) -> None:
    for name in ("李娜", "王磊", "孙悦"):
        assert gate.read(world.actor(name), "probe.look", {"Account": BASIC}).number == BASIC
    with pytest.raises(NoRight):
        gate.read(world.actor("赵敏"), "probe.look")


def test_menus_show_what_the_gate_would_let_through(world: HouseWorld, gate: Gate) -> None:
    offered = {}
    for name in ("李娜", "王磊", "孙悦", "赵敏"):
        actor = world.actor(name)
        with gate.transaction(actor) as uow:
            offered[name] = gate.offers(actor, uow)
    assert offered == {
        "李娜": {"probe.pay", "probe.look"},
        "王磊": {"probe.sign", "probe.look"},
        "孙悦": {"probe.look"},
        "赵敏": frozenset(),
    }


def test_a_wrong_answer_is_a_fault_of_ours_and_is_rolled_back(world: HouseWorld) -> None:
    product = Product()
    probe_gate(world, product)

    def wrong(ctx: object, command: Pay) -> str:
        product.pay(ctx, command)  # type: ignore[arg-type]
        return "done"

    gate = Gate(
        world.kernel, world.db.app, Catalogue([probe.PAY]), {"probe.pay": wrong},
        step_up=PasswordReentry(world.passwords),
    )  # fmt: skip
    with pytest.raises(TypeError, match="answered a str"):
        gate.perform(world.actor("李娜"), "probe.pay", RAW)
    assert untouched(world)


def test_the_gate_itself_needs_one_question_and_one_line(world: HouseWorld, gate: Gate) -> None:
    """The hot path: one statement to admit, one for the audit line; the rest is the product's."""
    with world.context("李娜") as ctx, counted_statements() as sent:
        gate.perform(world.actor("李娜"), "probe.pay", RAW, uow=ctx.uow)
        ctx.uow.flush()
    ours = [statement for statement in sent if "client_serial" not in statement]
    assert len([statement for statement in ours if "outbox" not in statement]) == 2
    assert len(sent) == 4
