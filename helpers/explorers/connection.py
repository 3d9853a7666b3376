"""A Jupyter server's way to its kernels that does not wait before it sends, so that figures follow their sliders.

A moved slider causes several short messages. Without this option, TCP holds a short message back until the browser has
acknowledged the one before, which on Linux can take 40 ms (Nagle's algorithm meets delayed acknowledgements). Explorers
work without it. ``make lab`` starts the server with
``--ServerApp.kernel_websocket_connection_class=helpers.explorers.connection.PromptConnection``.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """The server's usual connection, with TCP_NODELAY."""

    def connect(self):
        """Connect the browser to a kernel."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
