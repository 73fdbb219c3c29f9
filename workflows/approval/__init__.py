"""The approval engine (审批引擎): who must agree to something, who has, over exactly which text.

It knows a subject by type and id, its canonical text and its facts. It must never learn what a payment
or a right is, never commit, and never let a maker or one person twice stand for two people.
"""
