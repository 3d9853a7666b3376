/* The language menu: one `Document` for each open notebook, one drop-down for each of its views. */

import { afterMerge, afterSplit, languages, show, store, written } from './text.js';

const ID = 'nbpolyglot:menu', COMMAND = 'nbpolyglot:show', TARGET = 'nbpolyglot', DURING = 'nbpolyglot:chosen-during';
const RUN_ALL = /^(notebook:(restart-)?run-all|runmenu:(restart-and-)?run-all)/;

const nameOf = tag => new Intl.DisplayNames([tag], { type: 'language' }).of(tag);

/** The first of `wanted` (BCP 47 tags) that is, likely script included, one of `offered`; else undefined. */
function match(wanted, offered) {
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
class Document {
  constructor(context, reader) {
    const { model } = context;
    Object.assign(this, { context, model, reader, shared: model.sharedModel, views: new Set(), comms: new Set() });
    this.typed = new Set();                   // ids of cells that were new and empty while a translation was shown
    this.loading = false;
    this.ran = this.lang = this.base = 'en';  // `ran`: the language its outputs are in
    const { toJSON, fromJSON } = model;
    model.toJSON = () => {                    // what is saved, by hand or automatically
      const nb = toJSON.call(model);
      return { ...nb, cells: nb.cells.map(cell => store({ ...cell, source: [cell.source].flat().join('') }, this.base)) };
    };
    model.fromJSON = value => {               // first load, revert, reload from disk
      this.loading = true;
      try { fromJSON.call(model, value); } finally { this.loading = false; }
      this.typed.clear();
      this.ran = this.read();
      this.update();
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
    return (this.base = this.model.getMetadata('i18n')?.base ?? 'en');
  }

  get cells() {
    return this.shared.cells.map(cell => ({ cell_type: cell.cell_type, metadata: cell.getMetadata(), source: cell.getSource() }));
  }

  /** Bring every cell into the reader's language; the notebook stays as saved or unsaved as it was. */
  update() {
    const cells = this.cells, before = this.lang, { dirty } = this.model;
    this.offered = languages(cells, this.base);
    this.lang = match([this.reader.choice ?? ''], this.offered)
      ?? (this.reader.choice ? this.base : match(this.reader.locales, this.offered) ?? this.base);
    // JupyterLab renders a changed cell a second later; those on screen are rendered at once.
    const visible = before === this.lang ? [] : [...this.views].flatMap(view => view.visible);
    this.put(cells, cells.map((cell, n) => {
      const typed = this.typed.has(this.shared.cells[n].getId()) && !cell.metadata.i18n && this.lang !== this.base;
      if (typed && cell.cell_type === 'markdown') return written(cell, this.base, this.lang);
      return show(cell, this.base, this.lang);
    }));
    if (before !== this.lang) this.shared.clearUndoHistory();
    this.model.dirty = dirty;
    if (before !== this.lang) this.comms.forEach(comm => comm.send({ language: this.lang }));
    this.views.forEach(view => view.update());
    visible.forEach(cell => cell.update());
  }

  /** Write changed cells, past the undo history: an undo must not mix two languages. */
  put(before, after) {
    this.changing = true;
    this.shared.transact(() => after.forEach(({ source, metadata }, n) => {
      if (after[n] === before[n]) return;
      const cell = this.shared.cells[n];
      for (const key of ['i18n', 'i18n_lang'])
        metadata[key] === undefined ? cell.deleteMetadata(key) : cell.setMetadata(key, metadata[key]);
      if (source !== before[n].source) cell.setSource(source);
      cell.clearUndoHistory();
    }), false);
    this.changing = false;
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
    return this.ran !== this.lang && this.shared.cells.some(cell => cell.cell_type === 'code' && cell.getOutputs().length);
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
      if (data.reply === 'open') this.hasten(kernel);
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

  /** Answer at once, although cells wait in the kernel's queue: `comm_open` goes to a subshell, while ipykernel 7 sends
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

/** Which language the reader wants: the command line's, else the last choice, else (undefined) the `locales`. */
class Reader {
  constructor(locales) {
    Object.assign(this, { locales, choice: undefined, settings: null, started: '' });
  }

  /** An explicit language on the server's command line wins until the reader chooses during that server's run. */
  async load(registry, { PageConfig, URLExt }, changed) {
    this.settings = await registry?.load(ID).catch(error => console.warn('nbpolyglot: no settings', error));
    const saved = this.settings?.composite.language || undefined, given = PageConfig.getOption('nbpolyglotLanguage');
    if (given) {
      const status = await fetch(URLExt.join(PageConfig.getBaseUrl(), 'api/status')).then(r => r.json()).catch(() => ({}));
      this.started = status.started ?? '';
    }
    this.choice = given && localStorage.getItem(DURING) !== this.started ? given : saved;
    changed();
    this.settings?.changed.connect(() => {
      const language = this.settings.composite.language || undefined;
      if (language === this.choice) return;
      this.choice = language;
      changed();
    });
  }

  choose(language) {
    this.choice = language;
    localStorage.setItem(DURING, this.started);
    this.settings?.set('language', language).catch(error => console.warn('nbpolyglot: choice not saved', error));
  }
}

/** The plugin, from the modules JupyterLab shares and the menu's words. */
export async function plugin(shared, messages) {
  const [{ INotebookTracker, NotebookActions }, { ICommandPalette, IToolbarWidgetRegistry }, { ISettingRegistry },
    { ITranslator }, { Widget }, coreutils] = await Promise.all(['@jupyterlab/notebook', '@jupyterlab/apputils',
    '@jupyterlab/settingregistry', '@jupyterlab/translation', '@lumino/widgets', '@jupyterlab/coreutils'].map(shared));

  /** The words of the menu in a language, by default English. */
  const words = lang => messages[lang] ?? messages.en;

  /** The drop-down of one view, with a button that runs all cells when their outputs are in another language. */
  class Menu extends Widget {
    constructor(panel, documentOf, app) {
      super();
      this.panel = panel;
      this.addClass('nbpolyglot-menu');
      this.node.style.cssText = 'align-items: center; gap: 4px;';
      this.hide();
      panel.context.ready.then(() => {
        if (panel.isDisposed) return;
        if (panel.context.model.collaborative) return this.refuse();
        this.document = documentOf(panel.context);
        this.build(app);
        this.document.views.add(this);
        panel.disposed.connect(() => this.document.views.delete(this));
        this.update();
      });
    }

    build(app) {
      this.select = document.createElement('select');
      this.select.onchange = () => app.commands.execute(COMMAND, { language: this.select.value });
      const frame = document.createElement('div');
      frame.className = 'jp-HTMLSelect jp-DefaultStyle';
      frame.append(this.select);
      this.run = document.createElement('button');
      this.run.className = 'jp-Button jp-mod-styled jp-mod-minimal nbpolyglot-run';
      this.run.onclick = () => {
        app.shell.activateById(this.panel.id);
        app.commands.execute('notebook:run-all-cells');
      };
      this.node.append(frame, this.run);
    }

    /** The rendered cells on screen. */
    get visible() {
      const { top, bottom } = this.panel.content.node.getBoundingClientRect();
      return this.panel.content.widgets.filter(cell => {
        const box = cell.rendered && cell.node.getBoundingClientRect();
        return box && box.height && box.bottom > top && box.top < bottom;
      });
    }

    update() {
      const { offered, lang, outputsDiffer } = this.document, text = words(lang);
      const options = [...this.select.options].map(option => option.value);
      if (options.join() !== offered.join())
        this.select.replaceChildren(...offered.map(tag => Object.assign(new Option(nameOf(tag), tag), { lang: tag })));
      this.select.value = lang;
      this.select.title = this.select.ariaLabel = text.language;
      this.run.textContent = text.run;
      this.run.title = text.follow;
      this.run.style.display = outputsDiffer ? '' : 'none';
      this.panel.content.node.lang = lang;
      this.setHidden(offered.length < 2);
      this.node.style.display = offered.length < 2 ? '' : 'flex';
    }

    /** Documents edited together are shared by readers of several languages: say so, do nothing. */
    refuse() {
      const translated = this.panel.content.model.sharedModel.cells.some(cell => cell.getMetadata('i18n'));
      const lang = match(navigator.languages, Object.keys(messages)) ?? 'en';
      this.node.append(Object.assign(document.createElement('span'), { textContent: words(lang).shared, lang }));
      this.setHidden(!translated);
    }
  }

  return {
    id: ID,
    description: 'A language menu for notebooks that hold their translations in cell metadata.',
    autoStart: true,
    requires: [INotebookTracker, IToolbarWidgetRegistry],
    optional: [ISettingRegistry, ICommandPalette, ITranslator],
    activate(app, tracker, toolbars, registry, palette, translator) {
      const documents = new Map(), listed = new Set();
      const ui = (translator?.languageCode ?? 'en').replace('_', '-');
      const reader = new Reader([...(ui.startsWith('en') ? [] : [ui]), ...navigator.languages]);
      const current = () => documents.get(tracker.currentWidget?.context.model);
      const documentOf = context => {
        const { model } = context;
        if (model.collaborative) return;
        if (!documents.has(model)) {
          documents.set(model, new Document(context, reader));
          context.disposed.connect(() => documents.delete(model));
        }
        return documents.get(model);
      };
      const updateAll = () => {
        documents.forEach(each => each.update());
        markContents();
      };
      const markContents = () => {            // the contents panel needs the language too, for its Han glyphs
        const panel = document.getElementById('table-of-contents'), now = current();
        if (panel && now) panel.lang = now.lang;
        for (const tag of now?.offered.length > 1 ? now.offered : [])
          if (!listed.has(tag)) {
            listed.add(tag);
            palette?.addItem({ command: COMMAND, category: words(match(reader.locales, Object.keys(messages))).category, args: { language: tag } });
          }
      };
      app.commands.addCommand(COMMAND, {
        label: ({ language }) => (language ? nameOf(language) : words('en').language),
        isVisible: ({ language }) => !language || Boolean(current()?.offered.includes(language)),
        isToggled: ({ language }) => current()?.lang === language,
        execute: ({ language }) => {
          if (typeof language !== 'string') throw new Error(`${COMMAND}: language is ${language}, expected a tag such as "ja"`);
          reader.choose(language);
          updateAll();
        }
      });
      app.commands.commandExecuted.connect((_, { id }) => {
        const now = RUN_ALL.test(id) && current();
        if (now) (now.ran = now.lang), now.views.forEach(view => view.update());
      });
      toolbars.addFactory('Notebook', 'language', panel => new Menu(panel, documentOf, app));
      tracker.forEach(panel => documentOf(panel.context));
      tracker.widgetAdded.connect((_, panel) => documentOf(panel.context));
      tracker.currentChanged.connect((_, panel) => panel?.context.ready.then(markContents));
      for (const [name, mend] of Object.entries({ splitCell: mendSplit, mergeCells: mendMerge })) {
        const action = NotebookActions[name];
        NotebookActions[name] = (notebook, ...options) => {
          const known = documents.get(notebook.model), run = () => action(notebook, ...options);
          return known?.offered.length > 1 ? known.restructure(run, mend(known, notebook, options)) : run();
        };
      }
      reader.load(registry, coreutils, updateAll);
    }
  };
}

/** After a split JupyterLab has copied the metadata, translations included, to every piece. */
const mendSplit = (known, notebook) => {
  const split = notebook.activeCell?.model.sharedModel;
  return ({ after, added }) => {
    const index = known.shared.cells.indexOf(split);
    if (index < 0 || !added.length) return null;
    const [kept, pieces] = afterSplit(after[index], added.map(n => after[n]), known.base);
    const result = [...after];
    result[index] = kept;
    added.forEach((n, i) => (result[n] = pieces[i]));
    return result;
  };
};

/** After a merge JupyterLab has kept the metadata of one cell only. */
const mendMerge = (known, notebook, [, extraLine = true]) => ({ after, added: [index], gone }) =>
  index === undefined ? null
    : after.map((cell, n) => (n === index ? afterMerge(cell, gone, known.base, extraLine ? '\n\n' : '\n') : cell));
