"""Search for Japanese, Chinese and Korean by pairs of characters: no tokenizer, no dictionary.

Python splits the pages, JavaScript the query, both the same way: a run of Chinese, Japanese or Korean characters gives
its characters and its overlapping pairs, any other run of letters and digits is a word.
"""

import re
import unicodedata

from sphinx.search import SearchLanguage

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af々〆ー"
RUN = re.compile(rf"[{CJK}]+|[^{CJK}\W_]+")

SPLIT_QUERY = rf"""
var splitQuery = (query) =>
  (query.normalize("NFKC").match(/[{CJK}]+|[^{CJK}\p{{P}}\p{{S}}\p{{Z}}\p{{C}}]+/gu) || []).flatMap((run) =>
    /[{CJK}]/u.test(run) && run.length > 2
      ? Array.from({{ length: run.length - 1 }}, (_, i) => run.slice(i, i + 2))
      : [run]);
"""


class Bigrams(SearchLanguage):
    """Split into characters and pairs of characters; words in Latin letters stay whole."""

    js_splitter_code = SPLIT_QUERY

    def split(self, text):
        """Return what is indexed for a text.

        Examples
        --------
        >>> Bigrams({}).split("ReLUの勾配")
        ['relu', 'の', '勾', '配', 'の勾', '勾配']
        """
        terms = []
        for run in RUN.findall(unicodedata.normalize("NFKC", text)):
            if re.match(rf"[{CJK}]", run):
                terms += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
            else:
                terms.append(run.lower())
        return terms

    def word_filter(self, word):
        """Index everything but bare numbers."""
        return not word.isdigit()


class Japanese(Bigrams):
    """Bigrams under Sphinx's code for Japanese."""

    lang, language_name = "ja", "Japanese"


class Chinese(Bigrams):
    """Bigrams under Sphinx's code for Chinese; ``zh_TW`` falls back to it."""

    lang, language_name = "zh", "Chinese"


class Korean(Bigrams):
    """Bigrams under Sphinx's code for Korean."""

    lang, language_name = "ko", "Korean"


def setup(app):
    """Register the three languages, in place of Sphinx's own."""
    for language in (Japanese, Chinese, Korean):
        app.add_search_language(language)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
