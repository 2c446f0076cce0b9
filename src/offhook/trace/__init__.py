"""Traces: the SIP messages and RTCP reports of the last days, kept in files beside the calls."""
