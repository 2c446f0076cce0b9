"""Coverage-guided fuzzing: what reads the network, fed for hours. See README.md."""
