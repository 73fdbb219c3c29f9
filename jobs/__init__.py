"""What runs without being asked (作业): thin verbs that call services, due by rows on the injected clock.

Nothing here decides anything about money. Every job may be run twice, by two workers, or die in the
middle, and the house is as it should be: what a job works off are rows, and rows stay until done.
"""
