"""One run in this process that says how long each stage took, as JSON; stages are those that a run tells of."""

import datetime as dt
import itertools
import json
import sys
import time
from pathlib import Path

from schedbatch.jobs.run import Options, run_workbook


def main(workbook: Path, out: Path) -> None:
    """Run ``workbook`` into ``out`` and print stage -> seconds."""
    marks: list[tuple[str, float]] = []

    def tell(stage: str) -> None:
        marks.append((stage.split(maxsplit=1)[0], time.perf_counter()))

    run_workbook(workbook, out, dt.datetime.now(dt.UTC), Options(), tell=tell)
    marks.append(("", time.perf_counter()))
    seconds: dict[str, float] = {}
    for (stage, start), (_, end) in itertools.pairwise(marks):
        seconds[stage] = seconds.get(stage, 0) + end - start
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
