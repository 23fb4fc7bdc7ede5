"""A page's tree as segments: runs of inline text, with what each element is to a reader."""
