"""What people see: pure functions from a value to blocks; no query, no clock."""
