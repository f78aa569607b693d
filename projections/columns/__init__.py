"""How is a mass of bureau-years appraised at once: in integers, in columns, to the same digest?

The readable engine is `domain/run.py`. Here points and scores are SQL over a store of Parquet, and
ranks, bands and grades are `domain/banding.py` itself. What this engine cannot answer it hands to
the readable one, by name of the reason; it never answers with another number.
"""
