"""Which addresses a crawl may connect to: a policy on numbers, no names, no network.

A page can link anywhere, and a name can resolve to anything: ``localhost``, the metadata service of
a cloud, a printer. So the guard judges the *address* that is about to be connected to (see
``newscrawl/download/endpoint.py``), never the name. Everything that is not globally routable is
refused, and so is every IPv6 form that carries such an IPv4 address inside. Networks that a user opens
on purpose are in the setting ``EGRESS_ALLOW``. Two things more are closed though they are routable:
addresses at which the machines of a cloud find its inside services, and ports on which no web
server listens but a mail server or a database might, and would read a request as commands.

Source: IANA IPv4 and IPv6 Special-Purpose Address Registries; RFC 6890; the Fetch standard, "Port
    blocking"; docs/safety.md, "Egress guard".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from itertools import product

from newscrawl.errors import ConfigError

_NOT_GLOBAL_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the metadata services of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays, given up by RFC 7526
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_INSIDE_CLOUDS = (
    IPv4Network(
        "168.63.129.16/32"
    ),  # Azure: WireServer, DNS, health probes of each virtual machine
    IPv4Network("161.26.0.0/16"),  # IBM Cloud: services
    IPv4Network("166.8.0.0/14"),  # IBM Cloud: service endpoints
)
"""Registered as public, but answered from within a cloud; the others' lie in the blocks above."""
_CLOSED_PORTS = frozenset(
    (
        *(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95),
        *(101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179),
        *(389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601),
        *(636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000),
        *(6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080),
    )
)
"""Ports to which browsers do not connect: the "bad ports" of the Fetch standard."""
_GLOBAL_V6 = IPv6Network("2000::/3")
_NOT_GLOBAL_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments; Teredo (2001::/32) is unwrapped before
        "2001:db8::/32",
        "3fff::/20",  # documentation
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_ITEM = re.compile(
    r"(?:\[(?P<v6>[^\]]*)\]|(?P<bare>[^/\[\]:]*|[^/\[\]]*(?=/)))(?P<prefix>/\d{1,3})?(?::(?P<port>\d{1,5}))?"
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class AllowedNetwork:
    """One item of ``EGRESS_ALLOW``; ``port`` is ``None`` where every port is meant."""

    network: Network
    port: int | None = None

    def covers(self, address: Address, port: int) -> bool:
        """Return whether *address* and *port* are opened by this item."""
        return self.port in {None, port} and address in self.network


def parse_allowed(items: Iterable[str]) -> tuple[AllowedNetwork, ...]:
    """Read the items of ``EGRESS_ALLOW``: ``network[:port]``, IPv6 in brackets where a port follows.

    >>> parse_allowed(["127.0.0.2/31:8080", "[::1]:80"])[1].port
    80

    Raises:
        ConfigError: If an item is no network, has bits set beyond its prefix, or a wrong port.
    """
    named = filter(None, map(str.strip, items))
    return tuple(_parse_item(item) for item in named)


def _parse_item(item: str) -> AllowedNetwork:
    plain = _plain_network(item)
    # First, since "::1:80" could be read as a port as well.
    if plain is not None:
        return AllowedNetwork(plain)
    match = _ITEM.fullmatch(item)
    if match is None:
        raise _item_error(item, "no network[:port]")
    # In brackets or bare: one of the two is empty.
    v6, bare, prefix, port = match.groups(default="")
    return AllowedNetwork(_network(f"{v6}{bare}{prefix}", item), _port(port, item))


def _plain_network(item: str) -> Network | None:
    """Read an item without port and brackets, where ``::1:80`` is an address, not a port."""
    try:
        return ip_network(item)
    except ValueError:
        return None


def _network(text: str, item: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise _item_error(item, str(error)) from error


def _port(text: str, item: str) -> int | None:
    if not text:
        return None
    if not 1 <= int(text) <= 65_535:
        raise _item_error(item, f"port {text} is not within 1 to 65535")
    return int(text)


def _item_error(item: str, what: str) -> ConfigError:
    return ConfigError(
        f"EGRESS_ALLOW: {item!r}: {what}; expected network[:port], "
        "e.g. '10.1.0.0/16', '127.0.0.2/31:8080' or '[::1]/128:80'"
    )


def check_hosts(hosts: Mapping[str, Iterable[str]]) -> None:
    """Judge ``EGRESS_HOSTS``.

    Raises:
        ConfigError: If a name has something else than a list of addresses.
    """
    for name, addresses in hosts.items():
        try:
            # A text would be read sign by sign: none of these is an address.
            tuple(map(ip_address, addresses))
        except (TypeError, ValueError) as error:
            raise ConfigError(
                f"EGRESS_HOSTS: {name!r}: expected a list of addresses, e.g."
                f' {{"{name}": ["127.0.0.1"]}}, got {addresses!r}'
            ) from error


def egress_refusal(address: str, port: int, allowed: Iterable[AllowedNetwork] = ()) -> str | None:
    """Return the reason why *address* must not be connected to; ``None`` where it may.

    *address* is a literal IPv4 or IPv6 address as a resolver gives it; anything else is refused.

    >>> egress_refusal("169.254.169.254", 80)
    '169.254.169.254 is not globally routable'
    >>> egress_refusal("::ffff:10.0.0.1", 80)
    '::ffff:10.0.0.1 is not globally routable (10.0.0.1)'
    >>> egress_refusal("93.184.216.34", 25)
    'port 25 is for another service than the web'
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return f"{address!r} is no address"
    # Only the mapped form is opened with its IPv4 address: it is the same connection.
    forms = (parsed, *_mapped(parsed))
    if any(item.covers(form, port) for item, form in product(allowed, forms)):
        return None
    # After the allowed ones: a user may open such a port on purpose.
    if port in _CLOSED_PORTS:
        return f"port {port} is for another service than the web"
    # 6to4, Teredo and NAT64 reach an IPv4 address through a gateway: that one has to be global.
    reasons = (_closed(each, address, parsed) for each in _unwrapped(parsed))
    return next(filter(None, reasons), None)


def _closed(each: Address, address: str, parsed: Address) -> str | None:
    """Return the reason why *each*, which decides over *address*, is closed."""
    carried = "" if each == parsed else f" ({each})"
    if not _is_global(each):
        return f"{address} is not globally routable{carried}"
    if _is_in(each, _INSIDE_CLOUDS):
        return f"{address} is an inside address of a cloud{carried}"
    return None


def _mapped(address: Address) -> Iterator[IPv4Address]:
    """Return the IPv4 address that the system connects to for an IPv4-mapped one (RFC 4291 §2.5.5.2)."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        yield address.ipv4_mapped


def _unwrapped(address: Address) -> Iterable[Address]:
    """Return the addresses that decide: those carried inside, or else the address itself."""
    if isinstance(address, IPv4Address):
        return [address]
    # Beside an ISATAP address itself, which has to be global too.
    return [*_carried(address)] or [address, *_isatap(address)]


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    """Yield the IPv4 addresses in place of which *address* is written, by its prefix."""
    yield from filter(None, (address.ipv4_mapped, address.sixtofour))
    # Server and client: packets go to either of them (RFC 4380).
    yield from address.teredo or ()
    if address in _NAT64:
        yield _last_octets(address)


def _isatap(address: IPv6Address) -> Iterator[IPv4Address]:
    """Return the IPv4 address of an ISATAP interface identifier (RFC 5214 §6.1)."""
    if (int(address) >> 32) & 0xFDFFFFFF == 0x00005EFE:
        yield _last_octets(address)


def _last_octets(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFFFFFF)


def _is_in(address: Address, networks: Iterable[Network]) -> bool:
    """Return whether *address* is in one of *networks*."""
    return any(address in network for network in networks)


def _is_global(address: Address) -> bool:
    """Return whether *address* can be reached from everywhere."""
    if isinstance(address, IPv4Address):
        return not _is_in(address, _NOT_GLOBAL_V4)
    # All that IANA has given out for global use is in 2000::/3; the rest is closed by default.
    return address in _GLOBAL_V6 and not _is_in(address, _NOT_GLOBAL_V6)
