"""SIP protocol cores (RFC 3261 and friends).

No input or output, no clock; time is an argument, bytes go in, bytes and events come out.
"""
