/* How one cell changes language. Plain functions of {cell_type, source, metadata}; nothing here knows JupyterLab.

   Stored form: `source` is the base text, metadata.i18n = {ja: {of, source, reviewed?}, ...}.
   While ja is shown: `source` is the Japanese, i18n_lang = 'ja', i18n.en = {source}, i18n.ja = {of, ...}. In an open
   notebook (never on disk) two marks more are kept, to tell an edit from a text as it was found:
   i18n.ja.shown, the text as it was found (null: there is none, the base text is shown), and i18n.ja.cut after a split.
   Every markdown cell is in this form while ja is shown, so that what is typed there never overwrites the base text. */

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

/** `of` for a translation that is known not to fit its base text. It is also the digest of the empty text. */
export const NONE = '00000000';

/** CRC-32 of a text in UTF-8, as eight hexadecimal digits. */
export function digest(text) {
  let crc = ~0;
  for (const byte of new TextEncoder().encode(text)) crc = CRC[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (~crc >>> 0).toString(16).padStart(8, '0');
}

/** A text as notebooks store it: lines that keep their line feeds. */
export const lines = text => text.match(/[^\n]*\n|[^\n]+/g) ?? [];

/** A stored text (a string or its lines) as one string. */
export const join = source => (Array.isArray(source) ? source.join('') : source);

/** Whether words are left once code, maths, images and links are taken away: what needs a translation. */
export const hasWords = text => /\p{L}/u.test(
  text.replace(/```[^]*?```|`[^`]*`|\$\$[^]*?\$\$|\$[^$]*\$|!?\[[^\]]*\]\([^)]*\)|<[^>]*>|https?:\S+/g, ''));

const isText = entry => typeof entry === 'object' && entry !== null && !Array.isArray(entry)
  && (!('source' in entry) || [entry.source].flat().every(line => typeof line === 'string'));

/** Whether the metadata make sense. Cells that do not are left as they are. */
function sound({ metadata: { i18n, i18n_lang: lang } }, base) {
  if (i18n === undefined) return lang === undefined;
  if (!isText(i18n) || !Object.values(i18n).every(isText)) return false;
  if (lang === undefined ? base in i18n : lang === base || !(base in i18n && lang in i18n)) return false;
  return Object.keys(i18n).every(key => 'source' in i18n[key] !== (key === lang));
}

/** The languages of some cells: the base, then the others by tag. */
export function languages(cells, base) {
  const found = new Set(cells.filter(cell => sound(cell, base)).flatMap(cell => Object.keys(cell.metadata.i18n ?? {})));
  found.delete(base);
  return [base, ...[...found].sort()];
}

/** Apply to `other` the edit that made `after` of `before`: lines that stayed keep their wording in `other`. */
function reapply(before, after, other) {
  const [a, b, o] = [before, after, other].map(text => text.split('\n'));
  if (a.length !== o.length) return after;
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
  const result = [];
  for (let i = 0, j = 0; j < b.length; )
    if (i < a.length && a[i] === b[j]) result.push(o[i++]), j++;
    else if (i < a.length && common[i + 1][j] >= common[i][j + 1]) i++;
    else result.push(b[j++]);
  return result.join('\n');
}

/** An edited code cell: the code is every language's, only the comments are one's own. */
function shareCode(cell, kept, before, lang, others) {
  const source = reapply(before, cell.source, kept);
  const i18n = { [lang]: { of: digest(source), source: lines(cell.source) } };
  for (const [key, { reviewed, ...entry }] of Object.entries(others))
    i18n[key] = entry.of !== digest(kept) ? others[key]
      : { ...entry, of: digest(source), source: lines(reapply(before, cell.source, join(entry.source))) };
  return { source, i18n };
}

/** The cell in its stored form: base text in `source`, an edited translation marked as made from today's base text. */
export function store(cell, base) {
  const { i18n, i18n_lang: lang, ...metadata } = cell.metadata;
  if (lang === undefined || !sound(cell, base)) return cell;
  const { [base]: { source: keptLines, bare }, [lang]: { shown, cut, ...entry }, ...others } = i18n;
  const kept = join(keptLines), before = shown === undefined ? cell.source : join(shown ?? kept);
  let source = kept, texts = { ...others };
  if (cell.source === before) {
    if (shown !== null) texts[lang] = { ...entry, source: shown ?? lines(cell.source) };
  } else if (cell.cell_type === 'code') {
    ({ source, i18n: texts } = shareCode(cell, kept, before, lang, others));
  } else if (shown === null && !hasWords(cell.source) && !hasWords(kept)) {
    source = cell.source;
  } else if (cell.source !== '') {
    const { reviewed, ...rest } = entry;
    texts[lang] = { ...rest, of: cut ? NONE : digest(kept), source: lines(cell.source) };
  }
  if (!bare || Object.keys(texts).length) metadata.i18n = texts;
  return { ...cell, source, metadata };
}

/** The cell showing `lang`, or its base text where it has no text in that language. */
export function show(cell, base, lang) {
  if ((cell.metadata.i18n_lang ?? base) === lang) return cell;
  const stored = store(cell, base), { i18n } = stored.metadata, entry = i18n?.[lang];
  if (lang === base || !sound(stored, base)) return stored;
  if (cell.cell_type !== 'markdown' && entry?.of !== digest(stored.source)) return stored; // code: never an old one
  const { source: found = null, ...rest } = entry ?? {};
  const kept = { source: lines(stored.source), ...(i18n ? {} : { bare: true }) };
  const texts = { ...i18n, [base]: kept, [lang]: { ...rest, shown: found } };
  const source = found === null ? stored.source : join(found);
  return { ...stored, source, metadata: { ...stored.metadata, i18n: texts, i18n_lang: lang } };
}

/** A cell written in `lang` that has no base text yet. */
export function written(cell, base, lang) {
  const { i18n, ...metadata } = cell.metadata;
  if (cell.cell_type !== 'markdown' || lang === base) return { ...cell, metadata };
  const none = { [base]: { source: [], bare: true }, [lang]: { shown: null } };
  return { ...cell, metadata: { ...metadata, i18n: none, i18n_lang: lang } };
}

/** What a split leaves: `cell` keeps the translations, which no longer fit; the `pieces` cut from it have none. */
export function afterSplit(cell, pieces, base) {
  const { i18n, i18n_lang: lang = base, ...rest } = cell.metadata;
  if (!i18n || !sound(cell, base)) return [cell, pieces];
  const kept = lang === base ? cell
    : { ...cell, metadata: { ...cell.metadata, i18n: { ...i18n, [lang]: { ...i18n[lang], cut: true } } } };
  return [kept, pieces.map(piece => written({ ...piece, metadata: rest }, base, lang))];
}

/** The cell that `parts` became: `merged` as JupyterLab made it, with the translations of all parts. */
export function afterMerge(merged, parts, base, between) {
  const { i18n: _, i18n_lang: lang = base, ...metadata } = merged.metadata;
  const stored = parts.map(part => store(part, base)), i18n = {};
  const source = stored.map(part => part.source).join(between);
  for (const key of languages(stored, base).slice(1)) {
    const texts = stored.map(part => part.metadata.i18n?.[key]);
    const fit = stored.every((part, n) =>
      texts[n] ? texts[n].of === digest(part.source) : part.cell_type === 'code' || !hasWords(part.source));
    const text = stored.map((part, n) => join(texts[n]?.source ?? part.source)).join(between);
    i18n[key] = { of: fit ? digest(source) : NONE, source: lines(text) };
  }
  if (Object.keys(i18n).length) metadata.i18n = i18n;
  return show({ ...merged, source, metadata }, base, lang);
}
