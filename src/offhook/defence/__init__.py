"""Defence of a switch: who is not answered any more, and what is put off before it gets slow. No I/O, no clock."""
