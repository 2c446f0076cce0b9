"""Lists of numbers that are treated alike, such as important customers."""
