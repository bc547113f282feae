"""HTTP for evidence, with limits on the time and the bytes that any host can cost.

The limits: the number of connections, the time of each wait and of a whole answer, redirects, retries, the bytes of an answer
(packed and unpacked), and the bytes of all answers. This module follows redirects itself: never from https to http, and the new
host gets only its own credentials. Error messages never contain text from the host, a URL or credentials.
"""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from threading import Event
    from typing import Any

    from urllib3 import BaseHTTPResponse

    from pinlint.evidence.credentials import Credentials
    from pinlint.evidence.user_configuration import UserConfiguration

MOST_REDIRECTS = 5
ATTEMPTS = 3
#: The most bytes of all answers of one run, unpacked.
TOTAL_BYTES = 1024 * 1024 * 1024
#: The most seconds that one whole answer may take: name of the host, connection, headers and body.
ANSWER_SECONDS = 60.0
#: After so many failures in a row, a host that never answered is not asked again.
PATIENCE = 3
#: The longest pause in seconds that a host may ask for.
LONGEST_PAUSE = 10.0
TIME_IS_OVER = "the time limit for all look-ups is reached"
_CHUNK = 64 * 1024
_RETRIED = frozenset({429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REFUSED = frozenset({401, 403})


class Unreachable(Exception):
    """There is no usable answer. The message says why and is safe to print."""


class Answer:
    """An answer. ``url`` is the address after all redirects, without credentials."""

    __slots__ = ("body", "headers", "status", "url")

    def __init__(self, status: int, url: str, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.url = url
        self.headers = headers
        self.body = body


class _Transient(Exception):
    """A failure for which another attempt may succeed; the message is the reason."""

    def __init__(
        self, reason: str, wait: float | None = None, *, connected: bool = False, attempts: int = ATTEMPTS
    ) -> None:
        super().__init__(reason)
        self.wait = wait
        self.connected = connected
        self.attempts = attempts


class Client:
    """Connections to the hosts of indexes, for use by several threads. Calls raise only Unreachable.

    ``backoff`` is the pause before the second attempt, in seconds; each further pause is twice as long. Setting ``stop`` ends all
    waiting.
    """

    def __init__(
        self,
        configuration: UserConfiguration,
        credentials: Credentials,
        *,
        connections: int,
        stop: Event,
        backoff: float = 0.5,
    ) -> None:
        from threading import Lock

        self.configuration = configuration
        self.credentials = credentials
        self.connections = connections
        self.stop = stop
        self.backoff = backoff
        self.requests = 0
        self._bytes = 0
        self._lock = Lock()
        self._failures: dict[str, int] = {}
        self._managers: dict[tuple[str, str], Any] = {}
        self._proxies: dict[tuple[str, str], str] = {}

    def get(self, url: str, limit: int, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to a GET of ``url``; its body, unpacked, is at most ``limit`` bytes.

        Every status except a redirect, 401, 403, 429 and 5xx counts as an answer.
        """
        from pinlint.evidence.credentials import origin_of

        redirects = 0
        while True:
            origin = origin_of(url)
            if origin is None:
                raise Unreachable("it is not an http or https URL")
            answer, target = self._patiently(url, origin[1], limit, headers or {})
            if target is None:
                return answer
            redirects += 1
            if redirects > MOST_REDIRECTS:
                raise Unreachable(f"{origin[1]} redirects more than {MOST_REDIRECTS} times")
            url = _redirected(url, target)

    def close(self) -> None:
        """Closes all connections."""
        with self._lock:
            for manager in self._managers.values():
                manager.clear()

    def _patiently(self, url: str, host: str, limit: int, headers: Mapping[str, str]) -> tuple[Answer, str | None]:
        """One answer, after retries if needed, and the target of its redirect."""
        attempt = 1
        while True:
            if self._failures.get(host, 0) >= PATIENCE:
                raise Unreachable(f"{host} cannot be reached")
            try:
                answer = self._once(url, host, limit, headers)
            except _Transient as failure:
                if attempt >= failure.attempts:
                    if not failure.connected:
                        self._failures[host] = self._failures.get(host, 0) + 1
                    raise Unreachable(str(failure)) from None
                pause = self.backoff * 2 ** (attempt - 1) if failure.wait is None else min(failure.wait, LONGEST_PAUSE)
                if self.stop.wait(pause):
                    raise Unreachable(TIME_IS_OVER) from None
                attempt += 1
            else:
                self._failures[host] = -(10**6)  # it answers, so single failures do not count
                return answer

    def _once(self, url: str, host: str, limit: int, headers: Mapping[str, str]) -> tuple[Answer, str | None]:
        authorization = self.credentials.authorization(url)
        answer, target = self._in_time(url, host, limit, headers, authorization)
        if answer.status in _REFUSED and self.configuration.keyring:
            again = self.credentials.authorization(url, refused=True)
            if again is not None and again != authorization:
                answer, target = self._in_time(url, host, limit, headers, again)
        if answer.status in _REFUSED:
            raise Unreachable(f"{host} refuses access (status {answer.status})")
        return answer, target

    def _in_time(
        self, url: str, host: str, limit: int, headers: Mapping[str, str], authorization: str | None
    ) -> tuple[Answer, str | None]:
        """The answer, if all of it comes before its time is over.

        A socket's timeout limits only each wait, and a look-up of the host's name has no timeout. So a separate thread asks, and
        is abandoned when the time is over.
        """
        from threading import Event

        from pinlint.evidence.workers import run

        ends = time.monotonic() + ANSWER_SECONDS

        def ask(url: str) -> tuple[Answer, str | None]:
            return self._answer(url, host, limit, self._send(url, host, headers, authorization), ends)

        for found in run(ask, [url], 1, ends, Event()):
            return found
        raise _Transient(f"{host} takes too long to answer", attempts=1)

    def _answer(
        self, url: str, host: str, limit: int, response: BaseHTTPResponse, ends: float
    ) -> tuple[Answer, str | None]:
        finished = False
        try:
            status = response.status
            if status in _REDIRECTS:
                return Answer(status, url, {}, b""), response.headers.get("location") or ""
            if status in _REFUSED:
                return Answer(status, url, {}, b""), None
            if status in _RETRIED:
                raise _Transient(f"{host} answers with status {status}", _retry_after(response), connected=True)
            answer_headers = {name.lower(): value for name, value in response.headers.items()}
            body = self._body(response, host, limit, ends)
            finished = True
            return Answer(status, url, answer_headers, body), None
        finally:
            # A connection with unread data cannot be reused.
            if finished:
                response.release_conn()
            else:
                response.close()

    def _send(self, url: str, host: str, headers: Mapping[str, str], authorization: str | None) -> BaseHTTPResponse:
        from urllib3 import exceptions

        from pinlint import __version__

        sent = {"Accept-Encoding": "gzip", "User-Agent": f"pinlint/{__version__}", **headers}
        if authorization is not None:
            sent["Authorization"] = authorization
        with self._lock:
            self.requests += 1
        try:
            manager = self._manager(url)
            response: BaseHTTPResponse = manager.request(
                "GET", url, headers=sent, redirect=False, retries=False, preload_content=False, decode_content=False
            )
        except (exceptions.SSLError, OSError) as error:
            if isinstance(error, TimeoutError):
                raise _Transient(f"{host} does not answer in time") from None
            raise Unreachable(f"the connection to {host} is not secure: its certificate cannot be verified") from None
        except exceptions.NewConnectionError:
            raise _Transient(f"{host} cannot be reached") from None
        except (exceptions.ConnectTimeoutError, exceptions.ReadTimeoutError):
            raise _Transient(f"{host} does not answer in time") from None
        except exceptions.ProxyError:
            raise _Transient("the proxy cannot be reached") from None
        except (exceptions.HTTPError, ValueError, UnicodeError):
            raise _Transient(f"{host} cannot be reached") from None
        return response

    def _body(self, response: BaseHTTPResponse, host: str, limit: int, ends: float) -> bytes:
        import zlib

        from urllib3 import exceptions

        from pinlint.evidence.gzip_stream import GzipStream

        encoding = (response.headers.get("content-encoding") or "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip"):
            raise Unreachable(f"{host} compresses its answer in a way that was not requested")
        stream = GzipStream(_CHUNK) if encoding != "identity" else None
        pieces: list[bytes] = []
        left = packed_left = limit
        try:
            while packed := response.read1(_CHUNK, decode_content=False):
                if time.monotonic() > ends or self.stop.is_set():
                    raise _Transient(f"{host} takes too long to answer", connected=True, attempts=1)
                packed_left -= len(packed)
                for piece in stream.unpacked(packed) if stream else (packed,):
                    left -= len(piece)
                    pieces.append(piece)
                    if left < 0 or packed_left < 0:
                        raise Unreachable(f"{host} answers with more than {limit:,} bytes")
                    self._count(len(piece))
        except zlib.error:
            raise Unreachable(f"{host} answers with data that cannot be unpacked") from None
        except (exceptions.ReadTimeoutError, TimeoutError):
            raise _Transient(f"{host} does not answer in time", connected=True) from None
        except (exceptions.HTTPError, OSError, ValueError):
            raise _Transient(f"{host} ends its answer too early", connected=True) from None
        if stream and not stream.complete:
            raise _Transient(f"{host} ends its answer too early", connected=True)
        return b"".join(pieces)

    def _count(self, size: int) -> None:
        with self._lock:
            self._bytes += size
            if self._bytes > TOTAL_BYTES:
                raise Unreachable(f"all answers together exceed {TOTAL_BYTES:,} bytes")

    def _manager(self, url: str) -> Any:
        """The connection pool for a URL: direct, or through the proxy from the user's environment."""
        from urllib.parse import urlsplit

        parts = urlsplit(url)
        place = parts.scheme, parts.hostname or ""
        with self._lock:
            if place not in self._proxies:
                self._proxies[place] = _proxy_for(*place, self.configuration.proxy)
            proxy = self._proxies[place]
            key = parts.scheme, proxy
            if key not in self._managers:
                self._managers[key] = self._new_manager(*key)
            return self._managers[key]

    def _new_manager(self, scheme: str, proxy: str) -> Any:
        import urllib3

        options: dict[str, Any] = {
            "num_pools": 64,
            "maxsize": self.connections,
            "timeout": urllib3.Timeout(connect=min(10.0, self.configuration.timeout), read=self.configuration.timeout),
        }
        if scheme == "https":
            import ssl

            try:
                options["ssl_context"] = ssl.create_default_context(cafile=self.configuration.ca_bundle)
            except OSError:
                raise Unreachable("the CA bundle of the user's configuration cannot be read") from None
        if not proxy:
            return urllib3.PoolManager(**options)
        from pinlint.evidence.user_configuration import split_login

        clean, login = split_login(proxy)
        if login:
            options["proxy_headers"] = urllib3.make_headers(proxy_basic_auth=f"{login[0]}:{login[1]}")
        if not clean.startswith(("http://", "https://")):
            raise Unreachable("this kind of proxy is not supported")
        return urllib3.ProxyManager(clean, **options)


def _proxy_for(scheme: str, host: str, configured: str | None) -> str:
    """The proxy's URL for a host; empty if no proxy is used."""
    from urllib.request import getproxies, proxy_bypass

    if proxy_bypass(host):
        return ""
    proxies = getproxies()
    proxy = configured or proxies.get(scheme) or proxies.get("all") or ""
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def _redirected(url: str, target: str) -> str:
    """The URL that a redirect from ``url`` to ``target`` leads to. Raises Unreachable if it must not be followed."""
    from urllib.parse import urljoin

    from pinlint.evidence.credentials import origin_of

    here = origin_of(url)
    try:
        there = urljoin(url, target)
    except ValueError:
        there = ""
    origin = origin_of(there) if target else None
    if here is None or origin is None:
        raise Unreachable("a redirect leads nowhere")
    if here[0] == "https" and origin[0] != "https":
        raise Unreachable(f"{here[1]} redirects to an insecure address")
    return without_login(there)


def without_login(url: str) -> str:
    """The URL without user name and password, and without its fragment; the query stays."""
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))


def _retry_after(response: BaseHTTPResponse) -> float | None:
    value = (response.headers.get("retry-after") or "").strip()
    return float(value) if value.isdecimal() and len(value) < 4 else None
