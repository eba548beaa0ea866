"""What is said to people: faults, words and numbers, each language in a folder of its own."""
