"""The ways out of the house that one deployment has: messengers, sealed addresses, the key of push messages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from connectors.messaging.mail import SmtpMail
from connectors.messaging.push import PushKey, PushMessages
from connectors.messaging.robots import Robot, TextMessages
from corporate.banks import Bank
from corporate.notices.addresses import ROBOT_HOSTS
from corporate.notices.delivery import Messenger
from corporate.notices.kinds import ChannelKind
from corporate.notices.sealing import Addresses
from corporate.settings import Settings
from kernel.crypto import FileKeyPort
from kernel.crypto.key_folder import KeyFolder
from kernel.world import World


@dataclass(frozen=True)
class WaysOut:
    """Made once a process; keys are read at their first use."""

    settings: Settings
    world: World

    @cached_property
    def addresses(self) -> Addresses:
        """Where people want to be told, sealed."""
        folder, randomness = self.settings.data / "data-keys", self.world.randomness
        return Addresses(lambda: FileKeyPort(folder, randomness))

    @cached_property
    def push_key(self) -> PushKey:
        """With which push services and browsers know this deployment."""
        folder, randomness = self.settings.data / "keys", self.world.randomness
        return PushKey(lambda: KeyFolder(folder, randomness))

    def messengers(self, bank: Bank) -> dict[ChannelKind, Messenger]:
        """What there is, speaking for one bank."""
        settings = self.settings
        found: dict[ChannelKind, Messenger] = {kind: Robot(kind, bank.name) for kind in ROBOT_HOSTS}
        found[ChannelKind.PUSH] = PushMessages(
            self.push_key, bank.name, self._contact(), self.world
        )
        if settings.mail_url:
            found[ChannelKind.MAIL] = SmtpMail(settings.mail_url, settings.mail_from, bank.name)
        if settings.sms_url:
            found[ChannelKind.SMS] = TextMessages(settings.sms_url, bank.name)
        return found

    def _contact(self) -> str:
        """Whom a push service may ask about what we send (RFC 8292: an https or mailto address)."""
        public = self.settings.public_url
        if public.startswith("https://"):
            return public
        return f"mailto:{self.settings.mail_from or f'webmaster@{urlsplit(public).hostname}'}"
