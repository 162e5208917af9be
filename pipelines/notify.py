"""Stage `notify`: tells people that the night is over. No ad and no contact leaves here, only counts.

The head of the evidence chain goes with them: noted elsewhere, it proves later what was kept tonight.
"""

from pipelines.console.language import Say


def message(
    night: str, flagged: int, new: int, campaigns: int, head: str | None, say: Say
) -> tuple[str, str]:
    """Title and body."""
    counts = say(
        f"의심 광고 {flagged:,}건, 새 경보 {new:,}건, 캠페인 {campaigns:,}개. 검토 대기열에 올렸습니다.",
        f"{flagged:,} flagged ads, {new:,} new alerts, {campaigns:,} campaigns in the review queue.",
    )
    return f"lurewatch {night}", f"{counts}\n{head_line(head, say)}" if head else counts


def head_line(head: str, say: Say) -> str:
    return say(f"증거 사슬의 마지막 해시: {head}", f"Head of the evidence chain: {head}")


def notify(addresses: str | None, title: str, body: str) -> str:
    """What became of it, in a word. A message that fails is no reason to fail the night."""
    if not addresses or not addresses.split():
        return "skipped: LUREWATCH_NOTIFY is not set"
    from apprise import Apprise

    messenger = Apprise()
    refused = [place for place, address in enumerate(addresses.split(), 1) if not messenger.add(address)]
    sent = len(messenger) > 0 and messenger.notify(title=title, body=body)
    if refused:
        return f"failed: Apprise does not know address {', '.join(map(str, refused))} of LUREWATCH_NOTIFY"
    return "sent" if sent else "failed: not every address of LUREWATCH_NOTIFY took the message"
