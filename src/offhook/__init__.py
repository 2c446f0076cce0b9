"""Offhook: a virtual PBX that a telephone provider or a company runs itself."""
