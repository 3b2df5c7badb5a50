"""The documents and pages that the outputs fill, and the script that makes the report's."""
