"""The tax platform (数电票开具平台) over SOAP, and one that plays it."""
