// Moves the static explorers of a page: reads each figure's data, follows its sliders and buttons.
(() => {
  function path(curve, place, dots) {
    const frame = curve.frames[curve.of ? curve.of[place] : place];
    const xs = curve.x || frame[1], ys = frame[0];
    let x = 0, y = 0, pen = "M", d = "";
    for (let i = 0; i < xs.length; i++) {
      x += xs[i] || 0;
      y += ys[i] || 0;
      if (xs[i] === null || ys[i] === null) {
        pen = "M";
      } else {
        d += pen + x + " " + y + (dots ? "h0" : "");
        pen = dots ? "M" : "L";
      }
    }
    return d;
  }

  function start(figure) {
    const data = JSON.parse(figure.querySelector(":scope > script").textContent);
    const groups = [...figure.querySelector(".explorer-controls").children];
    const inputs = groups.map(group => [...group.querySelectorAll("input")]);
    const curves = [...figure.querySelectorAll("path[data-curve]")];
    const strip = figure.querySelector(".explorer-strip img");
    const readouts = [...figure.querySelectorAll(".explorer-readouts b")];
    const index = group => group[0].type === "range" ? +group[0].value : group.findIndex(button => button.checked);
    const note = figure.querySelector(".explorer-readouts i");
    const first = inputs.map(index);

    function show(at) {
      const place = at.reduce((sum, k, i) => sum * data.values[i].length + k, 0);
      for (const element of curves) {
        const i = element.dataset.curve;
        element.setAttribute("d", path(data.curves[i], place, data.dots[i]));
      }
      if (strip) strip.style.transform = `translateY(${-100 * place / data.strip}%)`;
      data.readouts[place].forEach((text, i) => { readouts[i].textContent = text; });
      note.textContent = data.notes[place];
      inputs.forEach((group, i) => {
        if (group[0].type === "range") {
          group[0].setAttribute("aria-valuetext", data.values[i][at[i]]);
          groups[i].querySelector(".explorer-value").textContent = data.values[i][at[i]];
        }
      });
    }

    const now = () => show(inputs.map(index));
    figure.querySelector(".explorer-controls").addEventListener("input", now);
    addEventListener("beforeprint", () => show(first));
    addEventListener("afterprint", now);
    figure.querySelector(".explorer-controls").hidden = false;
    figure.dataset.ready = "";
    now();
  }

  const all = () => document.querySelectorAll("figure.explorer:not([data-ready])").forEach(start);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", all);
  else all();
})();
