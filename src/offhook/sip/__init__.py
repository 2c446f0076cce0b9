"""SIP protocol cores (RFC 3261 and friends): no input or output, no clock; time is an argument, bytes go in, bytes and events come out."""
