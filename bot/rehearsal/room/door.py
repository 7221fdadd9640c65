"""Who is let in: this machine alone, and of its browsers only one that was given the link.

Another account on the same computer, or a web page open in another tab, could reach a loopback
port as well. Hence a token that works once, a cookie that scripts cannot read, a check of Host
(DNS rebinding) and of Origin (a form posted from another site), and a policy by which the page
itself can load nothing from elsewhere.
"""

import secrets

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Door:
    """Keeps the unused tokens and the cookie; `port` is set when the room has one."""

    def __init__(self, say: dict[str, str]) -> None:
        self.port = 0
        self._say = say
        self._tokens: set[str] = set()
        self._pass = secrets.token_urlsafe(32)

    def token(self) -> str:
        """Draw a token; it opens the door once."""
        token = secrets.token_urlsafe(24)
        self._tokens.add(token)
        return token

    @property
    def cookie(self) -> str:
        """Name the cookie by the port: browsers share cookies between the ports of a host."""
        return f"peerlight-room-{self.port}"

    def keeper(self) -> Middleware:
        """Give what aiohttp asks before each request."""

        @web.middleware
        async def keep(request: web.Request, handler: Handler) -> web.StreamResponse:
            answer = self._answer(request)
            return await handler(request) if answer is None else answer

        return keep

    def _answer(self, request: web.Request) -> web.Response | None:
        """Answer a request with one plain sentence, or with nothing: then it may come in."""
        if request.host not in (f"127.0.0.1:{self.port}", f"localhost:{self.port}"):
            return self._refuse("door-host")
        if request.path == "/" and "token" in request.query:
            return self._exchange(request)
        if not self._has_pass(request):
            return self._refuse("door-closed")
        if request.method == "POST" and not self._from_page(request):
            return self._refuse("door-host")
        return None

    def _exchange(self, request: web.Request) -> web.Response:
        token = request.query["token"]
        if token not in self._tokens and not self._has_pass(request):
            return self._refuse("door-used")
        self._tokens.discard(token)
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(self.cookie, self._pass, httponly=True, samesite="Strict", path="/")
        return response

    def _has_pass(self, request: web.Request) -> bool:
        shown = request.cookies.get(self.cookie, "")
        return secrets.compare_digest(shown.encode(), self._pass.encode())

    def _from_page(self, request: web.Request) -> bool:
        origin = request.headers.get("Origin")
        return origin == f"http://{request.host}" and request.content_type == "application/json"

    def _refuse(self, reason: str) -> web.Response:
        return web.Response(status=403, text=self._say[reason] + "\n")


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Put the safety headers on every answer, streams included."""
    response.headers.update(HEADERS)
