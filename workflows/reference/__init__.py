"""What programs must know to ask rightly (参考信息): the time, bank days, rails, banks, their own standing."""
