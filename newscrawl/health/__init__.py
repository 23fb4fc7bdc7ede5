"""Whether a source is well: the figures of a run, judged against its past."""
