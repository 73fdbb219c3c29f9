"""What a WSGI server serves."""

from corporate.bootstrap import create_app

app = create_app()
