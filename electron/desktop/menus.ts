/** The application's menu (visible only on macOS; elsewhere it holds the keys) and the text menu. */
import type { ContextMenuParams, MenuItemConstructorOptions, WebContents } from 'electron';
import { words } from './words';

export function applicationMenu(platform: NodeJS.Platform, devTools: boolean): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    // "+" is on the same key as "=" on many keyboards.
    { role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
  ];
  const developer: MenuItemConstructorOptions[] = [{ role: 'reload' }, { role: 'toggleDevTools' }];
  const edit: MenuItemConstructorOptions = { label: words.menu.edit, role: 'editMenu' };
  return [
    platform === 'darwin'
      ? { role: 'appMenu' }
      : { label: words.menu.file, submenu: [{ role: 'close' }, { role: 'quit', label: words.quit }] },
    edit,
    { label: words.menu.view, submenu: devTools ? [...view, ...developer] : view },
    { label: words.menu.window, role: 'windowMenu' },
  ];
}

type TextContents = Pick<WebContents, 'replaceMisspelling'>;

/** The menu over text: empty where there is nothing to do. */
export function textMenu(params: ContextMenuParams, contents: TextContents): MenuItemConstructorOptions[] {
  const { editFlags, isEditable, selectionText, misspelledWord, dictionarySuggestions } = params;
  const suggestions: MenuItemConstructorOptions[] = dictionarySuggestions.map((word) => ({
    label: word,
    click: () => contents.replaceMisspelling(word),
  }));
  const spelling: MenuItemConstructorOptions[] =
    misspelledWord === ''
      ? []
      : [
          ...(suggestions.length > 0 ? suggestions : [{ label: words.menu.noSuggestions, enabled: false }]),
          { type: 'separator' },
        ];
  if (isEditable) {
    return [
      ...spelling,
      { role: 'cut', label: words.menu.cut, enabled: editFlags.canCut },
      { role: 'copy', label: words.menu.copy, enabled: editFlags.canCopy },
      { role: 'paste', label: words.menu.paste, enabled: editFlags.canPaste },
      { type: 'separator' },
      { role: 'selectAll', label: words.menu.selectAll, enabled: editFlags.canSelectAll },
    ];
  }
  return selectionText.trim() === '' ? [] : [{ role: 'copy', label: words.menu.copy }];
}
