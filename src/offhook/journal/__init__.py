"""The switch's local journal: what happened is appended here first and reaches PostgreSQL in batches."""
