"""What wrapping changes in how Agno's tests end, beside what is known to change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .running import Run


@dataclass(frozen=True)
class Comparison:
    """Two runs of the same tests, and those that are known to fail with every model wrapped, each with the reason."""

    plain: Run
    wrapped: Run
    known: Mapping[str, str]

    @property
    def only_wrapped(self) -> list[str]:
        """What fails with every model wrapped, and not with none."""
        return [test for test in self._tests if self.plain.outcome(test) != "failed" == self.wrapped.outcome(test)]

    @property
    def newly_passing(self) -> list[str]:
        """What fails with no model wrapped alone."""
        return [test for test in self._tests if self.plain.outcome(test) == "failed" != self.wrapped.outcome(test)]

    @property
    def unknown(self) -> list[str]:
        """What fails only when wrapped, without a reason that is known."""
        return [test for test in self.only_wrapped if test not in self.known]

    @property
    def needless(self) -> list[str]:
        """What is known to fail when wrapped, and does not, though it ran."""
        ran = (test for test in self.known if test in self.plain.ended)
        return [test for test in ran if test not in self.only_wrapped]

    @property
    def holds(self) -> bool:
        """Whether wrapping changes what is known, no more and no less, and nothing failed inside."""
        return not (self.unknown or self.needless or self.wrapped.counts.get("faults"))

    def settled(self, plain: Run, wrapped: Run) -> Comparison:
        """Take what came of tests that were run once more, alone: some hang on what ran before them, or on time."""
        again = Run({**self.plain.ended, **plain.ended}, self.plain.counts)
        faults = self.wrapped.counts.get("faults", 0) + wrapped.counts.get("faults", 0)
        counts = {**self.wrapped.counts, "faults": faults}
        return Comparison(again, Run({**self.wrapped.ended, **wrapped.ended}, counts), self.known)

    def lines(self) -> Iterator[str]:
        """Say it, a line a test that does not end alike."""
        yield f"{self._alike('passed')} passed in both runs, {self._alike('failed')} failed in both"
        yield _counted(self.wrapped.counts)
        yield from self._listed("failed only when wrapped, as is known", set(self.only_wrapped) & set(self.known))
        yield from self._listed("FAILED ONLY WHEN WRAPPED", self.unknown)
        yield from self._listed("KNOWN TO FAIL WHEN WRAPPED, AND DID NOT", self.needless)
        yield from self._listed("newly passing", self.newly_passing)
        yield from self._listed("known, but not among these tests", set(self.known) - set(self.plain.ended))

    def _listed(self, what: str, tests: set[str] | list[str]) -> Iterator[str]:
        yield f"{len(tests)} {what}"
        for test in sorted(tests):
            said = self.known.get(test) or self.wrapped.ended.get(test, ("", ""))[1]
            yield f"    {test}: {said}"

    def _alike(self, outcome: str) -> int:
        return sum(self.plain.outcome(test) == self.wrapped.outcome(test) == outcome for test in self._tests)

    @property
    def _tests(self) -> list[str]:
        return sorted({*self.plain.ended, *self.wrapped.ended})


def _counted(counts: Mapping[str, int]) -> str:
    if "databases" in counts:
        return f"{counts['databases']} databases were wrapped"
    models, requests, faults = (counts[name] for name in ("models", "requests", "faults"))
    return f"{models} models were wrapped; {requests} requests went through them, {faults} with a fault inside"
