"""What the crawler needs to read the sample web: a sources file, and beside it the folder of submissions."""

from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from shutil import copyfile
from zoneinfo import ZoneInfo

from samples.images import FOLDER as PICTURES
from samples.posts import Post, read_posts

TEMPLATE = Path(__file__).parent / "sources.yml"


def write_sources(path: Path, bases: Mapping[str, str], edition: int) -> None:
    """Writes the sources file for these addresses, whole or not at all, and what people have handed in."""
    folder = path.parent.resolve() / "submissions"
    drop_submissions(folder, edition)
    part = path.with_name(path.name + ".part")
    part.write_text(TEMPLATE.read_text("utf-8").format(folder=folder, **bases), "utf-8")
    part.replace(path)


def drop_submissions(folder: Path, edition: int) -> None:
    """Pasted texts, saved mails and screenshots, as people would drop them who saw them behind a login."""
    folder.mkdir(parents=True, exist_ok=True)
    for post in read_posts("submission", edition):
        if post.fact("mail"):
            (folder / f"{post.fact('name')}.eml").write_bytes(mail_of(post))
        elif post.body:
            (folder / f"{post.fact('name')}.txt").write_text(post.body + "\n", post.fact("charset", "utf-8"))
        for number, name in enumerate(post.fact("images", [])):
            suffix = f"-{number}" if number else ""
            copyfile(PICTURES / name, folder / f"{post.fact('name')}{suffix}{Path(name).suffix}")


def mail_of(post: Post) -> bytes:
    """The post as a mail program saves one that was forwarded."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "reader@mail.example", "report@lurewatch.example"
    mail["Date"], mail["Subject"] = post.posted.replace(tzinfo=ZoneInfo("Asia/Seoul")), post.fact("mail")
    mail.set_content(post.body + "\n", charset=post.fact("charset", "utf-8"))
    return mail.as_bytes()
