"""The sandbox (沙箱) of a test deployment: an enterprise tells the test bank what shall become of its payments.

Nothing of it runs where there is real money: the slice refuses unless the composition root handed it a test bank.
"""
