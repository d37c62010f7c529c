"""The signs that somebody uses a network instead of taking part in it, one a file, and two signs of the opposite."""
