"""A country's time zone."""

from __future__ import annotations

from babel.core import get_global

# Where a country has several, the one most of its newspapers are made in.
_MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
}


def find_zone(country: str) -> str:
    """IANA name of the time zone of a country (ISO 3166-1 alpha-2); "UTC" where none is known."""
    zones = get_global("territory_zones").get(country, [])
    return _MAIN_ZONES.get(country) or (str(zones[0]) if zones else "UTC")
