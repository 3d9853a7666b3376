"""The language menu in a real JupyterLab and Notebook 7: the language a page starts in, and a page without the menu."""

import driver
from menus import LANGS, cells, choose, lesson, texts, write

from nbpolyglot.format import join


class TestStart:
    """Which language a page starts in. These need servers or profiles of their own."""

    OPTION = "--ServerApp.tornado_settings={'page_config_data': {'nbpolyglotLanguage': 'ja'}}"

    def shows(self, notebook, lang):
        """Wait until the menu and the notebook are in a language: JupyterLab's settings come after the notebook."""
        notebook.wait(f"() => document.querySelector('.nbpolyglot-menu select')?.value === '{lang}'")
        return notebook.page.locator(".jp-Notebook").first.get_attribute("lang") == lang

    def test_choice_is_remembered_across_notebooks_restarts_and_applications(self, open_notebook, tmp_path):
        root, home = tmp_path / "root", tmp_path / "home"
        root.mkdir()
        home.mkdir()
        write(root, "a.ipynb", lesson())
        write(root, "b.ipynb", lesson())
        with driver.Server(root, "lab", home=home) as server:
            notebook = open_notebook(server, "a.ipynb", locale="zh-TW")
            assert self.shows(notebook, "zh-Hant")  # the browser's language
            choose(notebook, "ko")
            assert notebook.open("b.ipynb", kernel=False).sources() == texts(lesson(), "ko")
            server.keeps("ko")
        with driver.Server(root, "notebook", [self.OPTION], home=home) as server:
            notebook = open_notebook(server, "a.ipynb")
            assert self.shows(notebook, "ja")  # the command line, over the earlier choice
            for lang in [*LANGS, "ko"]:
                choose(notebook, lang)
                assert notebook.sources() == texts(lesson(), lang)
            notebook.set_source(0, "# 노트북 7")
            notebook.run_all()
            saved = notebook.save()["cells"][0]
            assert (join(saved["source"]), saved["metadata"]["i18n"]["ko"]["source"]) == (
                "# Slope of a line",
                ["# 노트북 7"],
            )
            server.keeps("ko")
            notebook.reload()
            assert self.shows(notebook, "ko")  # the choice made since
            assert notebook.sources()[0] == "# 노트북 7"
        with driver.Server(root, "lab", [self.OPTION], home=home) as server:
            assert self.shows(open_notebook(server, "b.ipynb"), "ja")  # a new run of the server

    def test_without_the_menu_the_page_is_plain_english(self, open_notebook, tmp_path):
        root, home = tmp_path / "root", tmp_path / "home"
        root.mkdir()
        (home / "labconfig").mkdir(parents=True)
        (home / "labconfig" / "page_config.json").write_text('{"disabledExtensions": {"nbpolyglot": true}}')
        with driver.Server(root, "lab", home=home) as server:
            notebook = open_notebook(server, write(root, "a.ipynb", lesson()), locale="ja-JP")
            assert notebook.sources() == texts(lesson(), "en")
            assert notebook.page.locator(".nbpolyglot-menu").count() == 0
            assert cells(notebook.save()) == cells(lesson())
