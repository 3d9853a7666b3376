/* The file JupyterLab loads: a module-federation container written by hand, so that nothing has to be built.
   menu.js is the menu, document.js an open notebook, text.js the change of language of one cell, messages.json the
   menu's own words. */
(() => {
  const here = document.currentScript.src;
  let scope;

  /** A module that JupyterLab shares: the version in use, else the newest. */
  const shared = async name => {
    const versions = Object.entries(scope[name] ?? {})
      .sort(([a, x], [b, y]) => (y.loaded ? 1 : 0) - (x.loaded ? 1 : 0) || b.localeCompare(a, 'en', { numeric: true }));
    if (!versions.length) throw new Error(`nbpolyglot: JupyterLab does not share ${name}`);
    return (await versions[0][1].get())();
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB.nbpolyglot = {
    init(given) { scope = given; },
    async get() {
      const { plugin } = await import(new URL('menu.js', here));
      const plugged = await plugin(shared, await (await fetch(new URL('messages.json', here))).json());
      return () => ({ __esModule: true, default: plugged });
    }
  };
})();
