"""Electronic commercial drafts (电子商业汇票) as everybody in the field knows them: numbers, intervals, acts.

Pure rules over frozen records. The exchange runs them to decide, a bank to refuse beforehand what the
exchange would refuse; who keeps, signs, pays or tells stands elsewhere.
"""
