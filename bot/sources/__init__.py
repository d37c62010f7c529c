"""Networks: one file each, which turns their words into ours. A new file here is a new source."""
