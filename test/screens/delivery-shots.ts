/** Pictures of how messages fare. */
import { ROMEO } from './cast';
import type { Shot } from './shots';
import {
  announce,
  choose,
  doWith,
  emojis,
  findEmoji,
  press,
  refuse,
  searchFor,
  settle,
  type Step,
  then,
  toast,
  toTop,
  write,
} from './steps';

const ACTIONS = 'More for this conversation';

function notice(kind: string): ReturnType<typeof announce> {
  return announce('noticeRaised', { notice: { kind, file: 'history-0123456789abcdef.db' } });
}

const saving: Step = then(
  settle,
  announce('exportProgressed', {
    account: 'juliet@jabber.example',
    with: ROMEO,
    progress: { written: 12_400, of: 51_200 },
  }),
  async (page) => page.getByRole('dialog').waitFor(),
);

/** The system refuses to write the file, with this word. */
function notSaved(word: string): Step {
  const fails = refuse('desktop.exportConversation', 'export-failed', word);
  return then(settle, fails, press(ACTIONS), choose('Save as text…'), toast);
}

export const deliveryShots: readonly Shot[] = [
  { name: 'states', scene: 'states', prepare: settle },
  { name: 'discarded', scene: 'states', prepare: then(settle, press('Delete'), toast) },
  { name: 'marks', scene: 'marks', prepare: settle },
  { name: 'reply', scene: 'marks', prepare: then(settle, doWith('By the wall', 'Answer'), write('At the wall, then')) },
  { name: 'react', scene: 'marks', prepare: then(settle, doWith('Are you free', 'React…')) },
  {
    name: 'react-all',
    scene: 'marks',
    prepare: then(settle, doWith('Are you free', 'React…'), press('More emojis…'), emojis),
  },
  { name: 'retract', scene: 'marks', prepare: then(settle, doWith('Half past', 'Take back…')) },
  { name: 'correct', scene: 'chats', prepare: then(settle, doWith('And bring the record', 'Correct')) },
  { name: 'emojis', scene: 'chats', prepare: then(settle, press('Insert an emoji'), emojis) },
  { name: 'emojis-found', scene: 'chats', prepare: then(settle, press('Insert an emoji'), emojis, findEmoji('cat')) },
  { name: 'emojis-none', scene: 'chats', prepare: then(settle, press('Insert an emoji'), emojis, findEmoji('xyz')) },
  { name: 'long-messages', scene: 'long-messages', prepare: settle },
  { name: 'gap', scene: 'gap', prepare: settle },
  { name: 'loading-older', scene: 'loading-older', prepare: then(settle, toTop) },
  { name: 'older-failed', scene: 'older-failed', prepare: then(settle, toTop) },
  { name: 'older-elsewhere', scene: 'older-elsewhere', prepare: then(settle, toTop) },
  { name: 'nothing-said', scene: 'nothing-said', prepare: press('Details') },
  { name: 'keep-nothing', scene: 'keep-nothing', prepare: settle },
  {
    name: 'search-filtered',
    scene: 'chats',
    prepare: then(settle, searchFor('the'), async (page) => {
      await page.getByRole('combobox', { name: 'Where' }).selectOption({ index: 1 });
      await page.getByLabel('From').fill('2020-01-01');
    }),
  },
  {
    name: 'search-empty',
    scene: 'chats',
    prepare: then(settle, async (page) => page.keyboard.press('Control+F')),
  },
  {
    name: 'search-failed',
    scene: 'refusals',
    prepare: then(settle, async (page) => {
      await page.keyboard.press('Control+F');
      await page.getByRole('searchbox', { name: 'Find in messages' }).fill('light');
      await page.getByRole('alert').waitFor();
    }),
  },
  { name: 'export-done', scene: 'chats', prepare: then(settle, press(ACTIONS), choose('Save as text…'), toast) },
  {
    name: 'delete-failed',
    scene: 'refusals',
    prepare: then(settle, press(ACTIONS), choose('Delete conversation…'), press('Delete here')),
  },
  { name: 'export-progress', scene: 'chats', prepare: saving },
  { name: 'export-disk-full', scene: 'chats', prepare: notSaved('ENOSPC') },
  { name: 'export-folder-refused', scene: 'chats', prepare: notSaved('EACCES') },
  { name: 'unsent', scene: 'refusals', prepare: then(settle, write('This cannot be stored'), press('Send')) },
  { name: 'key-missing', scene: 'chats', prepare: then(settle, notice('history-set-aside')) },
  { name: 'store-locked', scene: 'chats', prepare: then(settle, notice('history-locked')) },
  { name: 'store-unavailable', scene: 'chats', prepare: then(settle, notice('history-unavailable')) },
  {
    name: 'troubles',
    scene: 'stopped',
    prepare: then(
      settle,
      notice('history-damaged'),
      announce('storageStateChanged', { storage: { state: 'failing', why: 'disk-full' } }),
    ),
  },
];
