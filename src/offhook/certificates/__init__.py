"""Certificates of the installation: one for HTTPS, WSS and SIP over TLS, from files, by ACME, or made here."""
