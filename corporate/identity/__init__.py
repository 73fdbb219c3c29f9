"""People (用户): who they are, how they prove it, what they may do. Read anew at every request."""

from corporate.identity.certificates import Certificate, PublicKeys
from corporate.identity.evidence import Evidence
from corporate.identity.invitations import Activation, Activator
from corporate.identity.login import Attempt, LoggedIn, LogIn
from corporate.identity.method_desk import MethodDesk
from corporate.identity.passkey_login import PasskeyLogIn
from corporate.identity.passwords import Passwords
from corporate.identity.people import Membership, PersonStatus, memberships
from corporate.identity.people_keys import PEOPLE
from corporate.identity.rights import Approver, approvers, colleagues
from corporate.identity.sessions import Session
from corporate.identity.step_up import MethodStepUp, PasswordReentry, StepUpPort
from corporate.identity.wiring import Strong, strong

ask_passkeys = PEOPLE.ask
"""Ask a person's passkeys for a signature, once and soon."""

__all__ = [
    "Activation",
    "Activator",
    "Approver",
    "Attempt",
    "Certificate",
    "Evidence",
    "LogIn",
    "LoggedIn",
    "Membership",
    "MethodDesk",
    "MethodStepUp",
    "PasskeyLogIn",
    "PasswordReentry",
    "Passwords",
    "PersonStatus",
    "PublicKeys",
    "Session",
    "StepUpPort",
    "Strong",
    "approvers",
    "ask_passkeys",
    "colleagues",
    "memberships",
    "strong",
]
