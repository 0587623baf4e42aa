"""`headroom eval`: measures with a model what cannot be measured without one."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headroom._exceptions import ConfigurationError
from headroom.cli.output import numbered, print_json, say, table
from headroom.cli.progress import progress
from headroom.cli.settings import add_json, count

if TYPE_CHECKING:
    from headroom._reading.asking import Answered, Model
    from headroom.cli.settings import Subparsers

__all__ = ["add"]


def add(subparsers: Subparsers) -> None:
    """Describe the subcommand."""
    parser = subparsers.add_parser("eval", help="measure with a model of yours what is said of Headroom")
    below = parser.add_subparsers(title="evaluations", required=True, metavar="EVALUATION")
    reading = below.add_parser(
        "reading",
        help="does the model read results that Headroom has rewritten as well as the results themselves?",
        epilog="Asks the same questions about generated documents, written in several ways. OPENAI_API_KEY is the key.",
    )
    _add_model(reading)
    _add_set(reading)
    reading.add_argument(
        "--answers", type=Path, metavar="FILE", help="keep answers here as they come; those that it holds are not asked"
    )
    add_json(reading)
    reading.set_defaults(run=_reading)


def _add_model(parser: argparse.ArgumentParser) -> None:
    model = parser.add_mutually_exclusive_group(required=True)
    model.add_argument("--url", help="of an OpenAI-compatible service, up to /v1")
    model.add_argument("--gguf", type=Path, metavar="FILE", help="a model that llama.cpp reads (the extra eval)")
    parser.add_argument("--model", metavar="NAME", help="what the service calls the model; needed with --url")
    parser.add_argument("--threads", type=count, metavar="N", help="with --gguf; by default one a processor")


def _add_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="what documents are drawn from; %(default)s")
    parser.add_argument(
        "--copies", type=count, default=1, metavar="N", help="documents of each of the 28 kinds; %(default)s"
    )
    parser.add_argument(
        "--questions", type=count, default=5, metavar="N", help="the most about a document; %(default)s"
    )
    parser.add_argument("--most", type=count, metavar="N", help="only the first N documents")


def _reading(asked: argparse.Namespace) -> None:
    """Ask, and print the table.

    Raises:
        EvaluationError: the model does not answer.
        ConfigurationError: it is not named.
        ModuleNotFoundError: llama-cpp-python is not installed.
    """
    from headroom._reading.families import subjects
    from headroom._reading.results import as_dicts, rows
    from headroom._reading.writings import COUNTED_BY, TOON_PACKAGE, writings

    model = _model_of(asked)
    ways = writings()
    if all(way.name != "TOON" for way in ways):
        say(f"TOON is left out: {TOON_PACKAGE} is not installed (pip install toon-format)")
    chosen = list(subjects(asked.seed, asked.copies, asked.questions))[: asked.most]
    began = time.monotonic()
    answered = _answers(model, chosen, ways, asked.answers)
    told = {
        "evaluation": "reading",
        "model": model.name,
        "seed": asked.seed,
        "documents": len(chosen),
        "questions": sum(len(subject.questions) for subject in chosen),
        "counted_by": COUNTED_BY,
        "seconds": round(time.monotonic() - began, 1),
        "rows": as_dicts(rows(answered)),
    }
    if asked.json:
        print_json("eval", told)
    else:
        print(_shown(told))


def _model_of(asked: argparse.Namespace) -> Model:
    if asked.gguf is not None:
        from headroom._reading.gguf import Gguf  # needs the extra, which a service does not

        return Gguf(asked.gguf, asked.threads)
    if not asked.model:
        raise ConfigurationError("--url needs --model NAME: what the service calls the model")
    from headroom._reading.endpoint import Endpoint

    return Endpoint(asked.url, asked.model)


def _answers(model: Model, chosen: Any, ways: Any, kept: Path | None) -> list[Answered]:
    from headroom._reading.asking import ask, prompts

    every = prompts(chosen, ways)
    with progress(len(every), model.name, "questions") as advance:
        return list(ask(model, every, kept, advance))


def _shown(told: dict[str, Any]) -> str:
    from headroom._reading.results import HEAD, cells

    head = f"{numbered(told['documents'], 'document')}, {numbered(told['questions'], 'question')} in each way, asked of"
    written = table([HEAD, *map(cells, told["rows"])], right=(1, 2, 3, 4))
    return (
        f"{head} {told['model']}\n\n{written}\n\n"
        f"tokens are {told['counted_by']}'s; points are compared with the original, in questions of a hundred, with\n"
        "95 % of what other documents would show (bootstrap over documents); p is McNemar's exact test"
    )
