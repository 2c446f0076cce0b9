"""Who may enter: logins, sessions and API tokens."""
