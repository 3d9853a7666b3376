#!/bin/sh
# Start a student's server: copy the lessons that are not in the student's folder yet, as `make lab` does, then Jupyter.
set -eu
lessons=$(dirname "$0")/../notebooks
mkdir -p "$HOME/course"
for lesson in "$lessons"/*.ipynb; do
  [ -e "$HOME/course/${lesson##*/}" ] || cp "$lesson" "$HOME/course/"
done
exec jupyterhub-singleuser "$@"
