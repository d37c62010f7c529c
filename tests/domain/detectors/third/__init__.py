"""Tricky cases for the detectors the second batch had changed, run once before anything was changed because of them."""
