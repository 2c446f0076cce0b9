"""Requests to URLs that companies choose: which addresses they may go to, how they are signed."""
