"""Code cells whose comments are translated: all tokens but the comments are those of the base cell."""

import io
import re
import tokenize

from nbpolyglot.format import lines

_MAGIC = re.compile(r"^(\s*)([%!?].*)$", re.MULTILINE)
_DIRECTIVE = re.compile(r"#+\s*(?:noqa|type:|fmt:|ruff:|pragma|pylint|mypy|NBVAL|nbval|%%|[^A-Za-z]*$)")


def split(source):
    """Split code into its comments and all other tokens.

    Parameters
    ----------
    source : str
        Python as in a notebook; lines that begin with ``%`` or ``!`` are taken whole.

    Returns
    -------
    tokens : list of str
        Without comments, blank lines and positions; indentation stays.
    comments : list of (int, int, str)
        Line (from 0), column and text of each comment.

    Raises
    ------
    SyntaxError
        If the code cannot be split into tokens.

    Examples
    --------
    >>> split("x = 1  # one")
    (['x', '=', '1', '\\n'], [(0, 7, '# one')])
    """
    magics = []

    def hide(found):
        magics.append(found[2])
        return f"{found[1]}__magic_{len(magics) - 1}__"

    tokens, comments = [], []
    try:
        for token in tokenize.generate_tokens(io.StringIO(_MAGIC.sub(hide, source)).readline):
            if token.type == tokenize.COMMENT:
                comments.append((token.start[0] - 1, token.start[1], token.string))
            elif token.type == tokenize.NEWLINE:
                tokens.append("\n")
            elif token.type == tokenize.INDENT:
                tokens.append("indent")
            elif token.type == tokenize.DEDENT:
                tokens.append("dedent")
            elif token.type not in (tokenize.NL, tokenize.ENDMARKER):
                magic = re.fullmatch(r"__magic_(\d+)__", token.string)
                tokens.append(magics[int(magic[1])] if magic and int(magic[1]) < len(magics) else token.string)
    except (tokenize.TokenError, IndentationError) as error:
        raise SyntaxError(f"not Python: {error.args[0]}") from error
    return tokens, comments


def comments_to_translate(source):
    """Return the comments of a code cell that are text for readers, not directives; none if it is not Python.

    Examples
    --------
    >>> comments_to_translate("x = 1  # the slope\\ny = 2  # noqa: E501")
    ['# the slope']
    """
    try:
        return [text for _, _, text in split(source)[1] if not _DIRECTIVE.match(text)]
    except SyntaxError:
        return []


def with_comments(source, comments):
    """Return code with its comments replaced, in order.

    Parameters
    ----------
    source : str
    comments : list of str
        As many as `source` has.

    Returns
    -------
    str

    Examples
    --------
    >>> with_comments("x = 2  # one", ["# 一"])
    'x = 2  # 一'
    """
    rows = lines(source)
    for (row, column, old), new in zip(split(source)[1], comments, strict=True):
        rows[row] = rows[row][:column] + new + rows[row][column + len(old) :]
    return "".join(rows)


def propagate(base_source, source):
    """Return a translated code cell brought up to date: the base cell's code with the translated comments.

    Parameters
    ----------
    base_source, source : str

    Returns
    -------
    str or None
        None if the comments are not equally many, so that a human must decide, or one is not Python.
    """
    try:
        old = [text for _, _, text in split(source)[1]]
        if len(old) != len(split(base_source)[1]):
            return None
        return with_comments(base_source, old)
    except SyntaxError:
        return None


def same_code(base_source, source):
    """Return whether two code cells differ in comments only.

    Examples
    --------
    >>> same_code("x = 1  # one", "x = 1  # 一"), same_code("x = 1  # one", "x = 2  # 一")
    (True, False)
    """
    try:
        return split(base_source)[0] == split(source)[0]
    except SyntaxError:
        return base_source == source
