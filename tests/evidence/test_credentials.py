"""Credentials reach the host that they belong to, and nothing else."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import sys

import pytest

from pinlint.evidence.client import without_login
from pinlint.evidence.credentials import Credentials, origin_of
from pinlint.evidence.user_configuration import UserConfiguration

A = ("a", "1.0")
WHEEL = "a-1.0-py3-none-any.whl"
SECRET = "s3cr3t"


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def sent(server):
    return [headers.get("authorization") for _, headers in server.requests]


def with_login(server, login=f"me:{SECRET}"):
    return server.url.replace("://", f"://{login}@") + "/simple"


def test_an_indexs_own_host_gets_its_credentials(server, look_up):
    server.add(WHEEL, "a", "1.0", "b")
    found = look_up(indexes=[with_login(server)])
    assert found.found[A].requires_dist == ("b",)
    assert sent(server) == [basic("me", SECRET)] * 2


def test_a_file_on_another_host_gets_none(server, start_server, look_up):
    files = start_server()
    files.add(WHEEL, "a", "1.0", "b")
    server.files["a"] = files.files["a"]
    server.serve_page("a")
    look_up(indexes=[with_login(server)])
    assert (sent(server), sent(files)) == ([basic("me", SECRET)], [None])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_carries_none(server, start_server, look_up, status):
    other = start_server()
    other.add(WHEEL, "a", "1.0", "b")
    target = other.url.replace("://", "://me:stolen@") + "/simple/a/"
    server.answers["/simple/a/"] = (status, {"Location": target}, b"")
    found = look_up(indexes=[with_login(server)])
    assert found.found[A].requires_dist == ("b",)
    assert (sent(server), sent(other)) == ([basic("me", SECRET)], [None, None])


def test_a_redirect_within_the_host_keeps_them(server, look_up):
    server.add(WHEEL, "a", "1.0", "b")
    server.answers["/moved/a/"] = server.answers["/simple/a/"]
    server.answers["/simple/a/"] = (302, {"Location": "/moved/a/"}, b"")
    look_up(indexes=[with_login(server)])
    assert sent(server) == [basic("me", SECRET)] * 3


def test_the_index_with_most_of_the_path_in_common_decides(tmp_path):
    configuration = UserConfiguration(str(tmp_path))
    configuration.add_index("https://one:1@example.org/one/simple")
    configuration.add_index("https://two:2@example.org/two/simple")
    credentials = Credentials(configuration)
    assert credentials.authorization("https://example.org/two/simple/a/") == basic("two", "2")
    assert credentials.authorization("https://example.org/one/simple/a/") == basic("one", "1")
    assert credentials.authorization("https://example.com/two/simple/a/") is None
    assert credentials.authorization("https://example.org:8443/two/simple/a/") is None
    assert credentials.authorization("http://example.org/two/simple/a/") is None


def test_plain_http_gets_none_but_on_this_machine(tmp_path):
    configuration = UserConfiguration(
        str(tmp_path), ["http://me:x@example.org/simple", "http://me:x@localhost:1/simple"]
    )
    credentials = Credentials(configuration)
    assert credentials.authorization("http://example.org/simple/a/") is None
    assert credentials.authorization("http://localhost:1/simple/a/") == basic("me", "x")


def test_netrc(server, look_up, tmp_path):
    server.add(WHEEL, "a", "1.0", "b")
    (tmp_path / "netrc").write_text(f"machine 127.0.0.1 login me password {SECRET}\ndefault login x password y\n")
    configuration = UserConfiguration(str(tmp_path / "project"), [f"{server.url}/simple"])
    configuration.netrc = str(tmp_path / "netrc")
    look_up(configuration=configuration)
    assert sent(server) == [basic("me", SECRET)] * 2
    assert Credentials(configuration).authorization("https://example.org/") is None


def test_a_broken_netrc_is_a_problem_without_its_text(tmp_path):
    (tmp_path / "netrc").write_text(f"machine {SECRET} {SECRET}\n")
    configuration = UserConfiguration(str(tmp_path / "project"))
    configuration.netrc = str(tmp_path / "netrc")
    assert Credentials(configuration).authorization("https://example.org/") is None
    assert configuration.problems == ["the netrc file cannot be read"]


def keyring_program(folder, monkeypatch, script):
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "keyring"
    program.write_text(f"#!{sys.executable}\n{script}")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder))


@pytest.fixture
def locked(server):
    """A server that wants a password for everything."""
    server.add(WHEEL, "a", "1.0", "b")
    for path, answer in list(server.answers.items()):

        def guarded(handler, answer=answer):
            good = handler.headers.get("Authorization") == basic("me", SECRET)
            return (answer if isinstance(answer, tuple) else (200, {}, answer)) if good else (401, {}, b"")

        server.answers[path] = guarded
    return server


@pytest.mark.skipif(os.name == "nt", reason="the fake keyring is a script with a shebang")
def test_keyring_is_asked_once_where_the_user_chose_it(locked, look_up, tmp_path, monkeypatch):
    log = tmp_path / "log"
    script = f"import sys\nopen({str(log)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')\nprint({SECRET!r})\n"
    keyring_program(tmp_path / "bin", monkeypatch, script)
    configuration = UserConfiguration(str(tmp_path / "project"), [with_login(locked, "me")])
    configuration.keyring = True
    assert look_up(configuration=configuration).found[A].requires_dist == ("b",)
    assert log.read_text() == f"get {locked.url}/simple me\n"


@pytest.mark.skipif(os.name == "nt", reason="the fake keyring is a script with a shebang")
def test_keyring_is_not_asked_otherwise(locked, look_up, tmp_path, monkeypatch):
    keyring_program(tmp_path / "bin", monkeypatch, "raise SystemExit('asked')")
    found = look_up(indexes=[with_login(locked, "me")])
    assert found.reasons == {A: "127.0.0.1 refuses access (status 401)"}


@pytest.mark.skipif(os.name == "nt", reason="the fake keyring is a script with a shebang")
def test_a_keyring_inside_the_project_is_never_run(locked, look_up, tmp_path, monkeypatch):
    marker = tmp_path / "executed"
    keyring_program(tmp_path / "project" / "bin", monkeypatch, f"open({str(marker)!r}, 'w')")
    configuration = UserConfiguration(str(tmp_path / "project"), [with_login(locked, "me")])
    configuration.keyring = True
    found = look_up(configuration=configuration)
    assert found.reasons == {A: "127.0.0.1 refuses access (status 401)"}
    assert found.problems == ["keyring is configured but there is no keyring program outside the project"]
    assert not marker.exists()


@pytest.mark.parametrize("answer", [(401, {}, b""), (500, {}, b""), (200, {}, b"{"), (302, {"Location": "x:y"}, b"")])
def test_no_secret_is_ever_shown(server, look_up, answer, tmp_path):
    server.answers["/simple/a/"] = answer
    found = look_up(indexes=[with_login(server)])
    reported = repr([found.reasons, found.problems, found.facts, found.configuration.indexes])
    assert SECRET not in reported
    assert not [name for _, _, names in os.walk(tmp_path) for name in names]


@pytest.fixture
def certificate(tmp_path):
    path = tmp_path / "certificate.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    )
    try:
        subprocess.run([*command.split(), "-keyout", path, "-out", f"{path}.crt"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no openssl program to make a certificate with")
    return str(path), f"{path}.crt"


@pytest.fixture
def secure(start_server, certificate):
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    return start_server(context)


def test_a_custom_ca(secure, certificate, look_up, tmp_path):
    secure.add(WHEEL, "a", "1.0", "b")
    configuration = UserConfiguration(str(tmp_path / "project"), [f"{secure.url}/simple"])
    found = look_up(configuration=configuration)
    assert found.reasons == {A: "the connection to 127.0.0.1 is not secure: its certificate cannot be verified"}
    configuration.ca_bundle = certificate[1]
    assert look_up(configuration=configuration).found[A].requires_dist == ("b",)


def test_from_https_to_http_is_never_followed(secure, server, certificate, look_up, tmp_path):
    server.add(WHEEL, "a", "1.0", "b")
    secure.answers["/simple/a/"] = (302, {"Location": f"{server.url}/simple/a/"}, b"")
    configuration = UserConfiguration(str(tmp_path / "project"), [f"{secure.url}/simple"])
    configuration.ca_bundle = certificate[1]
    assert look_up(configuration=configuration).reasons == {A: "127.0.0.1 redirects to an insecure address"}
    secure.answers["/simple/a/"] = server.answers["/simple/a/"]
    assert look_up(configuration=configuration).reasons == {
        A: "an index cannot be used: its page has no link to the files that can be followed"
    }
    assert server.requests == []


def test_a_missing_ca_bundle_is_reported(look_up, tmp_path):
    configuration = UserConfiguration(str(tmp_path / "project"), ["https://127.0.0.1:1/simple"])
    configuration.ca_bundle = str(tmp_path / "missing.pem")
    assert look_up(configuration=configuration).reasons == {
        A: "the CA bundle of the user's configuration cannot be read"
    }


def test_a_proxy_is_used_and_gets_its_own_credentials(server, start_server, look_up, monkeypatch):
    proxy = start_server()
    proxy.answers["http://index.invalid/simple/a/"] = (404, {}, b"")
    monkeypatch.setenv("http_proxy", proxy.url.replace("://", f"://me:{SECRET}@"))
    look_up(indexes=["http://index.invalid/simple"])
    assert proxy.paths == ["http://index.invalid/simple/a/"]
    assert proxy.requests[0][1]["proxy-authorization"] == basic("me", SECRET)
    assert "authorization" not in proxy.requests[0][1]


def test_no_proxy_is_respected(server, start_server, look_up, monkeypatch):
    proxy = start_server()
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    look_up(indexes=[f"{server.url}/simple"])
    assert (len(server.requests), proxy.requests) == (1, [])


def test_another_kind_of_proxy_is_said(look_up, monkeypatch):
    monkeypatch.setenv("http_proxy", "socks5://me:x@127.0.0.1:1")
    found = look_up(indexes=["http://index.invalid/simple"])
    assert found.reasons == {A: "this kind of proxy is not supported"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Example.org/x", ("https", "example.org", 443)),
        ("http://example.org:8080/x", ("http", "example.org", 8080)),
        ("https://example.org:99999/", None),
        ("https://[::1", None),
        ("file:///etc/passwd", None),
        ("https://", None),
    ],
)
def test_origins(url, expected):
    assert origin_of(url) == expected


def test_a_login_is_cut_out_of_a_url():
    assert without_login("https://me:x@y@example.org:1/a?b=c#d") == "https://example.org:1/a?b=c"
