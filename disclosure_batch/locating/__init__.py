"""Where the form's fields stand in a document. Knows no file."""
