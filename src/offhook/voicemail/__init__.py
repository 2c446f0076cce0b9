"""Voicemail: messages that callers left for extensions."""
