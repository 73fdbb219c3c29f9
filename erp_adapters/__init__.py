"""The enterprise's side (企业端): programs that run beside an ERP and speak to the bank over the wire.

It stands on the kernel alone: nothing of the bank is imported here, so that what works in the tests
works from outside too.
"""
