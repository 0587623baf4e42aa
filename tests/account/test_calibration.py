"""One calibration for each model, as long as the model is in use."""

from headroom._account.calibration import Calibrations


def test_a_model_keeps_its_calibration():
    known = Calibrations()
    assert known.of("claude-opus-4-7") is known.of("claude-opus-4-7") is not known.of("gemini-2.5-pro")


def test_the_model_used_longest_ago_is_forgotten_first():
    known = Calibrations()
    first, second = known.of("m0"), known.of("m1")
    for number in range(2, 16):
        known.of(f"m{number}")
    assert known.of("m0") is first
    known.of("m16")
    assert known.of("m0") is first
    assert known.of("m1") is not second
