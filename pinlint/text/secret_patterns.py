"""The forms of secrets: names before a value, options of programs, headers of requests, and tokens with a known form.

`pinlint.text.secrets` searches a text only for the patterns whose marks it contains.
"""

from __future__ import annotations

from pinlint.text.patterns import lazy

# What joins the pieces of one value. No two alternatives begin alike, so there is only one way to read a text.
BACKSLASH = r"\\(?:[ \t]*\r?\n\s*)?"
BETWEEN = r"(?:[\s+]|\#[^\n]*\n)+[rbfuRBFU]{0,2}"  # two adjacent strings, a comment or a "+" between them
QUOTE = rf"[\"'](?:{BETWEEN}[\"']|(?=[^\s,;)\]}}]))"
VALUE = rf"(?:[^\s&;\#'\"\\]|{BACKSLASH}|{QUOTE})+"
QUOTED = "|".join(rf"{q}{q}{q}[\s\S]*?{q}{q}{q}|{q}(?:[^{q}\\\n]|\\(?:\r?\n|.))*{q}" for q in "\"'")
WORDS = rf"(?:{QUOTED}|[^\s'\"\\]|{BACKSLASH}|[\"'])+"

#: The text after which user information may begin.
BEGINNING = lazy(r"://|(?i:proxy)[\"']?(?:[ \t]*[=:][ \t]*|[ \t]+)[\"']?")
#: User information in a valid URL: it ends at the last "@" before the path.
PLAIN = lazy(rf"(?:[^\s/?\#'\"\\]|{BACKSLASH}|{QUOTE})+(?=@)")
#: The user, if the password has characters that a URL must escape: "/", "?", "#" or blanks.
USER = lazy(rf"(?:[^\s/?\#@:'\"\\\[]|{BACKSLASH}|[\"']{BETWEEN}[\"']){{1,300}}:")
#: The text after the ":" of a host: its port, or a variable for it.
PORT = lazy(r"(?:[0-9]{1,5}|\$?\{{1,2}[^{}\n]{0,80}\}{1,2}|\$\w{1,80}|<\w{1,80}>)(?=[/?#\s'\"`,;)\]\\]|$)")
HOST = lazy(r"[\w-]+(?:\.[\w-]+)+(?::[0-9]+)?(?=[/?#'\"`\s\\]|$)")
TOKEN = lazy(rf"(?:[^\s'\"\\]|{BACKSLASH}|{QUOTE})*")
LOGICAL_LINE = lazy(rf"(?:[^\n'\"\\]|{BACKSLASH}|[\"'](?:{BETWEEN}[\"'])?)*")

#: The mark before a parameter, which a search finds fast.
PARAMETER = lazy(rf"[?&;\#](?=([^?&;=\#\s]*)=(?!=)({VALUE}))")
#: The number of a user or a group, not a password.
NUMBER = lazy(r"[0-9]{1,5}")
VARIABLES = lazy(r"(?:\$\{\w+\}|:)*")
VARIABLE = lazy(
    r"[\"']?(?:\$\{\w+\}|\$\w+|\$\{\{[\w .-]+\}\}|%\w+%|\{\w*\}|<(?:[\w-]+|[A-Za-z_ -]+)>|\*+)[\"']?[,;)\]}]*"
)
#: An expression or a text in angle brackets that is no plain variable: it may contain a secret, and blanks do not end it.
EXPRESSION = lazy(r"\$\{\{[^{}\n]*\}\}|<[\w -]+>")
SEPARATOR = lazy(rf"{BACKSLASH}|[\"']{BETWEEN}[\"']|[\"']")
PARTS = lazy(r"[\s:/?#@&=,;]+")

PARAMETER_OF_SECRET = lazy(
    r"(?i)token|secret|passw|pwd|auth|credential|sig|jwt|session|ticket|(?:^|[-_.])(?:key|code|sas|pass|otp|pat|pw|access)$|[a-z]key$"
)
#: A name may end with a number: `token2`, `api_key_1`.
_NUMBER = r"(?:[-_]?[0-9]{1,3})?"
_NAME = (
    r"(?i)(?:(?:(?:password|passwd|passphrase|token|secret|credentials?|[-_](?:pwd|pass|auth|jwt)"
    r"|(?:api|access|secret|private|account|auth|encryption|signing)[-_]?key|session[-_]?id|sessid|signature)"
    rf"{_NUMBER}[\"']?[ \t]*=(?!=)>?[ \t]*)"
    rf"|--[\w-]{{0,40}}(?:password|passwd|passphrase|token|secret|api-key){_NUMBER}[ \t]+"
    r"|(?:password|passwd|passphrase|token|secret|(?<=[\"'])auth|(?:api|access|secret|private)[-_]?key|session[-_]?id)"
    rf"{_NUMBER}[\"'][ \t]*:[ \t]*"
    r"|(?-i:PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|(?:API|ACCESS|SECRET|PRIVATE)_?KEY)[ \t]*:[ \t]+"
    r"|(?:private|job|deploy|auth|access|api)-(?:token|key)[ \t]*:[ \t]*"
    r"|authorization[\"']?[ \t]*[:=][ \t]*[\"']?(?:(?:basic|bearer|token|digest|negotiate)[ \t]+)?)"
)
#: A name with its value.
NAMED = lazy(_NAME + rf"({WORDS})")
#: The longest password that is recognized before an "@", without a name.
LONGEST_PASSWORD = 200
#: A login without a name for its password: as programs and `.netrc` take it. In prose, a secret has a digit.
LOGIN = lazy(
    r"(?im)(?:(?<!\S)(?:(?:-u|--user|--proxy-user|--auth)(?:[ \t]+|=)|-u(?=\w))[\"']?[^\s:\"']{1,200}:(?!//)"
    r"|\b(?:twine|login|publish)\b[^\n;&|]{0,200}?[ \t](?:-p|--pass)(?:[ \t]+|=|(?<=-p)(?=\S))"
    r"|\bpublish\b[^\n;&|]{0,200}?[ \t](?:-t|-a|--auth)(?:[ \t]+|=)"
    r"|\bcurl\b[^\n;&|]{0,200}?[ \t]-[a-z]{1,10}u[ \t]*[\"']?[^\s:\"'/]{1,200}:(?!//)"
    r"|\b(?:login|user)[ \t]+\S{1,200}[ \t]+password[ \t]+|^[ \t]*password[ \t]+(?=\S+[ \t]*$)"
    r"|\bhttp-basic\.\S{1,100}[ \t]+\S{1,200}[ \t]+|\bpypi-token\.\S{1,100}[ \t]+"
    r"|\bconfig\b[^\n;&|]{0,200}?\.(?:password|token|secret)[ \t]+"
    r"|(?:password|passwd|passphrase|token|secret|(?:api|access|secret|private)[-_]?key|session[-_]?id)"
    rf"{_NUMBER}[ \t]*:[ \t]+(?=[^\s,;]*[0-9]|\$\{{\{{[^{{}}\n]{{0,300}}\|\|)"
    rf"|(?:(?<![\w./:@-])|(?<=//)|(?<=:/))(?!mailto:)[\w.+-]{{1,100}}:(?=[^\s/@:'\"]{{6,{LONGEST_PASSWORD}}}"
    r"@[\w-]+(?:\.[\w-]+){0,9}\.[a-z]{2,}\b))"
    rf"({WORDS})"
)
#: An upper-case name, as of an environment variable, with what separates it from its value: a sign of a shell, Make, PowerShell
#: or YAML, a comma between strings, or a blank before a text that looks like a token.
ASSIGNED = lazy(
    r"(?<![A-Za-z0-9_])([A-Z][A-Z0-9_]{1,80})[\"']?"
    r"(?::[ \t]*(?:[|>][-+0-9]{0,2}[ \t]*)?\r?\n[ \t]+(?![\w.-]{1,80}:(?:\s|$)|[-#])"
    r"|[ \t]*(?:[:+?!]?=(?!=)>?|:(?=[ \t]))[ \t]*|[ \t]*,[ \t]*(?=[\"'])"
    r"|[ \t]+(?=[^\s'\"]*[0-9])(?=[^\s'\"]*[A-Za-z])(?=[^\s'\"]{8}))"
)
NAME_OF_SECRET = lazy(
    r"(?:^|_)(?:PASS|PW|PWD|PAT|AUTH|CREDS?|JWT|BEARER|COOKIE|SAS|DSN|KEY)[0-9]*(?:_|$)"
    r"|PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|SESSION_?ID|SESSID|SIGNATURE|CONNECTION_STRING"
    r"|(?:API|ACCESS|PRIVATE|ACCOUNT|SIGNING|ENCRYPTION)KEY|SONAR_LOGIN"
)
ASSIGNED_VALUE = lazy(WORDS)

#: Other words before a secret, and the secret: headers of requests, options of programs, settings that a program sets, the first
#: part of an address of some package hosts.
SPOKEN = lazy(
    r"(?i)(?:\b(?:set-)?cookie[\"']?[ \t]*:[ \t]*|\bx-(?:auth|jfrog-art-api)[\"']?[ \t]*:[ \t]*"
    r"|\bvault[ \t]+login[ \t]+(?!-)"
    r"|\bhtpasswd[ \t]+-(?=[a-z]{0,9}b)(?:(?=[a-z]{0,9}n)[a-z]+|[a-z]+[ \t]+\S{1,200})[ \t]+\S{1,200}[ \t]+"
    r"|\b(?:un)?zip[ \t][^\n;&|]{0,200}?(?<=[ \t])(?-i:-P)[ \t]*"
    r"|--(?:oauth2-bearer|bearer|cookie|pass|pwd?|pat)(?:[ \t]+|=)|(?<!\S)-b[ \t]+[\"']?[\w.-]{1,80}="
    r"|\bset[ \t]+\S{0,100}(?:token|secret|passw|password|key)[ \t]+|\bsshpass[ \t]+-p[ \t]*"
    r"|\b(?:mysql|mariadb)\w{0,20}[ \t][^\n;&|]{0,200}?(?<=[ \t])-p(?=\S)|(?<![\w-])pass:(?=\S{6})"
    r"|\becho[ \t]+(?:-n[ \t]+)?(?=[^\n|]{1,300}\|[^\n|;&]{0,200}(?:-stdin|with-token))"
    r"|(?:password|passwd|token|secret)[ \t]+(?:is[ \t]+)?(?=[^\s,;]{0,200}[0-9])(?=[^\s,;]{0,200}[a-z])(?=[^\s,;]{8})"
    r"|conda\.[\w.-]{1,80}/t/|dl\.cloudsmith\.io/(?!public/|basic/)|\bfury\.io/(?=[\w-]{16}))"
    r"((?:(?<=/)[^\s/'\"]+)|(?<!/)" + WORDS + ")"
)
KNOWN = lazy(
    r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|gl(?:pa|d|cb|r)t-[\w-]{16,}|pypi-Ag[\w-]{30,}|A(?:KI|SI)A[0-9A-Z]{16}"
    r"|xox[abprs]-[\w-]{10,}|xapp-[\w-]{20,}|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{30,}|dckr_pat_[\w-]{20,}"
    r"|[sr]k_(?:live|test)_\w{16,}|sk-(?:proj|ant|svcacct)-[\w-]{20,}|sk-[A-Za-z0-9]{32,}|AIza[\w-]{30,}|ya29\.[\w-]{20,}"
    r"|SG\.[\w-]{16,}\.[\w-]{16,}|hvs\.[\w-]{20,}|ATATT3[\w=-]{20,}|ATBB[A-Za-z0-9]{16,}|AKCp[A-Za-z0-9]{20,}"
    r"|sq0[a-z]{3}-[\w-]{20,}|lin_api_\w{20,}|dop_v1_\w{30,}|dapi[0-9a-f]{32}|shp(?:at|ca|pa|ss)_\w{30,}"
    r"|(?<=hooks\.slack\.com/services/)[\w/]{20,}|(?<=/api/webhooks/)[\w/-]{20,}"
    r"|eyJ[\w-]{10,}\.eyJ[\w-]{5,}\.[\w-]{5,})"
    r"|-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END|\Z)"
    # A URL in a parameter of another one, or in JSON.
    r"|(?i:(?<=%3a%2f%2f)[^\s%'\"/]{0,200}%3a[^\s'\"/&]{1,200}?(?=%40)|(?<=:\\/\\/)[^\s@/'\"\\]{0,200}:[^\s@'\"]{1,200}(?=@))"
)
