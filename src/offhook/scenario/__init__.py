"""Scenarios: graphs of nodes that decide what happens to a call."""
