"""Money that comes in (来账): booked, or parked in suspense when account or name is wrong."""
