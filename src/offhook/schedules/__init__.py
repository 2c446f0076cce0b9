"""When a company, or a part of it, is open."""
