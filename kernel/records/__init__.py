"""Records every slice writes in its own transaction: outbox, audit, the client's serials, schedules."""
