"""Outside numbers of companies."""
