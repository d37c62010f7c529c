"""Tricky cases written after the detectors, and run once before anything was changed because of them."""
