"""What people read in other languages than English: a file each."""
