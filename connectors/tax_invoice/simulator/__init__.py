"""Plays the tax platform: serves its WSDL, gives numbers, and can be told to fail."""
