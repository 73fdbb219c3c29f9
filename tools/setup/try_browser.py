"""`python -m tools.setup.try_browser <launcher>`: start a browser the way the tests do and read a page.

A browser without its libraries must fail at set-up and not in the middle of the tests.
"""

import sys

from playwright.sync_api import sync_playwright


def main(launcher: str) -> int:
    """Print the browser's version, or fail."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=launcher)
        page = browser.new_page()
        page.set_content("<title>银企</title>")
        if page.title() != "银企":
            return 1
        sys.stdout.write(f"{browser.version}\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
