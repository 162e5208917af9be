"""A board on loopback that scripts fill, some of them hostile, and a neighbour that none may reach."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SHELL = """<!doctype html><html><head><meta charset="utf-8"><title>야자수마을</title>
<link rel="stylesheet" href="/style.css"></head>
<body><div id="app">불러오는 중</div><img src="/ad.png"><iframe src="/frame"></iframe>
<script src="/app.js"></script><script>%s</script></body></html>"""
APP = """
const id = new URLSearchParams(location.search).get("wr_id");
fetch(id ? `/api/post?wr_id=${id}` : "/api/list").then(answer => answer.json()).then(said => {
  document.getElementById("app").innerHTML = id
    ? `<article id="bo_v"><h2 id="bo_v_title"><span class="bo_v_tit">${said.title}</span></h2>
       <section id="bo_v_info"><strong class="if_date">26-11-20 21:10</strong></section>
       <div id="bo_v_con">${said.body} <p>${navigator.userAgent}</p></div></article>`
    : `<div id="bo_list"><table><tbody>${said.map(post => `<tr><td class="td_subject">
       <a href="/bbs/board.php?bo_table=job&wr_id=${post}">글 ${post}</a></td></tr>`).join("")}
       </tbody></table></div>`;
});
"""
HARMLESS = "document.cookie = 'seen=1'; localStorage.setItem('seen', '1');"
TELL = """
const tell = (what, ends) => document.body.insertAdjacentHTML("beforeend", `<i>${what}:${ends}</i>`);
"""
SCRIPTS = {
    # Each tries the neighbour on another port of loopback, the metadata service and this machine's files.
    2: TELL
    + """
for (const where of ["NEIGHBOUR/fetched", "http://169.254.169.254/latest/", "http://[::1]:PORT/v6",
                     "http://neighbour.example/named", "file:///etc/passwd"]) {
  fetch(where, {mode: "no-cors"}).then(() => tell(where, "reached"), () => tell(where, "failed"));
}
new WebSocket("NEIGHBOUR/socket".replace("http", "ws"));
new EventSource("NEIGHBOUR/events");
navigator.sendBeacon("NEIGHBOUR/beacon", "x");
new Image().src = "NEIGHBOUR/image";
const peer = new RTCPeerConnection({iceServers: [{urls: "stun:127.0.0.1:PORT"}]});
peer.createDataChannel("x"); peer.createOffer().then(offer => peer.setLocalDescription(offer));
fetch("/api/secret").catch(() => 0);
fetch("/api/send", {method: "POST", body: "x"}).catch(() => 0);
""",
    3: """
window.open("NEIGHBOUR/opened");
setTimeout(() => { location.href = "NEIGHBOUR/navigated"; }, 50);
const frame = document.createElement("iframe"); frame.src = "NEIGHBOUR/framed"; document.body.append(frame);
const form = document.createElement("form"); form.action = "NEIGHBOUR/sent"; document.body.append(form);
const worker = new Blob(["fetch('NEIGHBOUR/worker')"]); new Worker(URL.createObjectURL(worker));
navigator.serviceWorker?.register("/app.js").catch(() => 0);
const link = document.createElement("a"); link.href = "/file.zip"; link.download = "x"; link.click();
""",
    4: 'fetch("/away").catch(() => 0);',
    5: "setTimeout(() => { for (;;) {} }, 0);",
    6: TELL + "setTimeout(() => tell('seen', document.cookie + (localStorage.getItem('seen') || '')), 0);",
}


@dataclass
class Scripted:
    base: str
    asked: list[str] = field(default_factory=list)
    """`host method path` of every request."""
    agents: set[str] = field(default_factory=set)
    reached: list[str] = field(default_factory=list)
    """What came to the neighbour, TCP connections too."""


class Board(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    here: Scripted
    neighbour: str
    posts: tuple[int, ...]

    def do_GET(self) -> None:
        self.here.asked.append(self.path)
        self.here.agents.add(self.headers["User-Agent"])
        parts = urlsplit(self.path)
        number = int(parse_qs(parts.query).get("wr_id", ["0"])[0])
        match parts.path:
            case "/bbs/board.php":
                script = SCRIPTS.get(number, HARMLESS).replace("NEIGHBOUR", self.neighbour)
                page = SHELL % script.replace("PORT", self.neighbour.rpartition(":")[2])
                self.say(page.encode(), "text/html; charset=utf-8")
            case "/app.js":
                self.say(APP.encode(), "text/javascript")
            case "/api/list":
                self.say(json.dumps(self.posts).encode(), "application/json")
            case "/api/post":
                said = {"title": f"캄보디아 고수익 {number}", "body": "<p>월 1000 보장</p><p>텔레 @demo0</p>"}
                self.say(json.dumps(said).encode(), "application/json")
            case "/away":
                self.say(b"", "text/html", 302, f"{self.neighbour}/redirected")
            case "/robots.txt":
                self.say(b"User-agent: *\nDisallow: /api/secret\n", "text/plain")
            case _:
                self.say(b"", "text/html", 404)

    def do_POST(self) -> None:
        self.here.asked.append(f"POST {self.path}")
        self.say(b"", "text/html")

    def say(self, body: bytes, kind: str, status: int = 200, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "tracked=1")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def scripted_board(*posts: int) -> Iterator[Scripted]:
    class Here(Board):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Here)
    server.daemon_threads = True
    neighbour = socket.create_server(("127.0.0.1", 0))
    Here.here = Scripted(f"http://127.0.0.1:{server.server_address[1]}")
    Here.posts, Here.neighbour = posts, f"http://127.0.0.1:{neighbour.getsockname()[1]}"
    threads = [
        threading.Thread(target=server.serve_forever, daemon=True),
        threading.Thread(target=_note, args=(neighbour, Here.here.reached), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield Here.here
    finally:
        server.shutdown()
        server.server_close()
        neighbour.shutdown(socket.SHUT_RDWR)
        neighbour.close()
        for thread in threads:
            thread.join()


def _note(neighbour: socket.socket, reached: list[str]) -> None:
    while True:
        try:
            connection, _ = neighbour.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(2)
            reached.append(connection.recv(200).decode("latin-1"))
