"""The generated parts of the documents, a file for each document."""
