"""Records and their types: columns made from ``Article``, records of any version in them, Parquet."""
