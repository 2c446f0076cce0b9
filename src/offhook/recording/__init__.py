"""Recordings of conversations: their files."""
