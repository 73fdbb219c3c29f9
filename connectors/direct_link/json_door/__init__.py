"""JSON at the direct link: the same head, the same names, the same signature over the raw bytes."""
