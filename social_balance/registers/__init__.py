"""Full counts on any engine."""
