/** Puts the chosen theme on the document; "as the system" follows the system's changes. */
import type { Theme } from '../../electron/contract/settings';

/** Returns how to stop following. */
export function followTheme(theme: Theme): () => void {
  const root = document.documentElement;
  if (theme !== 'system') {
    root.dataset['theme'] = theme;
    return () => undefined;
  }
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const contrast = matchMedia('(prefers-contrast: more)');
  const follow = (): void => {
    root.dataset['theme'] = contrast.matches ? 'high-contrast' : dark.matches ? 'dark' : 'light';
  };
  follow();
  dark.addEventListener('change', follow);
  contrast.addEventListener('change', follow);
  return () => {
    dark.removeEventListener('change', follow);
    contrast.removeEventListener('change', follow);
  };
}
