"""Which URLs a webhook may have, and which addresses it may reach."""

import ipaddress

import pytest

from services.webhooks.addresses import (
    AddressRefused,
    BadUrl,
    checked_addresses,
    checked_url,
    may_reach,
)

PRIVATE = (
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
)
PUBLIC = (
    "1.1.1.1",
    "8.8.8.8",
    "172.32.0.1",
    "2606:4700:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
)


@pytest.mark.parametrize("address", PRIVATE)
def test_no_webhook_reaches_an_address_that_is_not_public(address: str) -> None:
    assert not may_reach(ipaddress.ip_address(address), (), secure=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_webhook_reaches_what_is_public_with_tls_alone(address: str) -> None:
    assert may_reach(ipaddress.ip_address(address), (), secure=True)
    assert not may_reach(ipaddress.ip_address(address), (), secure=False)


def test_a_network_that_is_allowed_is_reached_and_none_beside_it() -> None:
    allowed = (ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("fd00::/8"))
    for address in ("10.1.2.3", "::ffff:10.1.2.3", "fd00::1"):
        assert may_reach(ipaddress.ip_address(address), allowed, secure=False)
    for address in ("10.2.0.1", "127.0.0.1", "::1", "8.8.8.8", "::ffff:10.2.0.1"):
        assert not may_reach(ipaddress.ip_address(address), allowed, secure=False)


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["8.8.8.8", "127.0.0.1"],
        ["2606:4700:4700::1111", "::ffff:169.254.169.254"],
        ["fe80::1%eth0"],
        ["8.8.8.8", "2606:4700:4700::1111%lo"],
    ],
)
async def test_a_name_with_one_bad_address_is_refused_with_all_of_them(found: list[str]) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        assert (host, port) == ("hooks.example", 443)
        return found

    with pytest.raises(AddressRefused):
        await checked_addresses(resolve, "hooks.example", 443, (), secure=True)


async def test_a_name_without_an_address_is_an_error_of_the_network() -> None:
    async def resolve(_: str, __: int) -> list[str]:
        return []

    with pytest.raises(OSError, match="no address"):
        await checked_addresses(resolve, "hooks.example", 443, (), secure=True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example",
        "//hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "http://hooks.example/",
        "https://",
        "https:///path",
        "https://alice:secret@hooks.example/",
        "https://@hooks.example/",
        "https://hooks.example/#part",
        "https://hooks.example/#",
        "https://hooks.example:0/",
        "https://hooks.example:99999/",
        "https://hooks.example:port/",
        "https://hooks.example/ a",
        "https://hooks.example/\n",
        "https://hooks.example/\t",
        "https://hooks.example/é",
        "https://hooks.example\\@other.example/",
        "https://[::1",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/",
        "https://hooks.example/" + "a" * 2048,
    ],
)
def test_a_url_that_no_webhook_can_have_is_refused(url: str) -> None:
    with pytest.raises(BadUrl):
        checked_url(url, ())


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example",
        "HTTPS://Hooks.Example:8443/a/b?c=d",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]:8443/",
    ],
)
def test_a_url_with_a_host_and_https_will_do(url: str) -> None:
    assert checked_url(url, ()).scheme == "https"


def test_http_is_for_networks_that_are_allowed() -> None:
    allowed = (ipaddress.ip_network("10.1.0.0/16"),)
    assert checked_url("http://10.1.2.3/", allowed).hostname == "10.1.2.3"
    assert checked_url("http://hooks.internal/", allowed).hostname == "hooks.internal"
    with pytest.raises(BadUrl):
        checked_url("http://8.8.8.8/", allowed)
