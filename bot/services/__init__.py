"""What Involve does: verbs, each of them one door."""
