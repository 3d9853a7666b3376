// Forward to the language chosen before, else to the first one the browser asks for that the book has.
(() => {
  const links = [...document.querySelectorAll("a[hreflang]")];
  const offers = (wanted, link) => {
    try {
      const [a, b] = [wanted, link.hreflang].map((tag) => new Intl.Locale(tag).maximize());
      return a.language === b.language && a.script === b.script;
    } catch {
      return false;
    }
  };
  let saved = null;
  try {
    saved = localStorage.getItem("language");
  } catch {}
  const wanted = [saved, ...navigator.languages].filter(Boolean);
  const found = wanted.map((tag) => links.find((link) => offers(tag, link))).find(Boolean) || links[0];
  location.replace(found.href);
})();
