"""A simulated exchange with a durable register, for several banks; never for real money."""
