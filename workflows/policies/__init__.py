"""Approval rules (审批规则) as their enterprise sets them: told in sentences, tried out, changed by two."""
