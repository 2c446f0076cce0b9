"""Calls: legs, and one file per operation on them. A call is one coroutine and belongs to no leg."""
