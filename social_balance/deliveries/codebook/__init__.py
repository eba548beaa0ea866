"""What the columns of a delivery are called here, and what their codes mean."""
