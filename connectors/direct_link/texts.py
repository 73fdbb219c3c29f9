"""Texts fit for XML, for the parts of this door."""

from __future__ import annotations

from kernel.xml.texts import writable

__all__ = ["writable"]
