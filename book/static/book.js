// Language links lead to the same section and are remembered; code cells get a copy button, explorers with two panels
// a box that scrolls on a phone, the curves of the front page a slider. Everything works without.
(() => {
  const words = document.currentScript.dataset;

  const section = () =>
    [...document.querySelectorAll("article section[id]")].filter((s) => s.getBoundingClientRect().top < 100).pop();
  for (const link of document.querySelectorAll(".course-languages a")) {
    const aim = () => (link.hash = scrollY > 160 && section() ? section().id : "");
    for (const kind of ["pointerdown", "focus"]) link.addEventListener(kind, aim);
    link.addEventListener("click", () => {
      aim();
      try {
        localStorage.setItem("language", link.hreflang);
      } catch {}
    });
  }

  for (const view of document.querySelectorAll("svg.explorer-view"))
    if (view.querySelectorAll(".explorer-moving").length > 1) {
      const box = document.createElement("div");
      box.className = "panels";
      view.replaceWith(box);
      box.append(view);
    }

  // In a quiet moment, or before a reader moves in the page, the rest of it is laid out.
  const sortContents = () => dispatchEvent(new Event("resize")); // Furo's, which follow the reader
  const settle = () => {
    document.body.classList.remove("arriving");
    sortContents();
    addEventListener("scrollend", sortContents, { once: true }); // a page that scrolls does not listen
  };
  for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(kind, settle, { once: true, capture: true, passive: true });

  // Then, and in a window that has become narrower, what scrolls can be scrolled from the keyboard.
  const boxes = document.querySelectorAll(
    "article pre, article .table-wrapper, article .math-wrapper, article .output, .picture, .panels",
  );
  addEventListener("load", () =>
    (window.requestIdleCallback ?? setTimeout)(() => {
      addEventListener("resize", () => {
        for (const box of boxes)
          if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
          else box.removeAttribute("tabindex");
      });
      settle();
    }),
  );

  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false; // pages cannot be fetched there

  for (const figure of document.querySelectorAll(".curves")) {
    const { side, unit } = figure.dataset;
    const input = figure.querySelector("input");
    const curves = [...figure.querySelectorAll(".curve")].map((curve) => ({
      y: curve.dataset.y.split(" "),
      slope: curve.dataset.slope.split(" "),
      point: curve.querySelector("g"),
      texts: curve.querySelectorAll("span"),
    }));
    input.addEventListener("input", () => {
      const x = +input.value, i = Math.round((x - input.min) / input.step);
      figure.querySelector("output").textContent = x.toFixed(1).replace("-", "−");
      for (const { y, slope, point, texts } of curves) {
        point.setAttribute("transform", `translate(${unit * (+side + x)} ${unit * (side - y[i])})`);
        point.firstChild.setAttribute("transform", `rotate(${(-Math.atan(slope[i]) * 180) / Math.PI})`);
        [y[i], slope[i]].forEach((text, k) => (texts[k].textContent = text.replace("-", "−")));
      }
    });
    input.parentElement.hidden = false;
  }

  if (!navigator.clipboard) return;
  for (const code of document.querySelectorAll(".cell_input .highlight")) {
    const button = document.createElement("button");
    button.className = "copy";
    button.type = "button";
    button.textContent = words.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.querySelector("pre").textContent);
      button.textContent = words.copied;
      setTimeout(() => (button.textContent = words.copy), 2000);
    });
    code.append(button);
  }
})();
