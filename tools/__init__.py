"""What builds and checks the house; nothing at run time may import it."""
