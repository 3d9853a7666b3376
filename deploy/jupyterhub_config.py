"""A JupyterHub for the course: each student a container of the course image and a volume that stays.

README.md in this folder says how to start it. What a department may want to change comes first.
"""

import sys

c = get_config()  # noqa: F821

IMAGE = "activations-course"  # as built from the Dockerfile beside this file
MEMORY = "1G"  # for one student; README.md has what the lessons use
PROCESSORS = 1.0  # for one student
IDLE = 60 * 60  # seconds without activity after which a server is stopped; the files stay
LONGEST = 12 * 60 * 60  # seconds after which it is stopped even if a cell still runs

c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # your web server stands before it, with the certificate
c.Authenticator.admin_users = set()
c.Authenticator.allow_all = True  # whoever the sign-on lets through; by default it asks the accounts of this machine

c.JupyterHub.spawner_class = "docker"
c.JupyterHub.hub_ip = "172.17.0.1"  # Docker's bridge: where a container finds the hub
c.DockerSpawner.image = IMAGE
c.DockerSpawner.volumes = {"activations-{username}": "/home/student"}
c.DockerSpawner.remove = True  # the container, not the volume

c.Spawner.mem_limit = MEMORY
c.Spawner.cpu_limit = PROCESSORS
c.Spawner.notebook_dir = "~/course"
c.Spawner.default_url = "/lab/tree/00-start-here.ipynb"
c.Spawner.args = [
    "--LabApp.extension_manager=readonly",  # asks no registry and starts sooner
    "--ServerApp.kernel_websocket_connection_class=helpers.explorers.connection.PromptConnection",  # quick sliders
]
c.Spawner.start_timeout = c.Spawner.http_timeout = 120  # seconds; a class that starts together needs them
c.Spawner.environment = {"OPENBLAS_NUM_THREADS": "1"}  # as fast here, and no student takes all processors

c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE}", f"--max-age={LONGEST}"],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]
