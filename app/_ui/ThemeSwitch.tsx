'use client';
/** Colours: the system's, light or dark; the choice is kept in this browser and set before the first paint by `THEME_SCRIPT`. */
import { useEffect, useState } from 'react';
import { useI18n } from '../_i18n/client';
import styles from './Header.module.css';
import { Icon } from './Icon';
import { isTheme, THEME_KEY, type Theme } from './theme';

export function ThemeSwitch() {
  const { t } = useI18n();
  const [theme, setTheme] = useState<Theme>('system');
  useEffect(() => {
    const stored = readTheme();
    if (stored) setTheme(stored);
  }, []);
  const choose = (next: Theme) => {
    setTheme(next);
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem(THEME_KEY, next);
    } catch {
      // Storage is refused: the choice holds for this page.
    }
    window.dispatchEvent(new Event('rz-theme'));
  };
  return (
    <label className={styles.theme}>
      <Icon name="sun" />
      <span className="visually-hidden">{t.shell.theme}</span>
      <select value={theme} onChange={(event) => isTheme(event.target.value) && choose(event.target.value)}>
        <option value="system">{t.shell.themeSystem}</option>
        <option value="light">{t.shell.themeLight}</option>
        <option value="dark">{t.shell.themeDark}</option>
      </select>
    </label>
  );
}

function readTheme(): Theme | null {
  try {
    const stored = localStorage.getItem(THEME_KEY);
    return isTheme(stored) ? stored : null;
  } catch {
    return null;
  }
}
