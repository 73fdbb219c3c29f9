"""Reads an OFD document with ofdkit: its text, its title, and the attachments its list leads to, as JSON."""

from __future__ import annotations

import json
import sys

import ofdkit


def main(path: str) -> None:
    """Print what is in it."""
    with ofdkit.open(path) as document:
        package = document._package
        listing = document._bodies[0].attachments
        places = [
            package.resolve(listing, location.text)
            for location in package.read_xml(listing).iter()
            if location.tag.endswith("}FileLoc")
        ]
        told = {
            "text": document.text(),
            "title": document.info.title,
            "files": {place: package.read(place).decode() for place in places},
            "warnings": list(document.warnings),
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
