"""How large a bureau can be appraised, and how fast? Made-up bureaus to measure by."""
