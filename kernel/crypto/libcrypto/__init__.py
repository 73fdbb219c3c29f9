"""SM2 through the system's own libcrypto (OpenSSL 3): patched by the distribution, native speed."""
