"""The bank's own desk as pages (柜台): a Flask application of its own, which knows no customer's session."""
