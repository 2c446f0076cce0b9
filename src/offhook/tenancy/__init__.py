"""Companies (tenants) and the configuration snapshot that a switch works from."""
