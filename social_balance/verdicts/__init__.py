"""Index, gap, verdict, and the words for them."""
