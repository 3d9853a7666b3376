"""What the notebooks of the course import.

From the bottom up; nothing imports upwards:

``activations``  vectorised activation functions and their derivatives (NumPy only)
``layers``       layers with ``forward`` and ``backward``
``networks``     initialisers, ``MLP``, training, gradient check, statistics, dead-unit census
``data``         XOR, moons, spirals, handwritten digits
``language``     the language of labels and messages, and the fonts they need
``plots``        plotting routines
``explorers``    figures with sliders
``exercises``    the exercises' checkers, hints and predictions
"""
