"""What proves it: facts in, bytes out (回单). No database, no web, no clock of its own."""
