"""Finds every URL in a project's files, with its place: of indexes, of pages of links, of requirements, of includes."""

from __future__ import annotations

from pinlint.requirements.policies import LOCK_FORMATS
from pinlint.text.source import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Fix
    from pinlint.findings.subjects import Subject
    from pinlint.requirements.model import Requirement, RequirementsFile
    from pinlint.text.mapped_text import MappedText
    from pinlint.text.source import Location

#: The options whose value is a URL (or, of find-links, a path).
INDEX_OPTIONS = ("index-url", "extra-index-url", "find-links")
#: Unencrypted transports, which anyone on the network can read and change.
PLAIN_SCHEMES = ("http", "ftp", "git", "svn", "bzr")
#: The public index, the default of pip and uv; and its host.
DEFAULT_INDEX = "https://pypi.org/simple"
PUBLIC_HOST = DEFAULT_INDEX.split("/")[2]
#: Indexes of vendors: nobody can use another one, and each has only a few projects.
VENDOR_HOSTS = frozenset(
    """
    download.pytorch.org pypi.nvidia.com pypi.ngc.nvidia.com www.piwheels.org piwheels.org data.pyg.org wheels.vllm.ai
    pytorch-extension.intel.com repo.radeon.com download.openmmlab.com
    """.split()  # noqa: SIM905
)

#: From where a host can be reached: this machine, a private network, everywhere.
LOOPBACK, PRIVATE, PUBLIC = "loopback", "private", "public"


class UrlUse:
    """A URL in a file or a command. ``what`` is the option's long name, ``requirement`` or ``include``.

    ``scheme`` is the transport in lower case, without ``git+`` and the like. ``host`` is in lower case, without a port. ``user``
    and ``password`` are as written; None if the URL has none.
    """

    __slots__ = (
        "address",
        "expected",
        "file",
        "foreign",
        "host",
        "password",
        "requirement",
        "scheme",
        "span",
        "url",
        "user",
        "what",
    )

    def __init__(
        self,
        file: RequirementsFile | MappedText,
        span: Span,
        url: str,
        what: str,
        requirement: Requirement | None = None,
    ) -> None:
        self.file = file
        self.span = span
        self.url = url
        self.what = what
        self.requirement = requirement
        scheme, _, rest = url.partition("://")
        self.scheme = scheme.rpartition("+")[2].lower()
        self.user = self.password = None
        if "@" in rest:
            from pinlint.text.secret_search import user_information

            userinfo = user_information(url)
            if userinfo is not None:
                self.user, colon, password = userinfo.partition(":")
                self.password = password if colon else None
                rest = rest[len(userinfo) + 1 :]
        #: Host, path and the rest of the URL.
        self.address = rest
        for delimiter in "/?#\\":
            rest = rest.partition(delimiter)[0]
        self.host = host_of(rest)
        #: The expected hosts, if known.
        self.expected: tuple[str, ...] = ()
        #: Whether it names an unexpected host.
        self.foreign = False

    @property
    def location(self) -> Location:
        """Where the URL is written."""
        return self.file.source.at(self.span)

    @property
    def shown(self) -> str:
        """The URL for messages: without user, password, query and fragment."""
        path = self.address.partition("#")[0].partition("?")[0].partition("/")[2]
        return f"{self.url.partition('://')[0]}://{self.host}/{path}"


def subjects(project: CheckedProject) -> Iterator[Subject]:
    """The URLs with their traits: ``plain-index``, ``plain-reference``, ``credentials``, and ``remote`` if the configuration
    lists hosts."""
    listed = bool(project.config.allowed_hosts)
    for document in project.documents.values():
        if document.format in LOCK_FORMATS:
            continue
        for url in urls_in(document):
            if url.scheme in PLAIN_SCHEMES:
                yield "url", "plain-index" if url.what in INDEX_OPTIONS else "plain-reference", url
            if url.user:
                yield "url", "credentials", url
            if listed and url.host:
                yield "url", "remote", url


def urls_in(document: RequirementsFile) -> Iterator[UrlUse]:
    """The URLs of one file."""
    for option in document.options:
        if option.value_span is not None and option.value and "://" in option.value and option.name in INDEX_OPTIONS:
            yield UrlUse(document, option.value_span, option.value, option.name)
    for include in document.includes:
        if "://" in include.target:
            yield UrlUse(document, include.target_span, include.target, "include")
    for requirement in document.requirements:
        if requirement.url is not None and requirement.url_span is not None and "://" in requirement.url:
            yield UrlUse(document, requirement.url_span, requirement.url, "requirement", requirement)


def learn_secrets(document: RequirementsFile) -> None:
    """Registers the secrets in the file's URLs with the file, in all spellings."""
    from pinlint.text.secrets import learn

    for url in urls_in(document):
        learn(document.source, url.span, url.url)


def host_of(address: str) -> str:
    """The host in lower case, without its port and without the brackets of an IPv6 address."""
    bracketed, bracket, _ = address.partition("]")
    return (bracketed[1:] if bracket else address.partition(":")[0]).lower()


def reach(host: str) -> str:
    """LOOPBACK, PRIVATE or PUBLIC. A name without a dot, or below a private domain, belongs to a private network."""
    if host == "localhost" or host.endswith(".localhost"):
        return LOOPBACK
    if host.replace(".", "").isdigit() or ":" in host:
        from ipaddress import ip_address

        try:
            address = ip_address(host)
        except ValueError:
            return PUBLIC
        return LOOPBACK if address.is_loopback else PRIVATE if address.is_private else PUBLIC
    if "." not in host or host.endswith((".local", ".internal", ".lan", ".intranet", ".home.arpa")):
        return PRIVATE
    return PUBLIC


def encrypted(url: UrlUse) -> Fix | None:
    """The fix that replaces ``http`` by ``https``; None for another scheme, or if the URL is not written literally."""
    from pinlint.findings.finding import UNSAFE, Fix

    before = url.url.lower().find("http://")
    if url.scheme != "http" or not url.file.source.text.startswith(url.url, url.span.start):
        return None
    start = url.span.start + before
    return Fix("Use https", [Edit(url.file.source.path, Span(start, start + 4), "https")], UNSAFE)


def deciding_variables(requirement: Requirement) -> list[str]:
    """The environment variables that affect what is installed: those outside of a URL's user and password."""
    text = requirement.shown
    scheme, separator, rest = text.partition("://")
    authority, slash, path = rest.partition("/")
    text = scheme + separator + authority.rpartition("@")[2] + slash + path
    return [variable for variable in map("${{{}}}".format, requirement.variables) if variable in text]
