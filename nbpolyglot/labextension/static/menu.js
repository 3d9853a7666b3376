/* The language menu: one `Document` for each open notebook, one drop-down for each of its views. */

import { Document, match } from './document.js';
import { afterMerge, afterSplit } from './text.js';

const ID = 'nbpolyglot:menu', COMMAND = 'nbpolyglot:show', DURING = 'nbpolyglot:chosen-during';
const RUN_ALL = /^(notebook:(restart-)?run-all|runmenu:(restart-and-)?run-all)/;

/** A language's own name for itself; its tag if it has none. */
const nameOf = tag => {
  try {
    return new Intl.DisplayNames([tag], { type: 'language' }).of(tag);
  } catch {
    return tag;
  }
};

/** Which language the reader wants: the command line's, else the last choice, else one of the `locales`. */
class Reader {
  constructor(locales) {
    Object.assign(this, { locales, choice: undefined, settings: null, started: '', loaded: false });
  }

  get wishes() {
    return !this.loaded ? [] : this.choice ? [this.choice] : this.locales;
  }

  /** An explicit language on the server's command line wins until the reader chooses during that server's run. */
  async load(registry, { PageConfig, URLExt }, changed) {
    this.settings = await registry?.load(ID).catch(error => console.warn('nbpolyglot: no settings', error));
    const saved = this.settings?.composite.language || undefined, given = PageConfig.getOption('nbpolyglotLanguage');
    if (given) {
      const status = fetch(URLExt.join(PageConfig.getBaseUrl(), 'api/status')).then(reply => reply.json());
      this.started = (await status.catch(() => ({}))).started ?? '';
    }
    if (!this.loaded) this.choice = given && localStorage.getItem(DURING) !== this.started ? given : saved;
    this.loaded = true;                       // already, if the reader has been quick
    changed();
    this.settings?.changed.connect(() => {
      const language = this.settings.composite.language || undefined;
      if (this.saving || language === this.choice) return;
      this.choice = language;
      changed();
    });
  }

  choose(language) {
    Object.assign(this, { choice: language, loaded: true });
    localStorage.setItem(DURING, this.started);
    clearTimeout(this.saving);
    this.saving = setTimeout(() => {          // when the page has been drawn
      this.saving = 0;
      this.settings?.set('language', language).catch(error => console.warn('nbpolyglot: choice not saved', error));
    }, 50);
  }
}

/** The plugin, from the modules JupyterLab shares and the menu's words. */
export async function plugin(shared, messages) {
  const [{ INotebookTracker, NotebookActions }, { ICommandPalette, IToolbarWidgetRegistry }, { ISettingRegistry },
    { ITranslator }, { Widget }, { caretDownEmptyIcon }, coreutils] = await Promise.all([
    '@jupyterlab/notebook', '@jupyterlab/apputils', '@jupyterlab/settingregistry', '@jupyterlab/translation',
    '@lumino/widgets', '@jupyterlab/ui-components', '@jupyterlab/coreutils'].map(shared));

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
      const caret = caretDownEmptyIcon.element({ tag: 'span', stylesheet: 'select', right: '7px', top: '5px' });
      frame.append(this.select, caret);
      this.run = document.createElement('button');
      this.run.className = 'jp-Button jp-mod-styled jp-mod-minimal nbpolyglot-run';
      this.run.onclick = () => {
        app.shell.activateById(this.panel.id);
        app.commands.execute('notebook:run-all-cells');
      };
      this.node.append(frame, this.run);
    }

    /** The cells on screen. */
    get visible() {
      const { top, bottom } = this.panel.content.node.getBoundingClientRect();
      return this.panel.content.widgets.filter(cell => {
        const box = cell.node.getBoundingClientRect();
        return box.height && box.bottom > top && box.top < bottom;
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
      this.panel.content.node.ariaBusy = Boolean(this.document.later);
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
      const { category } = words(match(reader.locales, Object.keys(messages)));
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
        for (const language of now?.offered.length > 1 ? now.offered : [])
          if (!listed.has(language)) {
            listed.add(language);
            palette?.addItem({ command: COMMAND, category, args: { language } });
          }
      };
      app.commands.addCommand(COMMAND, {
        label: ({ language }) => (language ? nameOf(language) : words('en').language),
        isVisible: ({ language }) => !language || Boolean(current()?.offered.includes(language)),
        isToggled: ({ language }) => current()?.lang === language,
        execute: ({ language }) => {
          if (typeof language !== 'string')
            throw new Error(`${COMMAND}: language is ${language}, expected a tag such as "ja"`);
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
