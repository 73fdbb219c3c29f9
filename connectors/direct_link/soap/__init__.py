"""SOAP 1.1 and 1.2 at the direct link: document/literal, the same head and names, the same signature."""
