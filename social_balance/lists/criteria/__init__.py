"""The ministry's criteria for housing areas: which lists an area is on, and the way out."""
