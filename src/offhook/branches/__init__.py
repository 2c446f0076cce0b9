"""Branches of a company and departments: what people, numbers and calls belong to."""
