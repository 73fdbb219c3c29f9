"""Certificates of the direct link (直联证书): asked for, issued, renewed, revoked; and from where messages come."""
