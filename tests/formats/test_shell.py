"""The simple commands of shell scripts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinlint.formats.shell import commands, word
from pinlint.formats.shell_words import SimpleCommand
from pinlint.text.mapped_text import MappedText
from pinlint.text.source import SourceFile


def mapped(text: str) -> MappedText:
    return MappedText.verbatim(SourceFile("script.sh", text), [(0, len(text))])


def shown(command: SimpleCommand) -> str:
    """The command's words, with what is particular about it in front."""
    marks = ["?"] if command.conditional else []
    marks += ["quoted"] if command.quoted else []
    marks += [f"{name}={value.text}" for name, value in command.assignments]
    marks += [f"{r.operator}{r.target.text}" + (f"({r.body.text!r})" if r.body else "") for r in command.redirections]
    marks += [f"({command.stdin.program}|)"] if command.stdin else []
    return (
        " ".join([*marks, "::", *(w.text for w in command.words)]) if marks else " ".join(w.text for w in command.words)
    )


#: Commands that run the command in their arguments, and their options that take a value, which are written at the braces.
PREFIXES = {
    "arch": "", "builtin": "", "call": "", "caffeinate": "", "chroot /": "", "chrt 10": "", "command": "",
    "doas {}": "-u -C", "env {}": "-u --unset -C --chdir", "exec {}": "-a", "fakeroot": "", "gosu me": "",
    "ionice {}": "-c -n", "linux32": "", "linux64": "", "nice {}": "-n --adjustment", "nohup": "", "retry": "",
    "setpriv {}": "--reuid --regid", "stdbuf {}": "-i -o -e", "su-exec me": "", "timeout {} 9": "-k --kill-after -s --signal",
    "sudo {}": "-u --user -g --group -h --host -p --prompt -C -D --chdir -r -t -T -U", "travis_retry": "", "winpty": "",
    "time {}": "-f --format -o --output", "xvfb-run {}": "-n -s -f -e -p -w",
    "xargs {}": "-a --arg-file -d --delimiter -E -I -L -n --max-args -P --max-procs -s",
    "conda run {}": "-n --name -p --prefix --cwd", "mamba run {}": "-n --name -p --prefix --cwd",
    "micromamba run {}": "-n --name -p --prefix --cwd", "docker exec {} x": "-e --env --env-file -w --workdir -u --user",
    "docker run {} x": "-v --volume --mount --name --network --platform --entrypoint -p --publish --add-host "
    "--shm-size --cpus -m --memory --gpus -h --hostname --label -l --pull --detach-keys",
    "podman exec {} x": "-e --workdir", "podman run {} x": "-v --name", "pipenv run": "", "pdm run {}": "-p --project",
    "hatch run {}": "-e --env -i --include -x --exclude -f --filter", "mise exec": "", "mise x": "",
    "mise exec python@3 node@20 --": "", "pixi run {}": "-e --environment", "poetry run": "", "pyenv exec": "", "rye run": "",
    "runuser -u me {}": "-g --group -G --supp-group",
    "uv run {}": "--with --with-editable --python -p --extra --group --project --directory --env-file --with-requirements",
    "hatch {} run": "-e --env -p --project --data-dir --cache-dir --config", "hatch env run": "",
    "poetry {} run": "-C --directory -P --project", "uv {} run": "--directory --project --config-file --cache-dir --color",
}  # fmt: skip


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_prefix_is_left_out_with_the_values_of_its_options(prefix: str) -> None:
    for option in ("--flag", *(f"{option} value" for option in PREFIXES[prefix].split())):
        script = f"{prefix.format(option)} pip install six"
        assert [shown(command) for command in commands(mapped(script))] == ["pip install six"], script


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param("a b && c || d; e & f", ["a b", "c", "? :: d", "e", "f"], id="operators separate commands"),
        pytest.param("a \\\n  b # c && d\ne", ["a b", "e"], id="a continuation joins, a comment ends with its line"),
        pytest.param("a#b c", ["a#b c"], id="a hash inside a word is no comment"),
        pytest.param("a '# b' \"&& c\" d\\;e", ["a '# b' \"&& c\" d\\;e"], id="quotes hide operators and hashes"),
        pytest.param("a &&\n b |\n c", ["a", "b", "(b|) :: c"], id="a line may end behind an operator"),
        pytest.param("X=1 Y=$(b) a", ["b", "X=1 Y=$(b) :: a"], id="assignments come before the command"),
        pytest.param("x=(a $(b) # )\n) c", ["b", "x= :: c"], id="an array assignment holds words"),
        pytest.param("a $(b `c`) <(d)", ["c", "b `c`", "d", "a $(b `c`) <(d)"], id="substitutions run first"),
        pytest.param("( cd x && a ); b", ["cd x", "a", "b"], id="a subshell"),
        pytest.param("{ a; b; } > c", ["a", "b", ">c ::"], id="a group"),
        pytest.param("f() { a; }; f", ["a", "f"], id="a function's body"),
        pytest.param("function f() { a; }; f", ["a", "f"], id="the body of a function with the word function"),
        pytest.param("if a; then b; else c; fi; d", ["? :: a", "? :: b", "? :: c", "d"], id="an if decides"),
        pytest.param("for x in a b; do c $x; done; d", ["? :: c $x", "d"], id="a loop's words are no command"),
        pytest.param(
            "case $x in a|b) c;; (d) e ;; esac; f", ["? :: a", "? :: c", "? :: d", "? :: e", "f"], id="a case"
        ),
        pytest.param("[ -f x ] && a && b; c", ["[ -f x ]", "? :: a", "? :: b", "c"], id="a test decides"),
        pytest.param("[[ a < b && c =~ ^(d|e)$ ]] && f", ["? :: f"], id="inside double brackets nothing separates"),
        pytest.param("if [[ a = b ]]; then c; fi; d", ["? :: c", "d"], id="a test that ends with a semicolon"),
        pytest.param("( [[ a ]])\n[[ b ]]&& c", ["? :: c"], id="a test that ends without a blank"),
        pytest.param("test -f x && ( a )", ["test -f x", "? :: a"], id="a test decides on a subshell"),
        pytest.param("a >b 2>&1 <<<c &>d", [">b >&1 <<<c &>d :: a"], id="redirections"),
        pytest.param(
            "pip install a>=1 'b>2'", [">=1 :: pip install a 'b>2'"], id="a bare > redirects in a requirement"
        ),
        pytest.param(
            "cat <<EOF | a\nx\n&& y\nEOF\nb",
            ["<<EOF('x\\n&& y\\n') :: cat", "(cat|) :: a", "b"],
            id="a here-document is no command",
        ),
        pytest.param("a <<-'E'\n\tx\n\tE\nb", ["<<-'E'('x\\n') :: a", "b"], id="tabs are stripped"),
        pytest.param("a <<E\nx", ["<<E('x') :: a"], id="an unended here-document reaches to the end"),
        pytest.param("a <<E <<F\n1\nE\n2\nF\nb", ["<<E('1\\n') <<F('2\\n') :: a", "b"], id="two here-documents"),
        pytest.param(
            'bash -ec "a \\"b\\" && c"', ['bash -ec "a \\"b\\" && c"', 'quoted :: a "b"', "quoted :: c"], id="bash -c"
        ),
        pytest.param(
            "sh -c \"a $X 'b $Y' ${Z%.*} \\$1\"",
            ["sh -c \"a $X 'b $Y' ${Z%.*} \\$1\"", "quoted :: a ${X} 'b '\"${Y}\"'' $* $1"],
            id="the variables of a script in double quotes",
        ),
        pytest.param("eval 'a b'", ["eval 'a b'", "quoted :: a b"], id="eval"),
        pytest.param(
            's=$(cat <<E\na \\$X\nE\n)\nbash -c "$s"',
            ["<<E('a \\\\$X\\n') :: cat", "s=$(cat <<E\na \\$X\nE\n) ::", 'bash -c "$s"', "quoted :: a $X"],
            id="a script that cat puts into a variable",
        ),
        pytest.param(
            "s=$(cat <<E\na\nE\n)\ns=b\nsh -c $s",
            ["<<E('a\\n') :: cat", "s=$(cat <<E\na\nE\n) ::", "s=b ::", "sh -c $s", "quoted :: ${s}"],
            id="a variable that is set again",
        ),
        pytest.param(
            "read -d '' s <<'E'\na\nE\neval \"$s\"",
            ["<<'E'('a\\n') :: read -d '' s", 'eval "$s"', "quoted :: a"],
            id="a script that read puts into a variable",
        ),
        pytest.param(
            "cat > x.sh <<'E'\na\nE\n./x.sh && sh x.sh",
            [">x.sh <<'E'('a\\n') :: cat", "./x.sh", "quoted :: a", "sh x.sh", "quoted :: a"],
            id="a script that cat writes",
        ),
        pytest.param(
            "find . -exec a {} + -exec sh -c 'b {}' \\;",
            [
                "find . -exec a {} + -exec sh -c 'b {}' \\;",
                "quoted :: a $*",
                "quoted :: sh -c 'b $*'",
                "quoted :: b $*",
            ],
            id="find -exec",
        ),
        pytest.param('cmd /C "a && b"', ['cmd /C "a && b"', "quoted :: a", "quoted :: b"], id="cmd /c"),
        pytest.param("pwsh -NoP -Command a b", ["pwsh -NoP -Command a b", "quoted :: a b"], id="PowerShell"),
        pytest.param("mise exec -c 'a b'", ["'a b'", "quoted :: a b"], id="mise exec, a string"),
        pytest.param("mise x python@3 -- a b", ["a b"], id="mise exec, words"),
        pytest.param(
            "docker build -t x - <<E\nFROM b\nRUN a \\\n c\nCMD d\nE",
            ["<<E('FROM b\\nRUN a \\\\\\n c\\nCMD d\\n') :: docker build -t x -", "quoted :: a c"],
            id="a Dockerfile as input",
        ),
        pytest.param("su x -c 'a'", ["su x -c 'a'", "quoted :: a"], id="su -c"),
        pytest.param("sudo -H -u x env -i A=b time a c", ["A=b :: a c"], id="prefixes are left out"),
        pytest.param("env - a b", ["a b"], id="env with a lone hyphen, which means -i"),
        pytest.param("env - A=b a", ["A=b :: a"], id="env with a lone hyphen and a variable"),
        pytest.param("env -iu X a", ["a"], id="options of env in one word, the last with a value"),
        pytest.param("sudo -Hu x a", ["a"], id="options of sudo in one word, the last with a value"),
        pytest.param("sudo -ux a", ["a"], id="a value in the word of its option"),
        pytest.param("env 'A=b c' a", ["A=b c' :: a"], id="an argument of env in quotes"),
        pytest.param('sudo -E env "PATH=$PATH" a', ['PATH=$PATH" :: a'], id="a variable that sudo hands on"),
        pytest.param("nice - a", ["- a"], id="a lone hyphen for another command"),
        pytest.param("timeout -k 5 300 nice -n 3 a", ["a"], id="operands of prefixes are left out"),
        pytest.param("conda run -n x a", ["a"], id="conda run"),
        pytest.param("linux32 a; arch -arm64 b", ["a", "b"], id="another architecture"),
        pytest.param("hatch -e test env run -- a b", ["a b"], id="hatch env run"),
        pytest.param("hatch run -e test -- a b", ["a b"], id="hatch run with an environment"),
        pytest.param("poetry -C sub run a", ["a"], id="poetry with a folder"),
        pytest.param("hatch env create test", ["hatch env create test"], id="another command of hatch"),
        pytest.param("sudo -u x", ["sudo -u x"], id="a prefix alone stays"),
        pytest.param("a $((1+(2))) b; (( x > 1 )); c", ["a $((1+(2))) b", "c"], id="arithmetic is no command"),
        pytest.param("a ${{ b && c }} d", ["a ${{ b && c }} d"], id="a workflow's expression is one unit"),
        pytest.param("a 'b", ["a 'b"], id="an unclosed quote reaches to the end"),
        pytest.param("a $(b", ["b", "a $(b"], id="an unclosed substitution"),
        pytest.param("a )b; c", ["a", "b", "c"], id="a stray bracket"),
        pytest.param("a\r\nb \\\r\n c", ["a", "b c"], id="CRLF"),
        pytest.param("pip-reqs compile# <X>", ["<X > :: pip-reqs compile#"], id="a tag pasted onto a word"),
    ],
)
def test_commands(script: str, expected: list[str]) -> None:
    assert list(map(shown, commands(mapped(script)))) == expected


@pytest.mark.parametrize(
    ("text", "variables", "fields"),
    [
        pytest.param("a'b'\"c\"\\d", {}, ["abcd"], id="quotes are undone"),
        pytest.param("${X}b$Y", {"X": "1", "Y": "2"}, ["1b2"], id="parameters"),
        pytest.param("$X", {}, None, id="an unknown parameter is unknown"),
        pytest.param("a$X'b c'", {"X": "1 2"}, ["a1", "2b c"], id="an unquoted parameter is split"),
        pytest.param('"$X"', {"X": "1 2"}, ["1 2"], id="a quoted parameter is not"),
        pytest.param("$X", {"X": " "}, [], id="an empty one vanishes"),
        pytest.param('"$X"', {"X": ""}, [""], id="a quoted empty one stays"),
        pytest.param("${X:-a b}", {"X": ""}, ["a", "b"], id="a default"),
        pytest.param("${X:-${Y:-z}}", {"X": "", "Y": ""}, ["z"], id="a default's default"),
        pytest.param("${X:-a}", {}, None, id="the default of an unknown one is no answer"),
        pytest.param("${X:+a}", {"X": "1"}, ["a"], id="an alternative"),
        pytest.param("${X:+a}b", {"X": ""}, ["b"], id="no alternative"),
        pytest.param("${X%.*}", {"X": "a.b"}, None, id="a form that is not computed"),
        pytest.param("$(a)", {}, None, id="a substitution"),
        pytest.param("$1", {}, None, id="a positional parameter"),
        pytest.param("$'a'", {}, ["a"], id="ANSI-C quotes"),
        pytest.param("$'a\\n'", {}, None, id="ANSI-C escapes"),
        pytest.param("$ a", {}, ["$ a"], id="a dollar sign alone"),
    ],
)
def test_words_expand(text: str, variables: dict[str, str], fields: list[str] | None) -> None:
    assert word(mapped(text)).fields(variables) == fields


def test_an_unquoted_word_knows_its_places() -> None:
    script = 'bash -c "a \\"b\\" c"'
    (_, inner) = commands(mapped(script))
    assert [(w.text, script[w.span.start : w.span.end]) for w in inner.words] == [
        ("a", "a"),
        ('"b"', '"b\\"'),
        ("c", "c"),
    ]


def test_a_script_with_variables_knows_its_places() -> None:
    script = "sh -c \"cd ${X:-y} && pip install 'a$A b' $Y`c` d\""
    *_, inner = commands(mapped(script))
    assert [script[w.span.start : w.span.end] for w in inner.words] == ["pip", "install", "'a$A b'", "$Y`c`", "d"]


@pytest.mark.parametrize(
    "opening",
    [
        "$(",
        "(",
        "`",
        "${X:-",
        '"$(',
        "<(",
        "{ ",
        "if ",
        "[[ ",
        "((",
        "$((",
        "case x in ",
        "bash -c '",
        "<<E ",
        "${{",
        "x=(",
    ],
)
def test_deep_nesting_ends(opening: str) -> None:
    assert len(commands(mapped(opening * 3000))) <= 3001


PIECES = ["a", " ", "\n", "'", '"', "\\", "$", "(", ")", "{", "}", "`", "&", "|", ";", "<", ">", "#", "=", "1", "E"]
PIECES += ["<<E", "\r", "[[", "]]", "case x in", "esac", "if", "fi", "bash -c ", "${{", "}}", "\0"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES)))
def test_any_text_is_read(pieces: list[str]) -> None:
    text = "".join(pieces)
    for command in commands(mapped(text)):
        assert 0 <= command.span.start <= command.span.end <= len(text)
        for found in command.words:
            found.fields({"a": "b c"})
            if not command.quoted and "\\" not in text and "`" not in text:
                assert text[found.span.start : found.span.end] == found.text
