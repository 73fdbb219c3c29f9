"""The gateway (前置机): a program on the enterprise's own machine that stands between ERP and bank.

It takes payments from a drop folder or from loopback HTTP, keeps them in its own store before it says
"taken", signs and sends them, sends again only under the same serial, asks where nobody knows, and puts
answers, statements and receipts into folders. It may be killed at any instruction: what it said it has
taken is sent once and answered. It decides nothing about money; the bank does.
"""
