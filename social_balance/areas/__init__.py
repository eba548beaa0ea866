"""Which area a name means, and when."""
