"""What is checked: one module a family. A rule's docstring is its page."""
