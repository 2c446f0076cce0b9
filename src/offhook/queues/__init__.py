"""Queues as data of a company: who is an agent of which, and by what rules callers wait."""
