/* A JupyterLab and Notebook 7 extension, written by hand so that nothing has to be built. Live explorers are made of
   ipywidgets, whose sliders have no accessible name and leave their keys to the notebook's shortcuts, and JupyterLab
   shows a picture without its alternative text. This puts all three right inside `.course-explorer`. */
(() => {
  const set = (element, name, value) => {
    if (value && element && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  /** Say on a slider's handle what its label and its readout say. */
  const describe = slider => {
    const handle = slider.querySelector('.noUi-handle');
    set(handle, 'aria-label', slider.querySelector('.widget-label')?.textContent.trim());
    set(handle, 'aria-valuetext', slider.querySelector('.widget-readout')?.textContent.trim());
  };

  const attend = explorer => {
    for (const part of explorer.querySelectorAll('.noUi-handle, button')) set(part, 'data-lm-suppress-shortcuts', 'true');
    for (const slider of explorer.querySelectorAll('.widget-hslider')) {
      describe(slider);
      if (slider.attended) continue;
      slider.attended = true;
      new MutationObserver(() => describe(slider)).observe(slider, {
        subtree: true, childList: true, characterData: true, attributeFilter: ['aria-valuetext']
      });
    }
    const text = explorer.querySelector('[data-alt]')?.dataset.alt;
    for (const img of explorer.closest('.jp-OutputArea')?.querySelectorAll('.jp-RenderedImage img') ?? []) {
      set(img, 'alt', text);
    }
  };

  const watch = () => new MutationObserver(records => {
    const changed = new Set();
    for (const { target, addedNodes } of records) {
      if (![...addedNodes].some(node => node.nodeType === 1)) continue;
      const around = target.closest('.course-explorer, .jp-OutputArea') ?? target;
      for (const one of around.querySelectorAll('.course-explorer')) changed.add(one);
      if (around.matches('.course-explorer')) changed.add(around);
    }
    changed.forEach(attend);
  }).observe(document.body, { subtree: true, childList: true });

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB['course-explorers'] = {
    init() {},
    async get() {
      return () => ({ __esModule: true, default: { id: 'course-explorers:plugin', autoStart: true, activate: watch } });
    }
  };
})();
