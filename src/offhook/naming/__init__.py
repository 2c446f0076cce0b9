"""Names of operators and other SIP domains: what DNS says of them, remembered and kept fresh."""
