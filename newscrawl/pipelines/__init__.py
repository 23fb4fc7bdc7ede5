"""Item pipelines, one stage each: page to draft, draft to article, article to disk."""
