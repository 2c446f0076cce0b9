"""Places of a company and the lines that they are behind."""
