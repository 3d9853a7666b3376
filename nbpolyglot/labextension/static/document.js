/* An open notebook in several languages: shows one, saves the base, tells the kernel. */

import { join, languages, show, store, written } from './text.js';

const TARGET = 'nbpolyglot';

/** The first of `wanted` (BCP 47 tags) that is, likely script included, one of `offered`; else undefined. */
export function match(wanted, offered) {
  const likely = tag => {
    try {
      const { language, script } = new Intl.Locale(tag.replace('_', '-')).maximize();
      return `${language}-${script}`;
    } catch {
      return tag;
    }
  };
  for (const tag of wanted) {
    const found = offered.find(other => other === tag) ?? offered.find(other => likely(other) === likely(tag));
    if (found) return found;
  }
}

/** An open notebook: shows one language, saves the base language, tells the kernel. */
export class Document {
  constructor(context, reader) {
    const { model } = context;
    Object.assign(this, { context, model, reader, shared: model.sharedModel, views: new Set(), comms: new Set() });
    this.typed = new Set();                   // ids of cells that were new and empty while a translation was shown
    this.loading = false;
    this.later = 0;                           // a timer: cells off the screen still are in the language before
    this.ran = this.lang = this.base = 'en';  // `ran`: the language its outputs are in
    const { toJSON, fromJSON } = model;
    model.toJSON = () => {                    // what is saved, by hand or automatically
      const nb = toJSON.call(model);
      return { ...nb, cells: nb.cells.map(cell => store({ ...cell, source: join(cell.source) }, this.base)) };
    };
    model.fromJSON = value => {               // first load, revert, reload from disk
      this.loading = true;
      try {
        fromJSON.call(model, value);
        this.typed.clear();
        this.ran = this.read();
        this.update();
      } finally {
        this.loading = false;
      }
    };
    this.shared.changed.connect((_, change) => {
      if (!change.cellsChange || this.loading || this.changing) return;
      const inserted = this.lang === this.base ? [] : change.cellsChange.flatMap(delta => delta.insert ?? []);
      for (const cell of inserted) if (!cell.getSource() && !cell.getMetadata('i18n')) this.typed.add(cell.getId());
      queueMicrotask(() => this.model.isDisposed || this.update());
    });
    context.sessionContext.kernelChanged.connect((_, { newValue }) => this.connect(newValue));
    context.sessionContext.statusChanged.connect((_, status) => this.onStatus(status));
    this.ran = this.read();
    this.update();
    this.connect(context.sessionContext.session?.kernel);
  }

  read() {
    const base = this.model.getMetadata('i18n')?.base;
    return (this.base = typeof base === 'string' ? base : 'en');
  }

  get cells() {
    return this.shared.cells.map(cell =>
      ({ cell_type: cell.cell_type, metadata: cell.getMetadata(), source: cell.getSource() }));
  }

  /** The cells as they should be in the present language. */
  inLanguage(cells) {
    return cells.map((cell, n) => {
      const typed = this.typed.has(this.shared.cells[n].getId()) && !cell.metadata.i18n && this.lang !== this.base;
      if (typed && cell.cell_type === 'markdown') return written(cell, this.base, this.lang);
      return show(cell, this.base, this.lang);
    });
  }

  /** Bring the notebook into the reader's language: after a switch the cells on screen now, the others in a moment. */
  update() {
    const cells = this.cells, before = this.lang;
    this.offered = languages(cells, this.base);
    this.lang = match(this.reader.wishes, this.offered) ?? this.base;
    const switched = this.lang !== before;
    if (switched) this.typed.clear();
    if (switched && !this.loading) {
      const visible = [...this.views].flatMap(view => view.visible), ids = new Set(visible.map(cell => cell.model.id));
      const first = (cell, n) => (ids.has(this.shared.cells[n].getId()) ? cell : cells[n]);
      this.put(cells, this.inLanguage(cells).map(first));
      [this.shared, ...this.shared.cells].forEach(each => each.clearUndoHistory()); // an undo must not mix languages
      visible.forEach(cell => cell.rendered && cell.update()); // JupyterLab by itself renders them a second later
      clearTimeout(this.later);
      this.later = setTimeout(() => this.follow(), 30);
    } else {
      this.put(cells, this.inLanguage(cells));
    }
    if (switched) this.comms.forEach(comm => comm.isDisposed || comm.send({ language: this.lang }));
    this.views.forEach(view => view.update());
  }

  /** The cells off the screen, a few at a time, so that the page stays quick. */
  follow() {
    if (this.model.isDisposed) return;
    const cells = this.cells, wanted = this.inLanguage(cells);
    const some = new Set(wanted.flatMap((cell, n) => (cell === cells[n] ? [] : [n])).slice(0, 8));
    this.put(cells, wanted.map((cell, n) => (some.has(n) ? cell : cells[n])));
    some.forEach(n => this.shared.cells[n].clearUndoHistory());
    this.later = some.size ? setTimeout(() => this.follow()) : 0;
    if (!this.later) this.views.forEach(view => view.update());
  }

  /** Write changed cells, past the undo history; the notebook stays as saved or unsaved as it was. */
  put(before, after) {
    const { dirty } = this.model;
    this.changing = true;
    this.shared.transact(() => after.forEach(({ source, metadata }, n) => {
      if (after[n] === before[n]) return;
      const cell = this.shared.cells[n];
      for (const key of ['i18n', 'i18n_lang'])
        metadata[key] === undefined ? cell.deleteMetadata(key) : cell.setMetadata(key, metadata[key]);
      if (source !== before[n].source) cell.setSource(source);
    }), false);
    this.changing = false;
    this.model.dirty = dirty;
  }

  /** Run JupyterLab's split or merge, then let `mend` say what the cells should be. */
  restructure(action, mend) {
    const was = [...this.shared.cells], cells = this.cells;
    const result = action();
    const now = [...this.shared.cells], after = this.cells;
    const mended = mend({
      after,
      added: now.flatMap((cell, n) => (was.includes(cell) ? [] : [n])),
      gone: cells.filter((_, n) => !now.includes(was[n]))
    });
    if (mended) this.put(after, mended);
    return result;
  }

  get outputsDiffer() {
    return this.ran !== this.lang && [...this.model.cells].some(cell => cell.type === 'code' && cell.outputs.length);
  }

  /** Answer the kernel's comm; after a page reload find the comms that are open already. */
  connect(kernel) {
    this.comms.clear();
    this.spare = null;
    if (!kernel?.handleComms) return;
    const add = comm => {
      this.comms.add(comm);
      comm.onClose = () => this.comms.delete(comm);
      comm.send({ language: this.lang });
    };
    kernel.registerCommTarget(TARGET, (comm, { content: { data } }) => {
      if (data.want !== 'language') return;
      if (data.reply === 'open') this.hasten(kernel).catch(() => {});
      add(comm);
    });
    this.prepare(kernel);
    kernel.requestCommInfo({ target_name: TARGET }).then(({ content }) => {
      for (const id of Object.keys(content.comms ?? {}))
        if (!kernel.isDisposed && !kernel.hasComm(id)) add(kernel.createComm(TARGET, id));
    }).catch(() => {});                       // the kernel ended before it answered
  }

  /** A kernel has started again: its comms are gone. */
  onStatus(status) {
    const kernel = this.context.sessionContext.session?.kernel;
    if (/restarting$/.test(status)) this.comms.clear(), (this.spare = null);
    else if (status === 'idle' && kernel?.handleComms) this.prepare(kernel);
  }

  /** Have a comm, and with it a subshell of the kernel, at hand: opening one takes some 50 ms. */
  prepare(kernel) {
    if (!this.spare && this.offered?.length > 1) this.spare = kernel.createComm(TARGET);
  }

  /** Answer at once, although cells wait in the kernel's queue: `comm_open` goes to a subshell, while ipykernel sends
      `comm_msg` to where the comm came from, behind those cells. */
  async hasten(kernel) {
    const comm = this.spare ?? kernel.createComm(TARGET);
    this.spare = null;
    await kernel.info;
    if (kernel.supportsSubshells && comm.commsOverSubshells !== 'disabled') await comm.subshellStarted;
    comm.open({ language: this.lang });
    comm.close();
  }
}
