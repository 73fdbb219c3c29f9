"""What was promised with a released edition of the direct link, and whether today's contract keeps it.

An edition is a list of facts, each at its place: an operation, a return code, a status, a SOAP message, a
field of a record in XML or JSON. `facts` reads today's out of the published files, `released` keeps those
of the last release, `rule` is the rule of docs/direct-link/changes.md.
"""
