#!/usr/bin/env python3
"""Writes N small PNG files with recipes into FOLDER, in subfolders of 1,000: a gallery to measure.

usage: gallery_files.py FOLDER [N = 100000]
"""
import json
import os
import random
import struct
import sys
import zlib

SIDE = 96
WORDS = "red green blue old young apple pear castle cat lighthouse portrait still life oil ink masterpiece fog".split()


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def picture(colour):
    rows = b"".join(b"\0" + bytes((c + x + y) % 256 for x in range(SIDE) for c in colour) for y in range(SIDE))
    return chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def main():
    folder, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    draw = random.Random(1)
    bodies = [picture([draw.randrange(256) for _ in range(3)]) for _ in range(64)]
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0))
    for i in range(count):
        if i % 1000 == 0:
            os.makedirs(f"{folder}/{i // 1000:03}", exist_ok=True)
        prompt = " ".join(draw.choices(WORDS, k=12)) + f", number {i}"
        recipe = {"sfumato_recipe": 1, "prompt": prompt, "negative_prompt": "blurry", "model": f"/models/m{i % 7}.safetensors",
                  "seed": i, "steps": 20 + i % 20, "width": 512, "height": 768}
        text = chunk(b"tEXt", b"sfumato\0" + json.dumps(recipe).encode())
        with open(f"{folder}/{i // 1000:03}/{i:06}.png", "wb") as file:
            file.write(head + text + bodies[i % len(bodies)])


main()
