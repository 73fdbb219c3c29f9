"""A test bank beyond ours (测试清算行): plays HVPS, BEPS, IBPS and the correspondent, on order badly.

It keeps its own durable store, because a peer that forgets cannot show who sent something twice.
It moves no real money and refuses to run in the production profile.
"""
