"""What Slack sends to the app, one file a kind."""
