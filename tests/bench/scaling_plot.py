#!/usr/bin/env python3
"""Draws how time and memory of a U-Net call grow with the size and the number of pictures.

usage: scaling_plot.py FIGURES.csv PLOT.svg "caption line" ...

The CSV is what sfumato-scaling prints: side, batch, dispatches, arena_bytes, weight_bytes, estimate_ms,
estimate_core_ms, measured_ms, measured_core_ms, peak_bytes (empty: not measured). Lines are estimates and plans, dots are
measurements. Uses nothing but the standard library.
"""
import csv
import math
import sys
from xml.sax.saxutils import escape

COLOURS = {1: "#1f6feb", 2: "#0f9d76", 4: "#c77700", 8: "#b3261e"}
PANEL_WIDTH, PANEL_HEIGHT = 380, 300
LEFT, TOP, GAP = 70, 48, 90


def read_figures(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [{key: float(value) if value else None for key, value in row.items()} for row in csv.DictReader(file)]


class Panel:
    """Logarithmic axes at a place of the picture."""

    def __init__(self, left, title, unit, xs, ys):
        self.left, self.title, self.unit = left, title, unit
        self.x_range = min(xs), max(xs)
        self.y_range = 10 ** math.floor(math.log10(min(ys))), 10 ** math.ceil(math.log10(max(ys)))

    def x(self, value):
        low, high = (math.log(v) for v in self.x_range)
        return self.left + (math.log(value) - low) / (high - low) * PANEL_WIDTH

    def y(self, value):
        low, high = (math.log(v) for v in self.y_range)
        return TOP + PANEL_HEIGHT - (math.log(value) - low) / (high - low) * PANEL_HEIGHT

    def axes(self, ticks):
        yield f'<text x="{self.left}" y="{TOP - 14}" class="title">{escape(self.title)}</text>'
        value = self.y_range[0]
        while value <= self.y_range[1] * 1.001:
            y = self.y(value)
            yield f'<line x1="{self.left}" y1="{y:.1f}" x2="{self.left + PANEL_WIDTH}" y2="{y:.1f}" class="grid"/>'
            yield f'<text x="{self.left - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g} {self.unit}</text>'
            value *= 10
        for tick in ticks:
            x = self.x(tick)
            yield f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{TOP + PANEL_HEIGHT}" class="grid"/>'
            yield f'<text x="{x:.1f}" y="{TOP + PANEL_HEIGHT + 18}" text-anchor="middle">{tick:g}</text>'
        middle = self.left + PANEL_WIDTH / 2
        yield f'<text x="{middle}" y="{TOP + PANEL_HEIGHT + 38}" text-anchor="middle">side of the picture, pixels</text>'

    def line(self, points, colour, dashed=False):
        path = " ".join(f"{self.x(a):.1f},{self.y(b):.1f}" for a, b in points)
        dash = ' stroke-dasharray="6 4"' if dashed else ""
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'

    def dots(self, points, colour):
        for a, b in points:
            yield f'<circle cx="{self.x(a):.1f}" cy="{self.y(b):.1f}" r="4" fill="{colour}"/>'


def series(figures, batch, value):
    """(side, value) of one batch where the value is known."""
    found = [(row["side"], value(row)) for row in figures if row["batch"] == batch]
    return sorted((side, v) for side, v in found if v)


def time_of(column):
    return lambda row: row[column] / 1000 if row[column] else None


def memory_of(row):
    return (row["arena_bytes"] + row["weight_bytes"]) / 2**30


def draw(figures, captions):
    sides = sorted({row["side"] for row in figures})
    batches = sorted({row["batch"] for row in figures})
    core = any(row["measured_core_ms"] for row in figures)
    estimate, measured = ("estimate_core_ms", "measured_core_ms") if core else ("estimate_ms", "measured_ms")
    times = [v for column in (estimate, measured) for row in figures if (v := time_of(column)(row))]
    what = "CPU time of one U-Net call" if core else "time of one U-Net call"
    time = Panel(LEFT, what, "s", sides, times)
    memory = Panel(LEFT + PANEL_WIDTH + GAP, "device memory: weights and arena", "GiB", sides,
                   [memory_of(row) for row in figures])
    parts = [*time.axes(sides), *memory.axes(sides)]
    for index, batch in enumerate(batches):
        colour = COLOURS.get(int(batch), "#555555")
        parts += time.line(series(figures, batch, time_of(estimate)), colour, dashed=True)
        parts += time.dots(series(figures, batch, time_of(measured)), colour)
        parts += memory.line(series(figures, batch, memory_of), colour)
        parts += memory.dots(series(figures, batch, lambda row: row["peak_bytes"] and row["peak_bytes"] / 2**30), colour)
        x = LEFT + index * 110
        y = TOP + PANEL_HEIGHT + 64
        parts.append(f'<rect x="{x}" y="{y - 9}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 18}" y="{y + 1}">batch of {batch:g}</text>')
    y = TOP + PANEL_HEIGHT + 88
    lines = ["Dashed lines: estimates of the cost model. Full lines: plans. Dots: measured.", *captions]
    for i, line in enumerate(lines):
        parts.append(f'<text x="{LEFT}" y="{y + 18 * i}">{escape(line)}</text>')
    width, height = LEFT + 2 * PANEL_WIDTH + GAP + 30, y + 18 * len(lines)
    style = "text{font:12px sans-serif;fill:#333}.title{font-size:14px;font-weight:bold}.grid{stroke:#ddd}"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
            f'<style>{style}</style><rect width="100%" height="100%" fill="white"/>' + "\n".join(parts) + "</svg>\n")


def main():
    if len(sys.argv) < 3:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    figures = read_figures(sys.argv[1])
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(draw(figures, sys.argv[3:]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
