"""What an agency sends, as answers."""
