"""Who calls: a member through Slack, or the clock. Thin: a handler reads, asks one service, answers with one view."""
