"""ISO 20022 messages of the customer's side: pain.001 in, pain.002 and camt.053 out.

Codecs only: they know elements and dataclasses, and nothing of accounts, rights or bookings. What
they write is validated against the official schema before anybody gets it.
"""
