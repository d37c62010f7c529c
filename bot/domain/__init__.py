"""The rules: plain functions on frozen values; no input, no output, no clock."""
