"""The memory that a process may take."""

import resource


def limit_memory(max_bytes: int) -> None:
    """Let this process have *max_bytes* of addresses, or what its hard limit allows, if that is less."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = max_bytes if hard == resource.RLIM_INFINITY else min(max_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
