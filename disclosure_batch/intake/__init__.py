"""A file becomes a filing: collected, opened within bounds, its fields found, its values read, its unit told."""
