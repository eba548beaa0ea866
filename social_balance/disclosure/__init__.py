"""What may be published."""
