"""What a person downloads from a network about themselves, read: one file a network, all found by `known`."""
