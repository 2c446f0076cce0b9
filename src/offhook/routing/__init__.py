"""Who calls, what was dialled, and how somebody can be reached."""
