"""A file becomes grids of cells and lines of words, within limits. Knows no form and no roster."""
