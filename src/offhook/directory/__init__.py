"""People of a company, their devices (SIP accounts) and extensions."""
