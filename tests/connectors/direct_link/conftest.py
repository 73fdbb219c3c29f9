"""The direct link of a whole house, in this process, on the tests' world."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from connectors.direct_link.blueprint import attach
from connectors.direct_link.link import DirectLink
from connectors.ports import ClearingAnswer, Inflow, Submission
from corporate import bootstrap
from corporate.bootstrap import House
from corporate.settings import Settings
from tests.connectors.direct_link.erp import Erp
from tests.world import HouseWorld


class NoClearing:
    """Clearing is never reached by a request: submissions leave after the commit, by the worker."""

    def submit(self, bank_code: str, submission: Submission) -> ClearingAnswer:
        raise AssertionError((bank_code, submission))

    def enquire(self, bank_code: str, submission_id: UUID) -> ClearingAnswer:
        raise AssertionError((bank_code, submission_id))

    def collect(self, bank_code: str, cursor: str) -> Inflow:
        raise AssertionError((bank_code, cursor))


def assembled(world: HouseWorld, folder: Path) -> House:
    """Everything of one web process, on the test's clock, randomness and database."""
    return bootstrap.assemble(Settings(data=folder), world.kernel, world.db.app, NoClearing())


def linked(house: House) -> DirectLink:
    """Its direct link."""
    return bootstrap.direct_link(house)


@pytest.fixture
def house(world: HouseWorld, tmp_path: Path) -> House:
    return assembled(world, tmp_path)


@pytest.fixture
def link(house: House) -> DirectLink:
    return linked(house)


@pytest.fixture
def app(link: DirectLink) -> Flask:
    return serve(link)


def serve(link: DirectLink) -> Flask:
    """An application with nothing but the direct link."""
    made = Flask("bank")
    attach(made, link)
    return made


@pytest.fixture
def erp(world: HouseWorld, app: Flask) -> Erp:
    """上海辰海's system at 云港银行."""
    return Erp(world, app, world.key_of("辰海"))


@pytest.fixture
def hengrui(world: HouseWorld, app: Flask) -> Erp:
    """苏州恒锐's system at the same bank."""
    return Erp(
        world, app, world.key_of("恒锐"),
        enterprise="10002", operator="hengrui-erp", certificate="CERT-10002",
    )  # fmt: skip
