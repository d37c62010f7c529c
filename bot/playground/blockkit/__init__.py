"""Block Kit, said as rules: what Slack takes of texts, elements and blocks."""
