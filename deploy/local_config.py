"""The hub of ``jupyterhub_config.py`` without Docker, for trying it on one machine: any name logs in, without password.

All students are the same user of the system, so this is for trying only. Each process is held to the memory limit.
"""

import os
import resource
import socket
import sys
from pathlib import Path

from jupyterhub.spawner import SimpleLocalProcessSpawner

c = get_config()  # noqa: F821
HERE = Path(__file__).resolve().parent
load_subconfig("jupyterhub_config.py", path=str(HERE))  # noqa: F821


class LimitedSpawner(SimpleLocalProcessSpawner):
    """Hold each of a student's processes to the memory limit, which plain processes do not have."""

    def make_preexec_fn(self, name):
        prepare = super().make_preexec_fn(name)

        def limited():
            prepare()
            resource.setrlimit(resource.RLIMIT_DATA, (self.mem_limit, self.mem_limit))

        return limited


port = int(os.environ.get("HUB_PORT", 8000))  # and the next two, for the proxy's interface and the hub behind it
for number in range(port, port + 3):
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", number)) == 0:
            sys.exit(f"Port {number} is taken; choose another: make hub HUB_PORT={port + 1000}")
c.JupyterHub.bind_url = f"http://127.0.0.1:{port}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{port + 1}"
c.JupyterHub.hub_port = port + 2

c.JupyterHub.spawner_class = LimitedSpawner
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.hub_ip = "127.0.0.1"
c.SimpleLocalProcessSpawner.home_dir_template = str(HERE / "_hub" / "students" / "{username}")
c.Spawner.cmd = ["sh", str(HERE / "student.sh")]
if os.geteuid() == 0:  # whoever starts the hub is who the students' servers run as
    c.Spawner.args.append("--allow-root")
