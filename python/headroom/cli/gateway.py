"""`headroom gateway`: LiteLLM's proxy with agents as its models, and the files that configure it."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from headroom._exceptions import ConfigurationError
from headroom._extras import not_installed
from headroom.cli.proxy_config import check_agents

if TYPE_CHECKING:
    from headroom.integrations.agents import Described

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["add"]

_CONFIGURATION = "proxy_config.yaml"
_ENVIRONMENT = ".env.example"
_HEAD = """\
# LiteLLM's proxy with these agents as its models: `headroom gateway` starts it.
litellm_settings:
  custom_provider_map:
    - {provider: agno, custom_handler: headroom.integrations.litellm.agents}
  callbacks: ["headroom.integrations.litellm.hook"]  # compresses what goes to other models
  num_retries: 0  # LiteLLM would run a failed agent twice more, and its tools with it
general_settings:
  master_key: os.environ/LITELLM_MASTER_KEY
  cancel_on_disconnect: true  # else an agent whose client has left runs to its end
model_list:
"""
_VARIABLES = """\
# Copy this file to .env and fill it in; `headroom gateway` reads it.
# The key that clients show; it begins with sk-.
LITELLM_MASTER_KEY=
# Where the agents are, as module:attribute.
HEADROOM_AGENTS={agents}
# What the agents' own models need.
OPENAI_API_KEY=
"""


def add(subparsers: Subparsers) -> None:
    """Describe the subcommand."""
    parser = subparsers.add_parser("gateway", help="start LiteLLM's proxy with Agno agents as its models")
    parser.add_argument("--config", default=_CONFIGURATION, type=Path, help="the proxy's configuration; %(default)s")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at; %(default)s")
    parser.add_argument("--port", default=8890, type=int, help="the port to listen at; %(default)s")
    parser.set_defaults(run=_run)
    init = parser.add_subparsers(title="subcommands").add_parser(
        "init", help=f"write {_CONFIGURATION} and {_ENVIRONMENT} for agents"
    )
    init.add_argument("agents", metavar="MODULE:ATTRIBUTE", help="a dict of agents, an AgentOS, a list or an agent")
    init.add_argument("--force", action="store_true", help="overwrite files that are there")
    init.set_defaults(run=_init)


def _init(asked: argparse.Namespace) -> None:
    """Write the files into the working folder.

    Raises:
        ConfigurationError: a file is there already, or there are no such agents.
        ModuleNotFoundError: agno is not installed.
    """
    files = {Path(_CONFIGURATION): "", Path(_ENVIRONMENT): _VARIABLES.format(agents=asked.agents)}
    for path in files:
        if path.exists() and not asked.force:
            raise ConfigurationError(f"{path} is there already: --force overwrites it")
    files[Path(_CONFIGURATION)] = _HEAD + "".join(map(_entry, _described(asked.agents)))
    for path, text in files.items():
        path.write_text(text, "utf-8")
        print(f"wrote {path}")


def _described(agents: str) -> Sequence[Described]:
    from headroom.integrations.agents import Catalogue  # needs agno, which `headroom --help` does not

    _find_modules_here()
    return Catalogue(agents, wrap=False).describe()


def _entry(agent: Described) -> str:
    name = _quoted(f"agno/{agent.name}")
    length = "" if agent.context_tokens is None else f"    model_info: {{max_input_tokens: {agent.context_tokens}}}\n"
    return (
        f"  - model_name: {name}\n"
        f"    litellm_params: {{model: {name}, allowed_openai_params: [reasoning_effort]}}\n{length}"
    )


def _quoted(text: str) -> str:
    """Write a text as YAML does within double quotes, which is as JSON does."""
    return json.dumps(text)


def _run(asked: argparse.Namespace) -> None:
    """Become the proxy.

    Raises:
        ConfigurationError: there is no configuration, or an agent in it is not where it says.
        ModuleNotFoundError: LiteLLM's proxy is not installed.
    """
    if not asked.config.is_file():
        raise ConfigurationError(f"there is no {asked.config}: `headroom gateway init MODULE:ATTRIBUTE` writes one")
    for package in ("litellm", "fastapi"):  # litellm without its extra has no proxy
        if importlib.util.find_spec(package) is None:
            raise not_installed("LiteLLM's proxy", "litellm", package)
    os.environ.update(_environment())  # which agents may need when they are imported
    _find_modules_here()
    check_agents(asked.config)
    command = [sys.executable, "-m", "litellm.proxy.proxy_cli", "--config", str(asked.config)]
    # In place of this process, so that whoever started it stops the proxy.
    os.execv(sys.executable, [*command, "--host", asked.host, "--port", str(asked.port)])


def _environment() -> dict[str, str]:
    """Give the proxy what stands in .env, and let it find modules in the working folder."""
    from dotenv import dotenv_values  # comes with LiteLLM, which `headroom --help` does not need

    filled = {name: value for name, value in dotenv_values(".env").items() if value}
    paths = [os.getcwd(), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**filled, **os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _find_modules_here() -> None:
    """Look for modules of the user's in the working folder, too; a command's own folder stands in its place."""
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
