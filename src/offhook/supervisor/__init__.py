"""`offhook up`: starts, watches, restarts and stops all processes of an installation.

The switch, the web server and the worker are children: they end with their supervisor. The media server and PostgreSQL
are not: they go on when the supervisor is killed, and the next one adopts them.
"""
