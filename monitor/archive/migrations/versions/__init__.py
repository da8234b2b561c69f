"""One file for each step, by its number."""
