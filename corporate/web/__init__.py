"""The web bank (网上银行): pages for desktop and phone, drawn by the server.

It shows and asks; it never decides. Every page calls the same gate as the other doors, and nothing
here may write a rule about money, rights or approvals.
"""
