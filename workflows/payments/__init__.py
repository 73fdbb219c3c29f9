"""Payments out (付款): from what somebody asks for to what the bank has done."""
