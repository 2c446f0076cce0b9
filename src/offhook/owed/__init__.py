"""Callers whom nobody answered: each is owed a call, until both have talked."""
