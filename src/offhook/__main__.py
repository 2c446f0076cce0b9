"""`python -m offhook`."""

from offhook.cli import app

app()
