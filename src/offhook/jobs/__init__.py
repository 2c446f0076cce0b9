"""Work that may be late but must not be lost: procrastinate tasks, run by the worker process."""
