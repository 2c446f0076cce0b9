"""The audit log: who changed what, and who listened to whom. Only the database's own functions write it."""
