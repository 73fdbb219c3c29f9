"""The published contract of the direct link, generated from the catalogue: XML schema, JSON schema.

    python -m tools.contracts      # writes docs/contracts/

The files are committed and compared in a test, so that no change to them is an accident.
"""
