"""The sites of the sample web, one module each: how its software lays out pages, and what it answers."""

from samples.answers import Site
from samples.sites.api import Api
from samples.sites.board import Board
from samples.sites.calendar import Calendar
from samples.sites.chamber import Chamber
from samples.sites.channel import Channel
from samples.sites.feed import Feed
from samples.sites.forum import Forum
from samples.sites.portal import Portal

SITES = (Portal, Board, Channel, Forum, Chamber, Feed, Calendar, Api)


def sites_of(edition: int) -> list[Site]:
    """Every site as it stands on the first day, or on the second."""
    return [site(edition) for site in SITES]
