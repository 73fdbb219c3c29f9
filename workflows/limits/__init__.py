"""Limits (限额) as administrators set them: what there is, what is left, and changes under agreement."""
