"""A gateway that seals (SM4-GCM under a key wrapped with SM2): nothing of a payment is to be read on its way."""

from __future__ import annotations

from dataclasses import replace

from erp_adapters.client import LinkConfig
from erp_adapters.gateway.config import GatewayConfig
from kernel.crypto import SignatureAlgorithm
from kernel.crypto.sealed_message import MAGIC
from tests.erp_adapters.conftest import Wire
from tests.erp_adapters.gateway.conftest import Machine, make_machine, said
from tests.erp_adapters.test_link import PAYMENT
from tests.erp_adapters.test_protection import registered
from tests.world import HouseWorld


def sealing(world: HouseWorld, settings: GatewayConfig, config: LinkConfig, wire: Wire) -> Machine:
    bank, _ = registered(world, config, wire, SignatureAlgorithm.SM2_SM3)
    return make_machine(replace(settings, bank=bank), world, wire)


def test_a_payment_travels_sealed_and_its_answer_is_opened(
    world: HouseWorld, settings: GatewayConfig, config: LinkConfig, wire: Wire
) -> None:
    machine = sealing(world, settings, config, wire)
    machine.drop("pay.json", said())
    machine.round()
    answer = machine.answer(PAYMENT.serial)
    assert (answer["status"], answer["may_be_paid_again"]) == ("pending_approval", False)
    assert world.count("payment") == 1
    travelled = [*wire.sent, *(reply.body for reply in wire.replies)]
    assert all(body.startswith(MAGIC) for body in travelled)
    assert not [body for body in travelled if PAYMENT.payee_account.encode() in body]


def test_a_lost_sealed_answer_is_asked_for_and_nothing_is_paid_twice(
    world: HouseWorld, settings: GatewayConfig, config: LinkConfig, wire: Wire
) -> None:
    machine = sealing(world, settings, config, wire)
    wire.lose_answers = 2  # the payment's, and the question's
    machine.drop("pay.json", said())
    machine.round()
    assert machine.answer(PAYMENT.serial)["state"] == "doubt"
    machine.round(after_s=10)
    assert machine.answer(PAYMENT.serial)["status"] == "pending_approval"
    assert world.count("payment") == 1
    assert all(body.startswith(MAGIC) for body in wire.sent)
