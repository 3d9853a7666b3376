"""Earlier texts of cells, from git: what the base text was when a translation was made."""

import json
import subprocess
from pathlib import Path

from nbpolyglot.format import digest, join

_DEPTH = 50


def _git(folder, *arguments):
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


class History:
    """Looks up texts by their digest in the last commits that touched a file, each commit at most once.

    Parameters
    ----------
    depth : int
        How many commits to look through.
    """

    def __init__(self, depth=_DEPTH):
        self._depth = depth
        self._texts = {}
        self._commits = {}

    def text(self, path, wanted):
        """Return the cell text with a digest that a notebook once held, or None.

        Parameters
        ----------
        path : path-like
            The notebook. Where it is not in a git repository, nothing is found.
        wanted : str
            A digest.

        Returns
        -------
        str or None
        """
        path = Path(path).resolve()
        texts = self._texts.setdefault(path, {})
        if path not in self._commits:
            listed = _git(path.parent, "log", f"-n{self._depth}", "--format=%H", "--", path.name)
            self._commits[path] = (listed or "").split()
        while wanted not in texts and self._commits[path]:
            commit = self._commits[path].pop(0)
            self._read(_git(path.parent, "show", f"{commit}:./{path.name}"), texts)
        return texts.get(wanted)

    @staticmethod
    def _read(content, texts):
        try:
            cells = json.loads(content or "{}").get("cells", [])
            for cell in cells:
                text = join(cell["source"])
                texts.setdefault(digest(text), text)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return  # an old version that is no notebook as we know it
