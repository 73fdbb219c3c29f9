"""The bank's own people (行员): their log-in, roles and sessions, apart from every customer's."""

from corporate.staff.activation import StaffActivator, StaffCode
from corporate.staff.login import StaffAttempt, StaffLogIn
from corporate.staff.proof import StaffCodes, StaffProof
from corporate.staff.roles import Area, Duty, Role, StaffStatus
from corporate.staff.sessions import StaffSession

__all__ = [
    "Area",
    "Duty",
    "Role",
    "StaffActivator",
    "StaffAttempt",
    "StaffCode",
    "StaffCodes",
    "StaffLogIn",
    "StaffProof",
    "StaffSession",
    "StaffStatus",
]
