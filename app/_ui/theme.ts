/** Where the theme is kept, and the script that applies it (and marks that scripts run) before anything is painted. */
export type Theme = 'system' | 'light' | 'dark';
export const THEME_KEY = 'rz.theme';

export const isTheme = (value: unknown): value is Theme => value === 'system' || value === 'light' || value === 'dark';

/** Inline, and the same on every page, so that its CSP hash is one. */
export const THEME_SCRIPT = `(function(d){d.setAttribute('data-js','');try{var t=localStorage.getItem('${THEME_KEY}');if(t==='light'||t==='dark')d.setAttribute('data-theme',t)}catch(e){}})(document.documentElement)`;
