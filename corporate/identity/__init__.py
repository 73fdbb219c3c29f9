"""People (用户): who they are, how they prove it, what they may do. Read anew at every request."""

from corporate.identity.certificates import Certificate, PublicKeys
from corporate.identity.evidence import Evidence
from corporate.identity.login import Attempt, LoggedIn, LogIn
from corporate.identity.passwords import Passwords
from corporate.identity.people import Membership, PersonStatus, memberships
from corporate.identity.rights import Approver, approvers
from corporate.identity.sessions import Session
from corporate.identity.step_up import PasswordReentry, StepUpPort

__all__ = [
    "Approver",
    "Attempt",
    "Certificate",
    "Evidence",
    "LogIn",
    "LoggedIn",
    "Membership",
    "PasswordReentry",
    "Passwords",
    "PersonStatus",
    "PublicKeys",
    "Session",
    "StepUpPort",
    "approvers",
    "memberships",
]
