/**
 * Monaco behind the EditorPort: the core and the C grammar only, its colours from the site's tokens, its own words in the
 * reader's language. Loaded on wide screens when an exercise comes near; nothing of it is in the page before.
 */

import type { EditorOptions, EditorPort } from './port';
import { isDark, onThemeChange, tokenColour } from './tokens';

const C_OPTIONS = {
  tabSize: 4,
  insertSpaces: true,
  bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
};

const languageOf = (path: string): string =>
  /\.[ch]$/.test(path) ? 'c' : path.endsWith('.py') ? 'python' : 'plaintext';

export async function createMonaco(host: HTMLElement, options: EditorOptions): Promise<EditorPort> {
  const monaco = await loadMonaco(options.language);
  const paint = () => defineTheme(monaco);
  paint();
  const model = monaco.editor.createModel(options.value, languageOf(options.path));
  model.updateOptions(C_OPTIONS);
  const editor = monaco.editor.create(host, {
    model,
    theme: 'ringzero',
    ariaLabel: options.label,
    readOnly: options.readOnly,
    automaticLayout: true,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
    fontSize: 13,
    lineHeight: 20,
    fontLigatures: false,
    minimap: { enabled: false },
    overviewRulerLanes: 0,
    hideCursorInOverviewRuler: true,
    overviewRulerBorder: false,
    lineNumbersMinChars: 3,
    lineDecorationsWidth: 12,
    folding: false,
    glyphMargin: false,
    scrollBeyondLastLine: false,
    renderLineHighlight: 'line',
    scrollbar: {
      verticalScrollbarSize: 10,
      horizontalScrollbarSize: 10,
      useShadows: false,
      alwaysConsumeMouseWheel: false,
    },
    padding: { top: 10, bottom: 10 },
    contextmenu: false,
    bracketPairColorization: { enabled: false },
    guides: { indentation: false },
    quickSuggestions: false,
    occurrencesHighlight: 'off',
    fixedOverflowWidgets: true,
    tabFocusMode: false,
    unicodeHighlight: { ambiguousCharacters: false },
  });
  let silent = false;
  const subscription = model.onDidChangeContent(() => {
    if (!silent) options.onChange(model.getValue());
  });
  editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => options.onRun());
  // Esc, then Tab leaves the editor, as in the plain one: a keyboard must not be caught.
  editor.onKeyDown((event) => {
    if (event.keyCode === monaco.KeyCode.Escape) editor.updateOptions({ tabFocusMode: true });
    else if (event.keyCode !== monaco.KeyCode.Tab && event.keyCode !== monaco.KeyCode.Shift)
      editor.updateOptions({ tabFocusMode: false });
  });
  const { onBreakpoint } = options;
  if (onBreakpoint) {
    const gutter = [
      monaco.editor.MouseTargetType.GUTTER_LINE_NUMBERS,
      monaco.editor.MouseTargetType.GUTTER_LINE_DECORATIONS,
    ];
    editor.onMouseDown(({ target }) => {
      if (gutter.includes(target.type) && target.position) onBreakpoint(target.position.lineNumber);
    });
    editor.addCommand(monaco.KeyCode.F9, () => {
      const at = editor.getPosition();
      if (at) onBreakpoint(at.lineNumber);
    });
  }
  const points = editor.createDecorationsCollection();
  const current = editor.createDecorationsCollection();
  const leaveTheme = onThemeChange(paint);
  const marks = editor.createDecorationsCollection();
  return {
    setValue(value) {
      if (model.getValue() === value) return;
      silent = true;
      // An edit, not a new model: the editor's own undo still goes back over it.
      editor.executeEdits('ringzero', [{ range: model.getFullModelRange(), text: value }]);
      if (model.getValue() !== value) model.setValue(value);
      silent = false;
    },
    setSquiggles(squiggles) {
      const severity = {
        error: monaco.MarkerSeverity.Error,
        warning: monaco.MarkerSeverity.Warning,
        note: monaco.MarkerSeverity.Info,
      };
      monaco.editor.setModelMarkers(
        model,
        'ringzero',
        squiggles.map((s) => ({
          severity: severity[s.severity],
          message: s.message,
          startLineNumber: s.line,
          startColumn: s.column,
          endLineNumber: s.line,
          endColumn: s.endColumn ?? wordEnd(model.getLineContent(Math.min(s.line, model.getLineCount())), s.column),
        })),
      );
    },
    reveal(line) {
      editor.revealLineInCenter(line);
      editor.setPosition({ lineNumber: line, column: 1 });
      marks.set([{ range: new monaco.Range(line, 1, line, 1), options: { isWholeLine: true, className: 'rz-line' } }]);
    },
    setBreakpoints(lines) {
      points.set(
        lines.map((line) => ({
          range: new monaco.Range(line, 1, line, 1),
          options: { linesDecorationsClassName: 'rz-breakpoint', lineNumberClassName: 'rz-breakpoint-number' },
        })),
      );
    },
    setCurrent(line) {
      current.set(
        line === null
          ? []
          : [{ range: new monaco.Range(line, 1, line, 1), options: { isWholeLine: true, className: 'rz-current' } }],
      );
      if (line !== null) editor.revealLineInCenterIfOutsideViewport(line);
    },
    focus: () => editor.focus(),
    dispose() {
      leaveTheme();
      subscription.dispose();
      editor.dispose();
      model.dispose();
    },
  };
}

function wordEnd(line: string, column: number): number {
  const rest = /^\w+|^\S/.exec(line.slice(column - 1))?.[0] ?? ' ';
  return column + rest.length;
}

type Monaco = typeof import('monaco-editor/editor/editor.api.js');
let loading: Promise<Monaco> | null = null;

function loadMonaco(language: 'ja' | 'en'): Promise<Monaco> {
  loading ??= (async () => {
    if (language === 'ja') await import('monaco-editor/nls/lang/ja.js');
    window.MonacoEnvironment = {
      getWorker: () =>
        new Worker(new URL('monaco-editor/editor/editor.worker.js', import.meta.url), { type: 'module' }),
    };
    const [monaco] = await Promise.all([import('./monaco-parts')]);
    return monaco.monaco;
  })();
  loading.catch(() => {
    loading = null;
  });
  return loading;
}

function defineTheme(monaco: Monaco): void {
  const rule = (token: string, name: string) => ({ token, foreground: tokenColour(name).slice(1) });
  monaco.editor.defineTheme('ringzero', {
    base: isDark() ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      rule('', 'code-text'),
      rule('comment', 'code-comment'),
      rule('keyword', 'code-keyword'),
      rule('keyword.directive', 'code-keyword'),
      rule('string', 'code-string'),
      ...['number', 'number.hex', 'number.float', 'number.octal', 'number.binary'].map((token) =>
        rule(token, 'code-number'),
      ),
      rule('string.escape', 'code-number'),
      rule('identifier', 'code-text'),
      rule('delimiter', 'code-punctuation'),
      rule('annotation', 'code-function'),
    ],
    colors: {
      'editor.background': tokenColour('surface'),
      'editor.foreground': tokenColour('code-text'),
      'editorLineNumber.foreground': tokenColour('ink-3'),
      'editorLineNumber.activeForeground': tokenColour('ink'),
      'editor.lineHighlightBackground': tokenColour('sunken'),
      'editor.lineHighlightBorder': tokenColour('sunken'),
      'editor.selectionBackground': tokenColour('select'),
      'editorCursor.foreground': tokenColour('ink'),
      'editorError.foreground': tokenColour('bad'),
      'editorWarning.foreground': tokenColour('warn'),
      'editorHoverWidget.background': tokenColour('raised'),
      'editorHoverWidget.border': tokenColour('line-strong'),
      'editorHoverWidget.foreground': tokenColour('ink'),
      focusBorder: tokenColour('focus'),
      'scrollbarSlider.background': `${tokenColour('line-strong')}55`,
    },
  });
  monaco.editor.setTheme('ringzero');
}
