/** Monaco's parts have no types of their own; its API module does. */
declare module 'monaco-editor/languages/*';
declare module 'monaco-editor/editor/contrib/*';
declare module 'monaco-editor/editor/browser/*';
declare module 'monaco-editor/nls/lang/*';
