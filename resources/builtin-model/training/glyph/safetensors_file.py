"""Reading and writing .safetensors with numpy alone (Debian has no package of the original library).

Format: u64 little-endian length N, N bytes of JSON (name -> dtype, shape, data_offsets; "__metadata__": str -> str), the data.
"""
import json
import os
import struct
from pathlib import Path

import numpy as np

DTYPES = {"F64": np.float64, "F32": np.float32, "F16": np.float16, "I64": np.int64, "I32": np.int32, "U8": np.uint8}
NAMES = {np.dtype(kind): name for name, kind in DTYPES.items()}


def write_safetensors(path: Path, tensors: dict[str, np.ndarray], metadata: dict[str, str] | None = None) -> None:
    """Writes atomically; tensors are laid out in the order of their names, the header padded to a multiple of 8 bytes."""
    header: dict[str, object] = {"__metadata__": metadata} if metadata else {}
    offset = 0
    for name in sorted(tensors):
        array = tensors[name]
        header[name] = {"dtype": NAMES[array.dtype], "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    partial = Path(f"{path}.part")
    with open(partial, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in sorted(tensors):
            file.write(np.ascontiguousarray(tensors[name]).tobytes())
    os.replace(partial, path)


def read_safetensors(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Tensors and metadata; a file that is cut off or whose offsets lie outside raises ValueError naming the file."""
    data = Path(path).read_bytes()
    if len(data) < 8:
        raise ValueError(f"{path}: {len(data)} bytes, a safetensors file has at least 8")
    (length,) = struct.unpack("<Q", data[:8])
    if length > len(data) - 8:
        raise ValueError(f"{path}: header of {length} bytes does not fit into a file of {len(data)} bytes")
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    return {name: _tensor(path, name, entry, data[8 + length :]) for name, entry in header.items()}, metadata


def _tensor(path: Path, name: str, entry: dict, body: bytes) -> np.ndarray:
    begin, end = entry["data_offsets"]
    dtype = DTYPES.get(entry["dtype"])
    if dtype is None:
        raise ValueError(f"{path}: {name} has dtype {entry['dtype']}, known are {', '.join(DTYPES)}")
    expected = int(np.prod(entry["shape"], dtype=np.int64)) * np.dtype(dtype).itemsize
    if not 0 <= begin <= end <= len(body) or end - begin != expected:
        raise ValueError(f"{path}: {name} lies at {begin}..{end} of {len(body)} bytes, its shape needs {expected}")
    return np.frombuffer(body[begin:end], dtype).reshape(entry["shape"]).copy()
