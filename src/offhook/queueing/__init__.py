"""Who waits for whom: lines of callers and the agents who serve them. Pure: no clock, no calls, no database."""
