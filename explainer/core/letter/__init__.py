"""A plan's own sentences as a letter or summary: what is told, in which order, within the limits of the letter guide."""
