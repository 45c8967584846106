"""``python -m benchmarks``: measures, prints a table, and keeps the figures as JSON.

For each size and shape: the baseline script, the floor, a first run, and a run with nothing changed, each in a process of
its own; the best of several runs counts. Figures of one call compare with each other, never with another machine's.
"""

import argparse
import json
import math
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import schedbatch
from benchmarks.measure import Cost, measure
from benchmarks.workbooks import SHAPES, Size, write_workbook

_SIZES = (1_000, 10_000, 100_000)
_LARGEST_BASELINE = 100_000
_SLOPE_FROM = 10_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What one workbook took. Seconds are wall and processor seconds, memory is in bytes; the baseline may be left out."""

    size: Size
    input_bytes: int
    output_bytes: int
    output_files: int
    first: Cost
    unchanged: Cost
    baseline: Cost | None
    floor_wall: float
    floor_processor: float
    stages: dict[str, float]

    def times_baseline(self) -> float:
        """How many times faster than the baseline, from end to end."""
        return self.baseline.wall / self.first.wall if self.baseline else math.nan


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=_SIZES, help="offerings, such as 1000,10000,100000,300000")
    parser.add_argument("--shapes", type=lambda text: tuple(text.split(",")), default=SHAPES, help=", ".join(SHAPES))
    parser.add_argument("--runs", type=int, default=3, help="how often each is run; the best counts (3)")
    parser.add_argument("--baseline-up-to", type=int, default=_LARGEST_BASELINE, help="offerings above which it is left out")
    parser.add_argument("--keep", type=Path, default=Path("benchmarks.json"), help="file for the figures")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="schedbatch-benchmarks-") as folder:
        found = []
        for size in (Size(offerings, shape) for shape in chosen.shapes for offerings in chosen.sizes):
            print(f"measuring {size} ...", file=sys.stderr, flush=True)
            found.append(_figures(size, Path(folder), chosen.runs, has_baseline=size.offerings <= chosen.baseline_up_to))
    print("\n".join(_table(found)))
    chosen.keep.write_text(json.dumps(_record(found), indent=2) + "\n", encoding="utf-8")


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(size.replace("_", "")) for size in text.split(","))


def _figures(size: Size, folder: Path, runs: int, *, has_baseline: bool) -> Figures:
    workbook, out, scratch = folder / f"{size}.xlsx", folder / "out", folder / "scratch"
    write_workbook(size, workbook)
    run = ["-m", "schedbatch", "run", "--quiet", "--out", str(out), str(workbook)]
    baseline = _best(["-m", "benchmarks.baseline", str(workbook), str(scratch)], runs, [scratch]) if has_baseline else None
    first = _best(run, runs, [out])
    unchanged = _best(run, runs, [])
    (released,) = out.iterdir()
    files = [path for path in released.rglob("*") if path.is_file()]
    floors = []
    for _ in range(runs):
        shutil.rmtree(scratch, ignore_errors=True)
        floors.append(json.loads(measure(["-m", "benchmarks.floor", str(workbook), str(released), str(scratch)]).output))
    sizes = [path.stat().st_size for path in files]
    shutil.rmtree(out)
    stages = json.loads(measure(["-m", "benchmarks.staged", str(workbook), str(out)]).output)
    for rest in (out, scratch):
        shutil.rmtree(rest)
    return Figures(
        size=size,
        input_bytes=workbook.stat().st_size,
        output_bytes=sum(sizes),
        output_files=len(sizes),
        first=first,
        unchanged=unchanged,
        baseline=baseline,
        floor_wall=min(floor["wall"] for floor in floors),
        floor_processor=min(floor["processor"] for floor in floors),
        stages=stages,
    )


def _best(arguments: list[str], runs: int, fresh: list[Path]) -> Cost:
    """The run that took least from end to end; ``fresh`` folders are removed before each."""
    costs = []
    for _ in range(runs):
        for folder in fresh:
            shutil.rmtree(folder, ignore_errors=True)
        costs.append(measure(arguments))
    return min(costs, key=lambda cost: cost.wall)


def _table(found: list[Figures]) -> Iterator[str]:
    """Lines in Markdown: a row a workbook, stages below, slopes last."""
    yield "| workbook | files, MB | first run: wall s, cpu s, MB | unchanged: wall | baseline: wall, MB | x baseline | x floor |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for one in found:
        base = f"{one.baseline.wall:.2f}, {_megabytes(one.baseline.memory)}" if one.baseline else "-"
        first = f"{one.first.wall:.2f}, {one.first.processor:.2f}, {_megabytes(one.first.memory)}"
        unchanged = f"{one.unchanged.wall:.2f} ({one.first.wall / one.unchanged.wall:.0f} x)"
        times = f"{one.times_baseline():.1f}" if one.baseline else "-"
        ratios = f"{times} | {one.first.wall / one.floor_wall:.1f}"
        yield f"| {one.size} | {one.output_files}, {_megabytes(one.output_bytes)} | {first} | {unchanged} | {base} | {ratios} |"
    yield ""
    for one in found:
        yield f"{one.size}: " + ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in one.stages.items())
    for shape, time, memory in _slopes(found):
        yield f"Growth of {shape} from {_SLOPE_FROM:,}: time {time:.2f}, memory {memory:.2f} (log-log slope; 1 is linear)"


def _slopes(found: list[Figures]) -> Iterator[tuple[str, float, float]]:
    for shape in SHAPES:
        alike = [one for one in found if one.size.shape == shape and one.size.offerings >= _SLOPE_FROM]
        if len(alike) > 1:
            least, most = alike[0], alike[-1]
            growth = math.log(most.size.offerings / least.size.offerings)
            time, memory = (
                math.log(large / small) / growth
                for small, large in ((least.first.wall, most.first.wall), (least.first.memory, most.first.memory))
                if small
            )
            yield shape, time, memory


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}"


def _record(found: list[Figures]) -> dict[str, object]:
    about = {"version": schedbatch.__version__, "python": platform.python_version(), "system": platform.platform()}
    return {**about, "figures": [asdict(one) for one in found]}


if __name__ == "__main__":
    main()
