"""Slides: one deck for each lesson and language, made from the executed cells themselves.

``faces``    what of a cell's text stands on its slide: headings, formulas, tables, questions, bold sentences
``marks``    which cells make which slides, by their ``slideshow`` metadata
``outputs``  what a code cell shows: pictures, printed text, explorers, the answer to a prediction
``pages``    decks and their lists as HTML pages

``deck.css`` and ``deck.js`` lay the slides out and move them with reveal.js, ``handout.css`` prints them with notes.
"""
