"""What people read about Involve, and what writes those parts of it that the code knows best."""
