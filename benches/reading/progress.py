"""What downloads and steps print while they go on, each state over the one before, and what is asked about it."""

from __future__ import annotations

from peers.documents import Source
from reading.families import Made
from reading.subjects import Family, Question, called

ASK = "In the latest result, "


def cloned(source: Source) -> Made:
    """Objects received, with how much that was; each percentage stands once."""
    total, size, percent = source.randrange(3000, 9000), 0, 0
    rows = []
    while percent < 95:
        percent += source.randrange(2, 6)
        size += source.randrange(150, 900)
        rows.append((percent, total * percent // 100, f"{size / 100:.2f}", f"{source.randrange(100, 999) / 100:.2f}"))
    frames = [f"Receiving objects: {p:3}% ({n}/{total}), {at} MiB | {speed} MiB/s" for p, n, at, speed in rows]
    last = f"Receiving objects: 100% ({total}/{total}), {size / 100 + 2:.2f} MiB | 5.20 MiB/s, done."
    one, other, third = source.sample(rows, 3)
    asked = [
        Question(f"{ASK}how many MiB were received at {one[0]} %?", one[2]),
        Question(f"{ASK}at what speed in MiB/s were objects received at {other[0]} %?", other[3]),
        Question(f"{ASK}at how many percent were {third[1]} objects received?", str(third[0])),
        Question(f"{ASK}how many objects were there in all?", str(total)),
    ]
    return called(
        ("run", {"command": "git clone"}, "Cloning into 'shop'...\n" + "\r".join([*frames, last]) + "\n")
    ), asked


def trained(source: Source) -> Made:
    """Steps of a training with a bar; each step stands once."""
    count = 40
    losses, speeds = source.sample(range(100, 999), count - 1), source.sample(range(400, 990), count - 1)
    rows = [
        (step, f"{loss / 1000:.3f}", f"{speed / 100:.2f}")
        for step, loss, speed in zip(range(1, count), losses, speeds, strict=True)
    ]
    bar = ["█" * (10 * step // count) for step in range(count + 1)]
    frames = [
        f"Epoch 1: {100 * step // count:3}%|{bar[step]:<10}| {step}/{count} [{speed}it/s, loss={loss}]"
        for step, loss, speed in rows
    ]
    text = "\r" + "\r".join(frames) + f"\rEpoch 1: 100%|{bar[count]}| {count}/{count} [7.77it/s, loss=0.050]\n"
    one, other, third = source.sample(rows[8:], 3)
    asked = [
        Question(f"{ASK}what was the loss at step {one[0]} of {count}?", one[1]),
        Question(f"{ASK}how many iterations a second (it/s) were there at step {other[0]} of {count}?", other[2]),
        Question(f"{ASK}at which step was the loss {third[1]}?", str(third[0])),
        Question(f"{ASK}what is the loss in the last line?", "0.050"),
    ]
    return called(("run", {"command": "train"}, text)), asked


PROGRESS = [
    Family("progress of a download", "compact", r"\[each of \d+ rows stands for \"", cloned),
    Family("progress with bars", "compact", r"\[each of \d+ rows stands for \"", trained),
]
