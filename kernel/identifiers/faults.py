"""The base of every fault of an identifier, so that a door or a rule can catch them together."""

from kernel.errors import Invalid


class IdentifierFault(Invalid):
    """An identifier is malformed or fails its own check; never raised itself, never with values."""
