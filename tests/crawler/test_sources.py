"""The sources file: every fault is named with its line, and the shipped file is safe to run."""

from pathlib import Path

import pytest

import crawler.__main__ as command
from crawler.entries import PLATFORMS, SourceEntry, origin
from crawler.sources import BadSources, read_sources

GOOD = """\
contact: me@watch.example
sources:
  - name: one
    platform: gnuboard
    start: ["https://board.example/bbs/board.php?bo_table=job"]
"""


def faults(tmp_path: Path, text: str) -> str:
    path = tmp_path / "s.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadSources) as error:
        read_sources(path)
    return str(error.value).replace(f"{path}", "s.yml")


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "s.yml"
    path.write_text(GOOD)
    (source,) = read_sources(path).sources
    assert (source.name, source.max_pages, source.local) == ("one", 200, False)
    assert source.allowed == {"board.example:443"}


ENTRY_FAULTS = [
    ("gnuboard", "cobol", f"platform 'cobol' is not one of {', '.join(PLATFORMS)}."),
    ("    platform: gnuboard\n", "", f"platform is missing; it is one of {', '.join(PLATFORMS)}."),
    ("gnuboard", "jobposting", "post: is missing."),
    ("gnuboard", "jobposting\n    post: /job/(", "post: not a regular expression: missing ), unterminated"),
    (
        "gnuboard",
        "jobposting\n    post: /job/",
        "post: needs exactly one (group): the post's own number or name.",
    ),
    (
        "https://board.example/",
        "file:///etc/",
        "start.0: 'file:///etc/bbs/board.php?bo_table=job' is not an http",
    ),
    ("https://", "https://me:secret@", "start.0: an address holds no user name or password."),
    ("gnuboard", "gnuboard\n    colour: red", "colour: no such setting."),
    ("gnuboard", "gnuboard\n    timezone: Seoul", "timezone: 'Seoul' is no time zone; write one such as"),
    ("gnuboard", "gnuboard\n    max_pages: 0", "max_pages: Input should be greater than or equal to 1."),
    (
        "gnuboard",
        "gnuboard\n    hosts: ['a.example/x']",
        "hosts.0: 'a.example/x' is not a host, host:port or *.host.",
    ),
]
FILE_FAULTS = [
    (
        "name: one",
        "name: ../etc",
        "s.yml, line 3, source ../etc: name: holds small letters, digits and - only",
    ),
    ("contact: me@watch.example", "contact: ''", "s.yml: contact: String should have at least 3 characters."),
    ("contact: me@watch.example\n", "", "s.yml: contact: is missing."),
    ("sources:", "sites:", "s.yml needs `contact:` and a list `sources:`."),
    (
        "sources:\n",
        "sources:\n  - just text\n",
        "s.yml, line 3, source (no name): Input should be a valid dict",
    ),
]


@pytest.mark.parametrize(("good", "bad", "fault"), ENTRY_FAULTS)
def test_a_fault_in_an_entry_is_one_line_with_its_place(
    tmp_path: Path, good: str, bad: str, fault: str
) -> None:
    said = faults(tmp_path, GOOD.replace(good, bad)).splitlines()
    assert said[0].startswith(f"s.yml, line 3, source one: {fault}")


@pytest.mark.parametrize(("good", "bad", "fault"), FILE_FAULTS)
def test_a_fault_of_the_file_is_said(tmp_path: Path, good: str, bad: str, fault: str) -> None:
    assert faults(tmp_path, GOOD.replace(good, bad)).startswith(fault)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = (
        GOOD
        + "  - name: two\n    platform: telegram\n"
        + "  - name: THREE\n    platform: telegram\n    start: [t.me/s/x]\n"
    )
    assert [line.partition(": ")[0] for line in faults(tmp_path, text).splitlines()] == [
        "s.yml, line 6, source two",
        "s.yml, line 8, source THREE",
        "s.yml, line 8, source THREE",
    ]


def test_a_name_may_stand_once(tmp_path: Path) -> None:
    twice = GOOD + GOOD.partition("sources:\n")[2]
    assert faults(tmp_path, twice) == "s.yml: the name one stands more than once."


def test_what_is_not_yaml_or_not_there_is_said(tmp_path: Path) -> None:
    assert faults(tmp_path, "sources: [").startswith("s.yml is not YAML: while parsing")
    with pytest.raises(BadSources, match="cannot be read: No such file"):
        read_sources(tmp_path / "none.yml")
    with pytest.raises(BadSources, match="cannot be read: Is a directory"):
        read_sources(tmp_path)
    (tmp_path / "s.yml").write_bytes("이름".encode("cp949"))
    with pytest.raises(BadSources, match="is not UTF-8 text"):
        read_sources(tmp_path / "s.yml")


def test_a_bare_host_stands_for_the_two_usual_ports(tmp_path: Path) -> None:
    path = tmp_path / "s.yml"
    path.write_text(GOOD + "    hosts: [WWW.board.example, img.board.example:8080]\n")
    assert read_sources(path).sources[0].allowed == {
        "board.example:443",
        "www.board.example:80",
        "www.board.example:443",
        "img.board.example:8080",
    }


def test_origins_always_say_their_port() -> None:
    assert origin("https://A.example/x") == "a.example:443"
    assert origin("http://a.example:81") == "a.example:81"


def test_the_shipped_file_is_valid_and_crawls_nothing_unasked() -> None:
    shipped = read_sources(command.HERE / "sources.yml")
    assert {source.platform for source in shipped.sources} == set(PLATFORMS)
    assert shipped.chosen([]) == ()


def test_the_shipped_file_explains_every_field() -> None:
    explained = (command.HERE / "sources.yml").read_text("utf-8").partition("\nsources:\n")
    fields = set(SourceEntry.model_fields) - {"name"}
    assert {field for field in fields if f"#   {field} " not in explained[0]} == set()
    assert all(f"platform: {platform}\n" in explained[2] for platform in PLATFORMS)


def test_the_night_is_a_date(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["--night", "tonight"])
    assert ended.value.code == 2
    assert "argument --night: 'tonight' is not a date such as 2026-11-22" in capsys.readouterr().err
