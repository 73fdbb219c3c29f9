"""Strong authentication put together (强认证): methods, their rule, log-in and a person's own desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from corporate.identity import recovery, signing_rules
from corporate.identity.codes import Codes
from corporate.identity.login import LogIn
from corporate.identity.method_desk import MethodDesk
from corporate.identity.methods import Method
from corporate.identity.passkey_login import PasskeyLogIn
from corporate.identity.passwords import Passwords
from corporate.identity.people_keys import PEOPLE
from corporate.identity.sealing import Sealer
from corporate.identity.second_factor import SecondFactor
from corporate.identity.signing_rules import SigningRules
from corporate.identity.step_up import CodeEntry, MethodStepUp, PasswordReentry
from kernel.context import Context
from kernel.crypto import KeyPort
from kernel.db import Database
from kernel.world import World

RULES: str = "signing_rules"
"""The bank's setting that holds its rule of methods."""


@dataclass(frozen=True, slots=True)
class Strong:
    """Everything a house needs of strong authentication."""

    step_up: MethodStepUp
    log_in: LogIn
    passkey_log_in: PasskeyLogIn
    methods: MethodDesk
    passwords: Passwords


def strong(
    database: Database,
    world: World,
    settings_of: Callable[[Context], Mapping[str, Any]],
    open_keys: Callable[[], KeyPort],
    passwords: Passwords | None = None,
) -> Strong:
    """Put it together; `settings_of` tells what the context's bank has set."""
    passwords, codes = passwords or Passwords(world.randomness), Codes(Sealer(open_keys))

    def rules_of(ctx: Context) -> SigningRules:
        return signing_rules.read(settings_of(ctx).get(RULES, signing_rules.DEFAULT))

    step_up = MethodStepUp(
        {
            Method.PASSWORD: PasswordReentry(passwords).check,
            Method.TOTP: CodeEntry(codes).check,
            Method.PASSKEY: PEOPLE.signed,
            Method.RECOVERY: recovery.check,
        },
        rules_of,
    )
    return Strong(
        step_up=step_up,
        log_in=LogIn(database, world, passwords, SecondFactor(codes, rules_of)),
        passkey_log_in=PasskeyLogIn(database, world),
        methods=MethodDesk(step_up, codes),
        passwords=passwords,
    )
