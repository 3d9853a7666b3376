"""Say which speed has worsened: run the speed table of numerics.py again, against the ratios stored in README.md.

``python benchmarks/kept.py`` in the environment of the benchmarks; `--log FILE` compares an earlier output of
numerics.py instead. Ends with 1 if any ratio to a peer is more than a quarter above the stored one.
"""

import argparse
import contextlib
import io
import re
import sys
from pathlib import Path

ROW = re.compile(r"^\| (?P<what>[^|]+) \| [\d,]+ \| (?P<peer>[^|]+) \| [\d,]+ \| (?P<ratio>\d+\.\d+) \|$", re.MULTILINE)
ALLOWED = 1.25


def ratios(text):
    """Return the ratios of the speed table in a text: (what, peer) to ours ÷ peer."""
    return {(row["what"], row["peer"]): float(row["ratio"]) for row in ROW.finditer(text)}


def worsened(stored, now, allowed=ALLOWED):
    """Return a line for each ratio that is missing or more than `allowed` times the stored one."""
    lines = []
    for (what, peer), before in stored.items():
        after = now.get((what, peer))
        if after is None:
            lines.append(f"{what}, beside {peer}: no longer measured")
        elif after > allowed * before:
            lines.append(f"{what}, beside {peer}: {after:.2f}, was {before:.2f}")
    return lines


def measured():
    """Run the speed table of numerics.py and return what it prints."""
    import numerics

    with contextlib.redirect_stdout(io.StringIO()) as out:
        numerics.speed()
    return out.getvalue()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--log", type=Path, help="an earlier output of numerics.py")
    log = parser.parse_args().log
    stored = ratios(Path(__file__).with_name("README.md").read_text("utf-8"))
    findings = worsened(stored, ratios(log.read_text("utf-8") if log else measured()))
    print("\n".join(findings) or f"{len(stored)} ratios kept")
    sys.exit(bool(findings))
