"""Connections to operators."""
