"""What callers hear in words: sentences by id and language, recorded by people where possible, else synthesised."""
