"""What a gate makes of operations that are declared or bound wrongly, and of half-known actors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corporate.admission import (
    NoEnterprise,
    question_of,
)
from corporate.catalogue import Catalogue
from corporate.gate import Gate
from corporate.identity import PasswordReentry
from kernel.errors import NotFound
from tests.corporate import probe
from tests.corporate.probe import Product, probe_gate
from tests.world import HouseWorld


def test_declared_and_bound_must_be_the_same(world: HouseWorld) -> None:
    with pytest.raises(ValueError, match=r"probe\.pay"):
        Gate(
            world.kernel, world.db.app, Catalogue(probe.OPERATIONS), {}, step_up=PasswordReentry(world.passwords)
        )  # fmt: skip


def test_an_account_left_out_is_no_way_to_every_account(world: HouseWorld) -> None:
    """A declaration whose account is optional must not open what a named account would not."""
    product = Product()
    probe_gate(world, product)
    loose = probe.operation("probe.pay", command=probe.Look, account_field="account")
    gate = Gate(
        world.kernel, world.db.app, Catalogue([loose]), {"probe.pay": product.look},
        step_up=PasswordReentry(world.passwords),
    )  # fmt: skip
    with pytest.raises(NotFound):
        gate.perform(world.actor("李娜"), "probe.pay", {})


def test_a_half_known_actor_has_no_question_to_ask(world: HouseWorld) -> None:
    half = replace(world.actor("李娜"), person_id=None)
    with pytest.raises(NoEnterprise):
        question_of(probe.LOOK, half, probe.Look())
