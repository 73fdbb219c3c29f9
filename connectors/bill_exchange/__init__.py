"""The exchange of bills (票交所): the link to it, its words, and a simulated one that can be told to fail."""
