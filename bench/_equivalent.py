"""Small changes after which everything comes out as before, so no test can notice them; each with its reason."""

EQUIVALENT: dict[str, str] = {}
