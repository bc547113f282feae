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
from pinlint.freshness.discovery import pair
from pinlint.freshness.proof import prove
from pinlint.freshness.settings import Settings

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


def test_extras_that_ask_for_extras_are_walked_in_linear_time():
    count = 2_000
    requires = [f"a[x{number + 1}]; extra == 'x{number}'" for number in range(count)]
    requires += ["b; extra == 'X1999'", "c; extra != 'x1999' and extra == 'y'", "d; extra != 'x7'"]
    universe = {("a", "1"): (requires, None), ("b", "1"): ([], None), ("d", "1"): ([], None)}
    with limited():
        proof = proof_of(["a[x0]"], {"a": "1", "b": "1", "d": "1"}, metadata_of(universe))
    assert (proof.verdict, proof.obligations) == (FRESH, [])
