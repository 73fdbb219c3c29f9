"""Serves the gallery on this machine."""

from corporate.web.gallery import create_gallery

create_gallery().run(port=5050)
