"""What an exported folder says of itself, in Korean and in English."""

from dataclasses import dataclass

from crawler.evidence.entries import INDEX_ENDING
from crawler.evidence.originals import Original

WARC_NAME = "originals.warc.gz"
CHAIN = "chain.jsonl"


@dataclass(frozen=True)
class Named:
    """An original under the name that it gets in the export."""

    name: str
    original: Original

    @property
    def index(self) -> str:
        entry = self.original.entry
        return f"{self.original.night.name}.{entry.file.removesuffix('.warc.gz')}{INDEX_ENDING}"


KOREAN = f"""lurewatch 증거 자료: {{ad_id}}

이 자료는 위 채용 공고를 처음 보았을 때(그리고 수정될 때마다) 받은 원본입니다.
  page·picture     서버가 보낸 그대로의 페이지와 그림 (압축 전송만 풀었음)
  screenshot       보관된 페이지를 인터넷 연결 없이 그려 찍은 화면
  record           수집기가 읽어 낸 공고 기록 {{revisions}}건
  {WARC_NAME}  위 원본의 WARC 기록 (ISO 28500; 요청·응답 머리말과 시각 포함)
주의: page 파일에는 사기 사이트의 내용이 그대로 들어 있습니다. 인터넷에 연결된 브라우저로 열지 마십시오.
확인하는 방법 (표준 도구):
  1. sha256sum 파일        아래 SHA-256과 같아야 합니다.
  2. NIGHT.*{INDEX_ENDING}   원본마다 같은 SHA-256이 적힌 줄이 있습니다.
  3. {CHAIN}           그 색인 파일의 SHA-256이 적힌 줄이 있습니다. 줄마다 "previous"는
                           앞줄의 SHA-256(줄바꿈 포함)이고, 마지막 줄의 SHA-256은 아래 head입니다.
"""
ENGLISH = f"""lurewatch evidence: {{ad_id}}

These are the originals of this job ad as they came when it was first seen, and at each edit.
  page, picture    as the server sent them (only the transfer's compression undone)
  screenshot       the kept page, drawn without any network
  record           the ad as the crawler read it: {{revisions}}
  {WARC_NAME}  their WARC records (ISO 28500), with request, response headers and time
Careful: the pages hold what the scammers' sites hold. Do not open them in a browser that is online.
To check by hand, with standard tools:
  1. sha256sum FILE         gives the SHA-256 below.
  2. NIGHT.*{INDEX_ENDING}    has a line with that SHA-256 for each original.
  3. {CHAIN}            has a line with the SHA-256 of that index file. In each line "previous" is
                            the SHA-256 of the line before, line break included; the last line's own
                            SHA-256 is the head below, which the operator noted elsewhere.
"""


def readme(ad_id: str, named: list[Named], revisions: int, head: str) -> str:
    files = "\n".join(_lines(one) for one in named)
    korean, english = (text.format(ad_id=ad_id, revisions=revisions) for text in (KOREAN, ENGLISH))
    return f"{korean}\n{'-' * 72}\n{english}\n{'-' * 72}\n{files}\nhead      {head}\n"


def _lines(one: Named) -> str:
    entry = one.original.entry
    return (
        f"{one.name}\n"
        f"  SHA-256 {entry.sha256}\n"
        f"  address {entry.uri}\n"
        f"  time    {entry.fetched_at.isoformat()}\n"
        f"  index   {one.index}\n"
        f"  archive {one.original.night.name}/{entry.file}, byte {entry.offset:,}, {entry.length:,} bytes\n"
    )
