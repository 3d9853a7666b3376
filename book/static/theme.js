// The reader's choice of colours, before the page is painted.
try {
  document.body.dataset.theme = localStorage.getItem("theme") || "auto";
} catch {
  document.body.dataset.theme = "auto";
}
// A page that is opened at its beginning lays out first what is near the screen, until book.js has time for the rest.
// Others are laid out whole, since the browser scrolls them to a section or to where the reader was.
if (!location.hash && performance.getEntriesByType("navigation")[0]?.type === "navigate")
  document.body.classList.add("arriving");
// The letters of formulas are fetched before the first formula asks for them.
if ("maths" in document.currentScript.dataset)
  for (const font of ["1em KaTeX_Main", "italic 1em KaTeX_Math"]) document.fonts.load(font);
