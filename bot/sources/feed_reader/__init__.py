"""What runs in the process that reads feeds. Imports nothing here: that process alone pays for feedparser."""
