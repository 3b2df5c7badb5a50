"""The form is data: an edition file becomes a Form; where its fields stand follows from it."""
