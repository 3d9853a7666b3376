"""What the book adds to Sphinx.

``interface``  words of the book's own interface, in all languages
``sources``    lessons and pages, written as Sphinx sources, one folder a language
``cells``      notebook cells on the page: stable section names, captions, alternative texts
``glossary``   the glossary page and the links to it
``curves``     the moving curves of the front page
``references`` the bibliography and the links to it
``times``      the page of execution times
``maths``      formulas set by KaTeX while the book is built
``pages``      language links, head of the page, translated theme
``search``     search for Japanese, Chinese and Korean
"""
