"""Robots that collect text for language models, by the product tokens that their operators document.

A robots.txt that names one of them says what its site thinks of such a use, whoever asks.
"""

AI_ROBOTS = (
    "AI2Bot", "AI2Bot-Dolma", "Amazonbot", "anthropic-ai", "Applebot-Extended", "Bytespider", "CCBot",
    "ChatGPT-User", "Claude-SearchBot", "Claude-User", "Claude-Web", "ClaudeBot", "cohere-ai",
    "cohere-training-data-crawler", "DeepSeekBot", "Diffbot", "DuckAssistBot", "FacebookBot",
    "Google-CloudVertexBot", "Google-Extended", "GPTBot", "ICC-Crawler", "ImagesiftBot", "img2dataset",
    "Meta-ExternalAgent", "Meta-ExternalFetcher", "MistralAI-User", "OAI-SearchBot", "omgili", "omgilibot",
    "PanguBot", "Perplexity-User", "PerplexityBot", "PetalBot", "Timpibot", "VelenPublicWebCrawler",
    "Webzio-Extended", "YouBot",
)  # fmt: skip
# RFC 9309 section 2.2.1: product tokens are compared without regard to case.
AI_TOKENS = {name.lower(): name for name in AI_ROBOTS}
"""Product token in lower case → as it is written."""
