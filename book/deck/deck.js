// Moves a deck with reveal.js, leaves the keys to an explorer that has the focus, and keeps the speaker's window in step.
(() => {
  const words = document.currentScript.dataset;
  const speaking = new URLSearchParams(location.search).has("speaker");
  const all = (query) => [...document.querySelectorAll(query)];
  document.body.classList.toggle("speaking", speaking);
  for (const figure of all(".explorer")) figure.dataset.preventSwipe = "";

  const deck = Reveal, settings = {
    width: 1280, height: 720, margin: 0.02, minScale: 0.1, maxScale: 4, center: false, embedded: speaking,
    controls: false, help: false, jumpToSlide: false, hash: !speaking, navigationMode: "linear",
    transition: "none", backgroundTransition: "none", scrollActivationWidth: null, keyboard: { 83: openSpeaker },
  };

  // Two windows, one deck: each tells the other where it is, and where its explorers are.
  let other = speaking ? window.opener : null, last = "", listening = false;
  const tell = (message) => other && !other.closed && other.postMessage({ deck: message }, "*");
  const inputs = all(".explorer input");

  function openSpeaker() {
    if (speaking) return;
    const address = new URL(location.href);
    address.search = "?speaker";
    other = window.open(address.href, "speaker", "width=1200,height=760");
  }

  function moved() {
    const focus = document.activeElement;
    if (focus.matches(".explorer input") && !deck.getCurrentSlide().contains(focus)) focus.blur();
    show();
    const state = JSON.stringify(deck.getState());
    if (state !== last) tell({ state: JSON.parse((last = state)) });
  }

  function show() {
    const slides = deck.getSlides(), slide = deck.getCurrentSlide(), number = slides.indexOf(slide);
    for (const place of all(".place")) place.textContent = `${number + 1} / ${slides.length}`;
    if (!speaking) return;
    document.querySelector(".said").innerHTML = slide.querySelector("aside.notes")?.innerHTML ?? "";
    const next = slides[number + 1];
    document.querySelector(".upcoming b").textContent = next ? next.querySelector("h2").textContent : "–";
  }

  addEventListener("message", ({ source, data }) => {
    if (!other || source !== other || !data.deck) return;
    const { hello, state, input, value, checked } = data.deck;
    if (hello) tell({ state: deck.getState() });
    if (state) {
      last = JSON.stringify(state);
      deck.setState(state);
    }
    if (inputs[input]) {
      inputs[input].value = value;
      inputs[input].checked = checked;
      listening = true;
      inputs[input].dispatchEvent(new Event("input", { bubbles: true }));
      listening = false;
    }
  });

  document.addEventListener("input", ({ target }) => {
    if (!listening && inputs.includes(target)) {
      tell({ input: inputs.indexOf(target), value: target.value, checked: target.checked });
    }
  });

  // reveal.js ignores keys while an input has the focus. A clicker (Page Up, Page Down) goes on all the same, and
  // Escape gives the keys back to the deck.
  addEventListener("keydown", (event) => {
    const step = { PageDown: "next", PageUp: "prev", Escape: "blur" }[event.key];
    if (!step || !document.activeElement.matches(".explorer input")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    document.activeElement.blur();
    if (step !== "blur") deck[step]();
  }, true);

  for (const button of all("[data-do]")) {
    button.addEventListener("click", () => {
      button.blur();
      if (button.dataset.do === "speaker") openSpeaker();
      else deck[button.dataset.do]();
    });
  }

  for (const event of ["slidechanged", "fragmentshown", "fragmenthidden", "paused", "resumed", "overviewshown", "overviewhidden"]) {
    deck.on(event, moved);
  }
  deck.initialize(settings).then(() => {
    for (const button of all(".resume-button")) button.textContent = words.resume;
    show();
    document.documentElement.dataset.ready = "";
    if (!speaking) return;
    document.querySelector("aside.speaker").hidden = false;
    for (const button of all('[data-do="speaker"]')) button.remove();
    const start = Date.now(), time = document.querySelector("time");
    setInterval(() => {
      const seconds = Math.floor((Date.now() - start) / 1000);
      time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }, 1000);
    deck.layout();
    tell({ hello: true });
  });
})();
