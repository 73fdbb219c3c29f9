"""What the bank's desk does (柜台): every change asked for by one member of staff and confirmed by another."""
