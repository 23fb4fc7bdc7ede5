"""Benchmarks and scorer entries; run from the checkout."""
