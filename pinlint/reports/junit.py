"""JUnit XML, which most CI systems show as test results.

```console
$ pinlint check --format junit:pinlint.xml
```

Each lock is a test case. It passes if the lock is fresh. It is skipped if the lock is unproven, with what could not be
checked. Each finding is a test case in the suite of its file. It fails if the finding fails the run (`--fail-on`).
Otherwise it passes, with the text of the finding as output.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from pinlint.findings.finding import Finding
    from pinlint.findings.report import LockVerdict, Report, Style

NAME = "junit"


def render(report: Report, style: Style) -> str:
    """The locks and the findings as an XML document."""
    from xml.etree.ElementTree import Element, indent, tostring

    suites: dict[str, list[Element]] = {}
    failing = {finding.lock for finding in report.findings if report.fails(finding)}
    for lock in report.locks:
        suites.setdefault("locks", []).append(_lock(lock, failing=lock.path in failing))
    for finding in report.findings:
        suites.setdefault(f"findings in {finding.location.path}", []).append(_finding(finding, report))
    root = Element("testsuites", name="pinlint")
    for name, cases in suites.items():
        root.append(_suite(name, cases))
    _count(root, [case for cases in suites.values() for case in cases])
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(name: str, cases: list[Element]) -> Element:
    from xml.etree.ElementTree import Element

    from pinlint.text.escaping import line

    suite = Element("testsuite", name=line(name))
    suite.extend(cases)
    _count(suite, cases)
    return suite


def _count(element: Element, cases: list[Element]) -> None:
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    element.set("errors", "0")
    element.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))


def _case(name: str, path: str, kind: str | None = None, message: str = "", text: str = "", type: str = "") -> Element:
    """A test case of the class ``path``, with an element of the ``kind`` for its result."""
    from xml.etree.ElementTree import Element, SubElement

    from pinlint.text.escaping import line

    case = Element("testcase", name=line(name), classname=line(path), time="0")
    if kind is not None:
        outcome = SubElement(case, kind)
        outcome.text = text or None
        if message:
            outcome.set("message", line(message))
        if type:
            outcome.set("type", type)
    return case


def _lock(lock: LockVerdict, *, failing: bool) -> Element:
    from pinlint.text.escaping import line

    name = f"{lock.path} is fresh"
    if lock.verdict == "fresh":
        return _case(name, lock.path)
    commands = "\n".join(map(line, lock.commands))
    if lock.verdict == "stale":
        if failing:
            return _case(name, lock.path, "failure", f"{lock.path} is stale", commands, "stale")
        return _case(name, lock.path, "skipped", f"{lock.path} is stale, which does not fail the run")
    undecided = [f"{entry.project or lock.path}: {entry.obligation}: {entry.reason}" for entry in lock.unproven]
    return _case(name, lock.path, "skipped", f"{lock.path} is unproven: {'; '.join(undecided) or 'undecided'}")


def _finding(finding: Finding, report: Report) -> Element:
    from pinlint.text.escaping import line

    row, column = finding.location.start
    lines = [f"{line(finding.location.path)}:{row}:{column}: {finding.severity}: {line(finding.message)}"]
    lines += [f"{line(str(related.location))}: {line(related.message)}" for related in finding.related]
    if finding.help:
        lines.append(f"help: {line(finding.help)}")
    if page := report.url(finding.rule):
        lines.append(f"see: {page}")
    name, text = f"{finding.rule} at {row}:{column}", "\n".join(lines)
    if report.fails(finding):
        return _case(name, finding.location.path, "failure", finding.message, text, finding.rule)
    return _case(name, finding.location.path, "system-out", text=text)
