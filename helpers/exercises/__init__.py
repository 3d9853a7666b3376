"""Exercises that check properties and explain mistakes, and questions to answer before an experiment.

``check("04-a", my_relu)``   says what is right or names the likely mistake
``hint("04-a")``             the next hint; call it again for more
``progress()``               a table of the exercises of the lessons worked on since the kernel started
``predict("04-half")``       asks for a guess before an experiment
``reveal("04-half")``        tells the answer after it

Everything is printed in the current language and nothing leaves the machine. The parts, from the bottom up:

``calls``        runs the reader's code: exceptions, warnings, changed arguments and endless loops become a `Wrong`
``properties``   compares what came with a reference and recognises circulating mistakes
``registry``     the exercises and predictions by name, and their texts
``lesson00`` …   the checkers of one lesson; their texts stand beside them in ``lesson00.toml`` …
``tutor``        ``check``, ``hint``, ``progress``
``predictions``  ``predict``, ``reveal``
"""

from helpers.exercises.predictions import predict, reveal
from helpers.exercises.tutor import check, hint, progress

__all__ = ["check", "hint", "predict", "progress", "reveal"]
