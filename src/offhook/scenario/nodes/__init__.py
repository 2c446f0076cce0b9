"""One file per node kind: a coroutine that does the node's work and returns the next node's id, None at the end."""
