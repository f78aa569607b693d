"""Who spoke with whom about what? It moves no score."""
