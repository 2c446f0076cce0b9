"""The SIP sockets: the only place where signalling meets the network. Bytes go to the endpoint, its messages go out."""
