"""Drive a real JupyterLab or Notebook 7 from a test, in a home folder of its own.

``Server(root)`` starts one on loopback, ``open_notebook(browser, server, path)`` opens a notebook in Chromium, and the
`Notebook` it returns runs, edits, saves and reads cells through the application's own commands. A notebook file needs
`kernelspec` metadata, or the application asks for a kernel and nothing else happens.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

NO_CHROMIUM = (
    "The browser tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM to its path."
)
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PROMPT = "--ServerApp.kernel_websocket_connection_class=helpers.explorers.connection.PromptConnection"  # as make lab
TIMEOUT = 30_000  # milliseconds; generous, since CI machines are slow


def chromium():
    """Return the path of Chromium: ``$CHROMIUM``, else the first of the usual names on the path, else None."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def until(condition, message, seconds=TIMEOUT / 1000):
    """Wait until ``condition()`` is true; fail with `message` if it is not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, message
        time.sleep(0.1)


class Server:
    """A JupyterLab (``app="lab"``) or Notebook 7 (``app="notebook"``) server, used as a context manager.

    Parameters
    ----------
    root : path
        The folder it serves.
    app : {"lab", "notebook"}
    args : sequence of str
        Further command line arguments.
    env : dict, optional
        Further environment variables; a value of None removes the variable.
    home : path, optional
        Settings, kernels' files and workspaces go here; pass the same folder again to imitate a restart.

    Attributes
    ----------
    url, root, home
    """

    def __init__(self, root, app="lab", args=(), env=None, home=None):
        self.root, self.app, self.args, self.env = Path(root), app, tuple(args), env or {}
        self.temporary = home is None
        self.home = Path(tempfile.mkdtemp(prefix="jupyter-home-")) if home is None else Path(home)
        self.process = self.url = None

    def __enter__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        module = {"lab": "jupyterlab", "notebook": "notebook"}[self.app]
        command = [sys.executable, "-m", module, "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
        command += ["--allow-root", "--expose-app-in-browser", f"--ServerApp.root_dir={self.root}"]
        command += ["--IdentityProvider.token=", PROMPT, *self.args]
        news = self.home / "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
        news.parent.mkdir(parents=True, exist_ok=True)
        news.write_text('{"fetchNews": "false", "checkForUpdates": false}')  # or a question covers the page
        self.log = (self.home / "server.log").open("w")
        self.process = subprocess.Popen(command, env=self._environment(), stdout=self.log, stderr=subprocess.STDOUT)
        for _ in range(240):
            try:
                urllib.request.urlopen(self.url + "/api", timeout=1).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.25)
        self.__exit__()
        raise RuntimeError("Jupyter did not start:\n" + (self.home / "server.log").read_text()[-3000:])

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        if self.temporary:
            shutil.rmtree(self.home, ignore_errors=True)

    def keeps(self, lang):
        """Wait until the settings on disk hold a language chosen in the menu: it is saved a moment after the choice."""
        kept = self.home / "nbpolyglot" / "menu.jupyterlab-settings"
        until(lambda: kept.exists() and f'"language": "{lang}"' in kept.read_text("utf-8"), f"{lang} was not kept")

    def _environment(self):
        cache = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))  # keeps Matplotlib's font list
        home = str(self.home)
        names = "HOME IPYTHONDIR JUPYTER_CONFIG_DIR JUPYTER_DATA_DIR JUPYTER_RUNTIME_DIR"
        names += " JUPYTERLAB_SETTINGS_DIR JUPYTERLAB_WORKSPACES_DIR"
        env = {**os.environ, **dict.fromkeys(names.split(), home), "XDG_CACHE_HOME": cache, "COURSE_LANG": None}
        return {name: value for name, value in (env | self.env).items() if value is not None}


class Notebook:
    """A notebook open in the browser; ``page`` is Playwright's page, ``path`` the file on disk, below ``root``."""

    def __init__(self, page, root, path):
        self.page, self.root, self.path = page, Path(root), Path(root) / path

    def js(self, body, arg=None):
        """Run the statements `body` with `panel`, `model` (shared model) and `arg` in scope; return its value."""
        head = """const panel = [jupyterapp.shell.currentWidget, ...jupyterapp.shell.widgets('main')]
            .find(w => w?.content?.model?.sharedModel?.cells);
            const model = panel.context.model.sharedModel;"""
        return self.page.evaluate(f"async arg => {{ {head} {body} }}", arg)

    def command(self, name, **args):
        """Execute one of the application's commands and wait for it."""
        self.page.evaluate(
            """([name, args, timeout]) => Promise.race([
            jupyterapp.commands.execute(name, args).then(() => null),
            new Promise((_, fail) => setTimeout(() => fail(new Error(`${name} did not end`)), timeout))])""",
            [name, args, TIMEOUT],
        )

    def wait(self, expression, timeout=TIMEOUT):
        """Wait until the JavaScript `expression` is true."""
        self.page.wait_for_function(expression, timeout=timeout)

    def run_all(self, timeout=TIMEOUT):
        """Run every cell, wait for the last to end and for the kernel to be idle."""
        self.command("notebook:run-all-cells")
        self.wait_idle(timeout)

    def wait_idle(self, timeout=TIMEOUT):
        """Wait until no code cell is running or waiting and the kernel is idle."""
        self.wait(
            """() => { const w = [...jupyterapp.shell.widgets('main')].find(w => w.sessionContext);
            return w.sessionContext.session?.kernel?.status === 'idle'
            && !w.content.widgets.some(c => c.model.type === 'code' && c.model.executionState === 'running'); }""",
            timeout,
        )

    def cells(self):
        """Return what the page holds: a list of dicts with id, cell_type, source, metadata (and outputs)."""
        return self.js("return model.cells.map(c => JSON.parse(JSON.stringify(c.toJSON())))")

    def sources(self):
        """Return the cells' texts as the page holds them."""
        return self.js("return model.cells.map(c => c.getSource())")

    def set_source(self, index, text):
        """Replace the text of cell `index` the way typing does (it can be undone)."""
        self.js("model.cells[arg[0]].setSource(arg[1])", [index, text])

    def save(self):
        """Save the notebook and return the file's content as a dict."""
        self.js("await panel.context.save()")
        return self.on_disk()

    def on_disk(self):
        """Return the file's content as a dict."""
        return json.loads(self.path.read_text(encoding="utf-8"))

    def open(self, path, kernel=True):
        """Close what is open, without saving, and open another file of the server in the same page; return it.

        Without a kernel that takes a fraction of a second.
        """
        self.page.evaluate(
            """async ([path, kernel]) => {
            for (const w of [...jupyterapp.shell.widgets('main')]) {
                if (w.sessionContext) await w.sessionContext.shutdown();
                w.dispose();
            }
            const kernelPreference = { shouldStart: kernel, canStart: kernel, autoStartDefault: kernel };
            const { context } = await jupyterapp.commands.execute(
                'docmanager:open', { path, ...(kernel ? {} : { kernelPreference }) });
            const { sharedModel } = context.model, clear = sharedModel.clearUndoHistory;
            await new Promise(done => { // the last of opening: once there is a checkpoint, nothing can be undone
                sharedModel.clearUndoHistory = () => {
                    clear.call(sharedModel);
                    if (context.isReady) (delete sharedModel.clearUndoHistory, done());
                };
            });
            }""",
            [str(path), kernel],
        )
        notebook = Notebook(self.page, self.root, path)
        notebook.wait_ready(kernel)
        return notebook

    def reload(self, kernel=True):
        """Load the page anew, with this notebook."""
        lab = self.page.evaluate("() => jupyterapp.name === 'JupyterLab'")
        where = (
            f"lab/tree/{self.path.relative_to(self.root)}?reset"
            if lab
            else f"notebooks/{self.path.relative_to(self.root)}"
        )
        self.page.goto(self.page.evaluate("() => jupyterapp.serviceManager.serverSettings.baseUrl") + where)
        self.wait_ready(kernel)

    def wait_ready(self, kernel=True):
        """Wait until the notebook is on the page and, if `kernel`, its kernel is idle."""
        self.wait("() => window.jupyterapp && document.querySelector('.jp-Notebook .jp-Cell')")
        idle = "w.sessionContext.session?.kernel?.status === 'idle'" if kernel else "true"
        self.wait(
            f"""() => {{ const w = [...jupyterapp.shell.widgets('main')].find(w => w.sessionContext);
            return w && w.context.isReady && {idle}; }}"""
        )


def open_notebook(browser, server, path, locale="en-US", width=1400, height=900):
    """Open the notebook `path` (relative to the server's root) in a fresh browser profile; return a `Notebook`.

    Close it with ``notebook.page.context.close()``; the fixture `open_notebook` of conftest.py does.
    """
    context = browser.new_context(viewport={"width": width, "height": height}, locale=locale)
    page = context.new_page()
    page.set_default_timeout(TIMEOUT)
    where = f"lab/tree/{path}?reset" if server.app == "lab" else f"notebooks/{path}"
    page.goto(f"{server.url}/{where}")
    notebook = Notebook(page, server.root, path)
    notebook.wait_ready()
    return notebook
