"""Signatures on printed documents (电子签章): one for everybody's readers (PAdES), one in national cryptography.

The PDF carries a detached CMS signature with a key that outside programs know. Beside it, in the bank's own
register, stands the seal value (签章值): SM2 over the SM3 of the very same bytes.
"""

from receipts.signing.checking import Finding, Verdict, check
from receipts.signing.signatory import Signatory, SignedDocument
from receipts.signing.slot import Slot

__all__ = ["Finding", "Signatory", "SignedDocument", "Slot", "Verdict", "check"]
