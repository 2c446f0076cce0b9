"""Archives of all that a company has: asked for here, made by the worker (`jobs/exports.py`)."""
