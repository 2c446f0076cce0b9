"""The switch process: SIP, registrar, calls and scenarios of the companies that it serves."""
