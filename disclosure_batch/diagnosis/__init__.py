"""From broken sums and what the office's own words state to the cell that would mend them, and the slip in words."""
