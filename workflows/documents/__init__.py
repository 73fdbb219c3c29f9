"""What proves what was booked (单据): receipts issued once, drawn on demand, checked by anybody."""
