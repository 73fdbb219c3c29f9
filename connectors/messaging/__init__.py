"""Ways to people outside the house (通知渠道): mail, robots of chat programs, text messages."""
