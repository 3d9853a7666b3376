"""What the table says, in the language of the teacher."""

from pathlib import Path

from helpers import language

HERE = Path(__file__).parent


def text(key, **values):
    """Return a text of ``messages.toml`` in the current language.

    Parameters
    ----------
    key : str
    **values
        Replace ``{name}`` in the text.

    Examples
    --------
    >>> text("missing", name="my_relu")
    'my_relu is not defined.'
    """
    return language.choose(language.catalogue(HERE / "messages.toml")[key], **values)
