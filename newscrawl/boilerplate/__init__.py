"""The text that is not the article: rules and evidence that tell boilerplate from text."""
