"""The official open APIs: where they are, and their keys, which come from the environment.

A key stands in no address that the crawler keeps, logs or reports: `crawler.keyed_download` puts it
on at the last moment and takes it off again.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from w3lib.url import add_or_replace_parameters

NAVER = "https://openapi.naver.com/v1/search"


@dataclass(frozen=True)
class OpenApi:
    """`keys` maps a variable of the environment to the parameter, or the header, that carries it."""

    addresses: tuple[str, ...]
    word: str
    """The parameter for a search word."""
    keys: Mapping[str, str]
    key_from: str
    """Where a key is to be had."""
    accept: str = "application/xml"
    keys_are_headers: bool = False
    needs_word: bool = False


OPEN_APIS = {
    "saramin": OpenApi(
        ("https://oapi.saramin.co.kr/job-search?count=110&start=0&sort=pd",),
        "keywords",
        {"SARAMIN_ACCESS_KEY": "access-key"},
        "oapi.saramin.co.kr",
        "application/json",
    ),
    "work24": OpenApi(
        (
            "https://www.work24.go.kr/cm/openApi/call/wk/callOpenApiSvcInfo210L01.do"
            "?callTp=L&returnType=XML&startPage=1&display=100&sortOrderBy=DESC",
        ),
        "keyword",
        {"WORK24_AUTH_KEY": "authKey"},
        "www.work24.go.kr (OPEN-API; companies and institutions only)",
    ),
    "worldjob": OpenApi(
        ("https://apis.data.go.kr/B490007/worldjob30/openApi30?numOfRows=100&pageNo=1",),
        "searchRctntcSj",
        {"WORLDJOB_SERVICE_KEY": "serviceKey"},
        "www.data.go.kr/data/15086630/openapi.do",
    ),
    "naver": OpenApi(
        (
            f"{NAVER}/cafearticle.json?display=100&start=1&sort=date",
            f"{NAVER}/blog.json?display=100&start=1&sort=date",
            f"{NAVER}/kin.json?display=100&start=1&sort=date",
            f"{NAVER}/webkr.json?display=100&start=1",
        ),
        "query",
        {"NAVER_CLIENT_ID": "X-Naver-Client-Id", "NAVER_CLIENT_SECRET": "X-Naver-Client-Secret"},
        "developers.naver.com",
        "application/json",
        keys_are_headers=True,
        needs_word=True,
    ),
}


def official_addresses(platform: Any, searches: bool) -> tuple[str, ...]:
    """Where to begin when a source does not say, with `{word}` where it has words to search for."""
    api = OPEN_APIS.get(platform)
    if api is None:
        return ()
    word = f"&{api.word}={{word}}" if searches or api.needs_word else ""
    return tuple(address + word for address in api.addresses)


def missing_key(platform: str) -> str | None:
    """One sentence when a platform's key is not in the environment; None when it is, or needs none."""
    api = OPEN_APIS.get(platform)
    absent = [variable for variable in (api.keys if api else ()) if not os.environ.get(variable, "").strip()]
    if api is None or not absent:
        return None
    return f"{' and '.join(absent)} is not set; a key is to be had from {api.key_from}."


@dataclass(frozen=True)
class Keys:
    """The keys of one API by parameter or header, as read from the environment."""

    values: Mapping[str, str]
    are_headers: bool

    @classmethod
    def of(cls, platform: str) -> "Keys":
        api = OPEN_APIS[platform]
        # data.go.kr hands its keys out percent-encoded too; none holds a percent sign otherwise.
        values = {name: unquote(os.environ.get(variable, "").strip()) for variable, name in api.keys.items()}
        return cls(values, api.keys_are_headers)

    def address(self, url: str) -> str:
        return url if self.are_headers else add_or_replace_parameters(url, dict(self.values))

    def headers(self) -> dict[str, str]:
        return dict(self.values) if self.are_headers else {}


def secrets() -> tuple[str, ...]:
    """Every key in the environment, in each form that an answer or a message may repeat it in."""
    variables = [variable for api in OPEN_APIS.values() for variable in api.keys]
    values = filter(None, (os.environ.get(variable, "").strip() for variable in variables))
    return tuple(dict.fromkeys(form for value in values for form in forms_of(value)))


def forms_of(value: str) -> Iterable[str]:
    plain = unquote(value)
    return (value, plain, quote(plain, safe=""), quote_plus(plain), quote(plain), plain.replace("/", "\\/"))


def without_keys(text: str) -> str:
    for secret in secrets():
        text = text.replace(secret, "***")
    return text
