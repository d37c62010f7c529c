"""Cases written before the detectors, from what the method says of each sign."""
