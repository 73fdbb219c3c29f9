"""From what was sent to a command, from an answer to what is sent: compiled from the declaration.

Every fault of one input is told at once, each with the field's path and label. Nothing is guessed,
trimmed or rounded on the way; a door maps names and never judges values.
"""

from kernel.parsing.answers import plain
from kernel.parsing.commands import checked, parse
from kernel.parsing.names import Names

__all__ = ["Names", "checked", "parse", "plain"]
