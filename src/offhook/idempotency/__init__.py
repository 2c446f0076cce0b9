"""Requests that are sent again after a lost answer: done once, answered as often as they come."""
