"""The laws of the proof, on universes small enough to try everything."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from limits import limited
from packaging.markers import Marker
from universes import (
    LINUX,
    MARKERS,
    NAMES,
    OLD,
    PLATFORMS,
    VERSIONS,
    inputs,
    is_fresh,
    metadata_of,
    needed,
    project,
    resolve,
    universes,
)

from pinlint.findings.report import FRESH, STALE, UNPROVEN
from pinlint.freshness.closure import Walk
from pinlint.freshness.deciding import walk_through_all
from pinlint.freshness.discovery import pair
from pinlint.freshness.environments import environments
from pinlint.freshness.excuses import Excuses
from pinlint.freshness.proof import add_metadata, prove
from pinlint.freshness.settings import Settings
from pinlint.requirements.metadata import Metadata
from pinlint.text.budget import Budget

#: No more is generated in one run; thousands were tried by hand.
FEW = settings(max_examples=60)
ON_LINUX = Settings(environments=["linux"])


def proof_of(lines, pins, metadata, where=ON_LINUX, **details):
    (pairing,) = pair(project(lines, pins, **details), where)
    return prove(pairing, metadata)


@given(universes(), inputs())
@FEW
def test_a_lock_that_the_resolver_wrote_is_proved_fresh(universe, lines):
    pins = resolve(universe, lines, LINUX)
    assume(pins is not None)
    proof = proof_of(lines, pins, metadata_of(universe))
    assert (proof.verdict, proof.obligations) == (FRESH, [])


mutated = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VERSIONS), max_size=4)


@given(universes(), inputs(), mutated)
@settings(max_examples=120)
def test_a_lock_is_proved_fresh_exactly_where_the_resolver_keeps_it(universe, lines, pins):
    proof = proof_of(lines, pins, metadata_of(universe))
    assert proof.verdict == (FRESH if is_fresh(universe, lines, pins, LINUX) else STALE)


@given(universes(), inputs(), mutated, st.data())
@FEW
def test_more_evidence_only_settles_the_unproven(universe, lines, pins, data):
    everything = metadata_of(universe)
    known = data.draw(st.sets(st.sampled_from(sorted(everything))))
    more = known | data.draw(st.sets(st.sampled_from(sorted(everything))))
    less_known = proof_of(lines, pins, {key: everything[key] for key in known})
    more_known = proof_of(lines, pins, {key: everything[key] for key in more})
    if less_known.verdict in (FRESH, STALE):
        assert more_known.verdict == less_known.verdict
    whats_wrong = {(o.kind, o.project, o.detail) for o in less_known.obligations}
    assert whats_wrong <= {(o.kind, o.project, o.detail) for o in more_known.obligations}


@given(universes(), inputs(), mutated)
@FEW
def test_a_lock_of_an_unknown_platform_is_stale_where_it_is_stale_on_all(universe, lines, pins):
    fresh = [is_fresh(universe, lines, pins, environment) for environment in PLATFORMS]
    proof = proof_of(lines, pins, metadata_of(universe), where=Settings())
    assert proof.verdict == (FRESH if fresh[0] else UNPROVEN if any(fresh) else STALE)


@given(universes(), inputs(), mutated, st.dictionaries(st.sampled_from(NAMES), st.sampled_from(MARKERS), max_size=2))
@FEW
def test_a_universal_lock_is_fresh_where_it_is_fresh_everywhere(universe, lines, pins, markers):
    everywhere = [{**environment, **old} for environment in PLATFORMS for old in ({}, OLD)]
    used = set()
    met = precise = True
    for environment in everywhere:
        active = {n: v for n, v in pins.items() if not markers.get(n) or Marker(markers[n]).evaluate(environment)}
        found = needed(universe, lines, active, environment)
        met = met and found is not None
        precise = precise and found == set(active)
        used |= found or set()
    proof = proof_of(
        lines,
        pins,
        metadata_of(universe),
        where=Settings(),
        options="--universal --python-version 3.11",
        pin_markers=markers,
    )
    stale = not met or used != set(pins)
    # A pin that is active where nothing needs it may have lost its marker, or not.
    assert proof.verdict == (STALE if stale else FRESH if precise else UNPROVEN)


@given(universes(), inputs(), mutated, st.dictionaries(st.sampled_from(NAMES), st.sampled_from(MARKERS), max_size=2))
@settings(max_examples=150)
def test_environments_that_share_a_walk_would_find_the_same(universe, lines, pins, markers):
    metadata = metadata_of(universe)
    (pairing,) = pair(
        project(lines, pins, options="--universal --python-version 3.11", pin_markers=markers), Settings()
    )
    found = list(pairing.locked_pins())
    add_metadata(found, metadata, {})
    world = pairing.world(found)
    everywhere = environments(pairing.claim, MARKED, [">=3.12"])
    shared = list(walk_through_all(world, everywhere, lambda: Excuses(pairing, Budget(1000))))
    alone = [Walk(world, environment).run() for environment in environments(pairing.claim, MARKED, [">=3.12"])]
    assert [reported(walk) for walk in shared] == [reported(walk) for walk in alone]


#: Markers that distinguish more environments than those of the universe.
MARKED = [*filter(None, MARKERS), "platform_python_implementation == 'PyPy'", "python_full_version < '3.12.3'"]


def reported(walk):
    failures = {(key, failure.detail) for key, failure in walk.failures.items()}
    undecided = {(key, failure.detail) for key, failure in walk.undecided.items()}
    return walk.environment.name, failures, undecided, walk.reached


def test_a_marker_that_nothing_asks_for_costs_no_walk(monkeypatch):
    """The markers of an extra that nothing requests distinguish many environments, in all of which the walk is the same."""
    walked = []
    run = Walk.run
    monkeypatch.setattr(Walk, "run", lambda walk: walked.append(walk.environment.name) or run(walk))
    asked = "b; extra == 'x' and python_version < '3.{}'"
    needed = tuple(asked.format(minor) for minor in range(9, 14))
    metadata = {("a", "1"): Metadata("a", "1", needed, None, origin="here")}
    proof = proof_of(("a", "c"), {"a": "1"}, metadata, where=Settings(), options="")
    assert (proof.verdict, len(walked)) == (STALE, 1)


def test_a_python_that_a_pin_excludes_has_a_walk_of_its_own():
    metadata = {("a", "1"): Metadata("a", "1", (), ">=3.12", origin="here")}
    proof = proof_of(("a",), {"a": "1"}, metadata, where=Settings(), options="--universal --python-version 3.11")
    assert [(each.kind, each.environments) for each in proof.obligations] == [("incompatible-python", "Python 3.11")]


def test_extras_that_ask_for_extras_are_walked_in_linear_time():
    count = 2_000
    requires = [f"a[x{number + 1}]; extra == 'x{number}'" for number in range(count)]
    requires += ["b; extra == 'X1999'", "c; extra != 'x1999' and extra == 'y'", "d; extra != 'x7'"]
    universe = {("a", "1"): (requires, None), ("b", "1"): ([], None), ("d", "1"): ([], None)}
    with limited():
        proof = proof_of(["a[x0]"], {"a": "1", "b": "1", "d": "1"}, metadata_of(universe))
    assert (proof.verdict, proof.obligations) == (FRESH, [])
