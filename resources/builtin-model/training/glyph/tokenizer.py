"""CLIP's byte-level BPE (lower case, "</w>" at the end of a word): training, saving in the Hugging Face layout, encoding.

Sources: Sennrich et al. 2016 (arXiv:1508.07909); the tokenizer of CLIP (Radford et al. 2021). Captions here are ASCII, so Python's
`re` stands for the original's Unicode classes; prompts of users go through the program's own tokenizer, not through this one.
"""
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

WORD = re.compile(r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|[^\s\w]+|_+", re.IGNORECASE)
Pair = tuple[str, str]


def byte_letters() -> dict[int, str]:
    """One printable letter for each byte, CLIP's order: printable Latin-1 stands for itself, the rest from U+0100 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    return {**{b: chr(b) for b in printable}, **{b: chr(256 + k) for k, b in enumerate(others)}}


LETTERS = byte_letters()


def words_of(text: str) -> list[str]:
    """The words of a text, lower case, in byte letters."""
    tidy = re.sub(r"\s+", " ", text.strip()).lower()
    return ["".join(LETTERS[b] for b in word.encode()) for word in WORD.findall(tidy)]


def symbols_of(word: str) -> list[str]:
    return [*word[:-1], word[-1] + "</w>"]


def join_pair(symbols: list[str], pair: Pair) -> list[str]:
    """Every occurrence of the pair becomes one symbol, from the left."""
    joined, k = [], 0
    while k < len(symbols):
        found = tuple(symbols[k : k + 2]) == pair
        joined.append("".join(pair) if found else symbols[k])
        k += 2 if found else 1
    return joined


def train_merges(counts: dict[str, int], merges: int) -> list[Pair]:
    """The most frequent pair is joined, again and again; ties go to the later pair in the alphabet."""
    texts = [symbols_of(word) for word in counts]
    numbers = list(counts.values())
    pairs: Counter[Pair] = Counter()
    places: dict[Pair, set[int]] = defaultdict(set)

    def count(index: int, sign: int) -> None:
        for pair in zip(texts[index], texts[index][1:]):
            pairs[pair] += sign * numbers[index]
            places[pair].add(index)

    for index in range(len(texts)):
        count(index, 1)
    learned: list[Pair] = []
    while len(learned) < merges and pairs:
        best, number = max(pairs.items(), key=lambda entry: (entry[1], entry[0]))
        if number <= 0:
            break
        learned.append(best)
        for index in list(places[best]):
            count(index, -1)
            texts[index] = join_pair(texts[index], best)
            count(index, 1)
        del pairs[best]
    return learned


class Tokenizer:
    """Text -> `length` ids: start, words, end, padded with end (as Stable Diffusion 1.x does)."""

    def __init__(self, merges: list[Pair], length: int):
        self.merges = merges
        self.length = length
        self.ranks = {pair: rank for rank, pair in enumerate(merges)}
        letters = list(LETTERS.values())
        tokens = [*letters, *(x + "</w>" for x in letters), *("".join(m) for m in merges), "<|startoftext|>", "<|endoftext|>"]
        self.ids = {token: index for index, token in enumerate(tokens)}
        self.start, self.end = len(tokens) - 2, len(tokens) - 1
        self.known: dict[str, list[int]] = {}

    def word_ids(self, word: str) -> list[int]:
        if word not in self.known:
            symbols = symbols_of(word)
            while len(symbols) > 1:
                best = min(zip(symbols, symbols[1:]), key=lambda pair: self.ranks.get(pair, len(self.ranks)))
                if best not in self.ranks:
                    break
                symbols = join_pair(symbols, best)
            self.known[word] = [self.ids[symbol] for symbol in symbols]
        return self.known[word]

    def __call__(self, text: str) -> list[int]:
        ids = [self.start, *(x for word in words_of(text) for x in self.word_ids(word))]
        ids = [*ids[: self.length - 1], self.end]
        return ids + [self.end] * (self.length - len(ids))

    def save(self, folder: Path) -> None:
        """vocab.json, merges.txt, tokenizer_config.json, special_tokens_map.json."""
        folder.mkdir(parents=True, exist_ok=True)

        def special(content: str) -> dict[str, object]:
            return {"content": content, "lstrip": False, "normalized": True, "rstrip": False, "single_word": False}

        start, end = special("<|startoftext|>"), special("<|endoftext|>")
        marks = {"bos_token": start, "eos_token": end, "pad_token": "<|endoftext|>", "unk_token": end}
        config = {"add_prefix_space": False, "do_lower_case": True, "errors": "replace", "model_max_length": self.length}
        config |= {key: value | {"__type": "AddedToken"} for key, value in marks.items() if isinstance(value, dict)}
        config |= {"pad_token": "<|endoftext|>", "tokenizer_class": "CLIPTokenizer"}
        (folder / "vocab.json").write_text(json.dumps(self.ids, ensure_ascii=False), encoding="utf-8")
        lines = ["#version: 0.2", *(f"{a} {b}" for a, b in self.merges)]
        (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (folder / "special_tokens_map.json").write_text(json.dumps(marks, indent=2))
        (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2))

    @classmethod
    def load(cls, folder: Path) -> "Tokenizer":
        """The vocabulary must be the one that the merges give, else ValueError."""
        lines = (folder / "merges.txt").read_text(encoding="utf-8").splitlines()[1:]
        merges = [(a, b) for a, b in (line.split(" ") for line in lines if line.strip())]
        tokenizer = cls(merges, json.loads((folder / "tokenizer_config.json").read_text())["model_max_length"])
        if tokenizer.ids != json.loads((folder / "vocab.json").read_text(encoding="utf-8")):
            raise ValueError(f"{folder / 'vocab.json'}: not the vocabulary that merges.txt gives")
        return tokenizer
