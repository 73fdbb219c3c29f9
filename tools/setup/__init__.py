"""Set-up: from a bare Python and make to everything a command needs.

It runs before any package is installed, so it uses the standard library alone. Everything comes from
package registries by locked version and hash; nothing fetched is committed. A part that cannot be had
ends in a sentence (`SetupError`), never in a silent skip.
"""
