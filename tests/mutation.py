"""Mutation testing: would the tests notice a small change of the code? `make mutation` runs it; see mutation.md.

mutmut changes one thing in one function at a time and runs the tests that reach it, in a process forked from one that
has already imported everything. It leaves out decorated functions; ours with `@elementwise` are plain formulas and take
part, and so do those that a cache remembers: in such a run `conftest.py` empties the caches before each test.

``python tests/mutation.py [PATTERN ...]`` with patterns such as ``helpers.layers.*``; all of `[tool.mutmut]` without.
Prints the score of each module and the survivors that mutation.md does not list. Ends with 1 if a score is below 90 %.
"""

import fnmatch
import sys
from collections import defaultdict
from pathlib import Path

import libcst
from mutmut.__main__ import cli
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files

NEEDED = 0.9
PLAIN = {"elementwise", "functools.cache", "functools.lru_cache"}
RECORD = Path(__file__).with_name("mutation.md")
UNKNOWN = {"not checked", "skipped", "suspicious", "check was interrupted by user"}
_skips = MutationVisitor._skip_node_and_children


def takes_part(visitor, node):
    """Say whether mutmut shall pass over a node, as it does itself but for functions under decorators in PLAIN."""
    if isinstance(node, libcst.FunctionDef) and node.decorators:
        written = [libcst.Module([]).code_for_node(decorator.decorator) for decorator in node.decorators]
        if {name.partition("(")[0] for name in written} <= PLAIN:
            return False
    return _skips(visitor, node)


def results(patterns):
    """Return what became of each mutant: path, name, status."""
    found = []
    for path in walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        for name, code in data.exit_code_by_key.items():
            if not patterns or any(fnmatch.fnmatch(name, pattern) for pattern in patterns):
                found.append((path, name, status_by_exit_code[code]))
    return found


def change(path, name):
    """Return a survivor as mutation.md lists it: function, the line as it is, the line as nothing noticed it."""
    lines = get_diff_for_mutant(name, path=path).splitlines()[2:]
    old, new = (" ".join(line[1:].strip() for line in lines if line[0] == sign).replace("|", "\\|") for sign in "-+")
    function = name.rpartition(".")[2].partition("__mutmut_")[0].removeprefix("x").replace("ǁ", ".").lstrip(".")
    return f"`{function.removeprefix('_')}` | `{old}` | `{new}`"


def report(found):
    """Print the scores and the survivors without an explanation; return whether every score is high enough."""
    tally, explained, enough = defaultdict(list), RECORD.read_text("utf-8") if RECORD.exists() else "", True
    for path, name, status in found:
        tally[path].append(status)
        if status in ("survived", "no tests") and (line := change(path, name)) not in explained:
            print(f"not explained in {RECORD.name}: {path}: | {line} |")
    for path, statuses in tally.items():
        lost = sum(status in ("survived", "no tests") for status in statuses)
        unknown = sum(status in UNKNOWN for status in statuses)
        score = 1 - (lost + unknown) / len(statuses)
        enough &= score >= NEEDED
        print(f"| {path} | {len(statuses)} | {lost} | {score:.1%} |" + f" {unknown} not checked" * bool(unknown))
    return enough


if __name__ == "__main__":
    MutationVisitor._skip_node_and_children = takes_part
    patterns = sys.argv[1:]
    cli(["run", *patterns], standalone_mode=False)
    sys.exit(not report(results(patterns)))
