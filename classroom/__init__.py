"""Assignments and grading for teachers: ``python -m classroom assignment`` and ``python -m classroom grade``.

``lessons``      a lesson's notebook, its exercises and the names of their answers
``assignment``   the notebook for students, without solutions and hints, and the key
``submissions``  the notebooks handed in, and which of their cells grading runs
``grading``      the folder: one process a submission, journal, Ctrl-C
``judge``        one submission: the course's checkers, in a process that runs no submitted code …
``remote``       … and calls the answers in another one
``student``      the confined process in which submitted code runs
``wire``         what the two may send each other: numbers, arrays, texts
``confinement``  limits, files, audit hook; ``seccomp``: system calls
``table``        CSV and HTML
``messages``     what the table says, in the teacher's language

The README tells how to use it and what the confinement does not stop.
"""
