/** Mood, activity and nickname of the account: written by hand, each for its own audience. */
import type { Audience, NoteKind } from '../../contract/personal';
import { FeatureError, reasonOf } from '../errors';
import type { AccountServices } from '../services';
import type { Access } from './audience';
import { activityFrom, activityWords, moodFrom, moodWords } from './note-words';
import { orFeatureError, PersonalNode, type Content } from './personal-node';

export interface NotesOptions {
  readonly services: AccountServices;
  readonly audience: (kind: NoteKind) => Audience;
  readonly access: (kind: NoteKind) => Access;
  /** The user has said who may see it. */
  readonly hasChosen: (kind: NoteKind) => boolean;
  readonly changed: () => void;
}

/** One node whose value is spoken of as text. */
interface Note {
  publish(text: string, audience: Audience, access: Access): Promise<void>;
  prepare(audience: Audience, access: Access): Promise<Content>;
  clear(audience: Audience): Promise<void>;
  read(): Promise<string>;
  sessionEnded(): void;
}

export class Notes {
  readonly #options: NotesOptions;
  readonly #notes: Readonly<Record<NoteKind, Note>>;
  #texts: Readonly<Record<NoteKind, string>> = { mood: '', activity: '', nickname: '' };

  constructor(options: NotesOptions) {
    this.#options = options;
    const { services } = options;
    const { mood, activity, nickname } = services.modules;
    this.#notes = {
      mood: inWords(new PersonalNode({ services, kind: 'mood', module: mood, empty: 'none' }), moodFrom, moodWords),
      activity: inWords(
        new PersonalNode({ services, kind: 'activity', module: activity, empty: 'none' }),
        activityFrom,
        activityWords,
      ),
      nickname: inWords(
        new PersonalNode({ services, kind: 'nickname', module: nickname, empty: '' }),
        (text) => text.trim(),
        (text) => text ?? '',
      ),
    };
  }

  /** As the service has them. */
  get texts(): Readonly<Record<NoteKind, string>> {
    return this.#texts;
  }

  /** Reads what stands at the service, and keeps its audiences in step with the roster. */
  async sessionBegan(): Promise<void> {
    for (const kind of ['mood', 'activity', 'nickname'] as const) {
      try {
        this.#put(kind, await this.#notes[kind].read());
        await this.keepInStep(kind);
      } catch (error) {
        this.#options.services.log.info('personal', `${kind}: ${reasonOf(error)}`);
      }
    }
  }

  sessionEnded(): void {
    for (const note of Object.values(this.#notes)) note.sessionEnded();
  }

  /** Rejects with `FeatureError`. */
  async set(kind: NoteKind, text: string): Promise<void> {
    const { audience, access } = this.#options;
    const note = this.#notes[kind];
    await orFeatureError(async () => {
      if (text.trim() === '') await note.clear(audience(kind));
      else if (audience(kind).kind === 'nobody') throw new FeatureError('invalid-argument', 'audience');
      else await note.publish(text, audience(kind), access(kind));
    });
    this.#put(kind, text.trim());
  }

  /** Makes the service show what stands there to the audience, and to nobody else. Rejects with `FeatureError`. */
  async keepInStep(kind: NoteKind): Promise<void> {
    const { audience, access, hasChosen } = this.#options;
    const note = this.#notes[kind];
    const text = this.#texts[kind];
    if (text === '' || !hasChosen(kind)) return;
    await orFeatureError(async () => {
      if (audience(kind).kind === 'nobody') {
        await note.clear(audience(kind));
        this.#put(kind, '');
      } else if ((await note.prepare(audience(kind), access(kind))) !== 'told')
        await note.publish(text, audience(kind), access(kind));
    });
  }

  #put(kind: NoteKind, text: string): void {
    if (this.#texts[kind] === text) return;
    this.#texts = { ...this.#texts, [kind]: text };
    this.#options.changed();
  }
}

function inWords<T>(node: PersonalNode<T>, from: (text: string) => T, words: (value: T | undefined) => string): Note {
  return {
    publish: (text, audience, access) => node.publish(from(text), audience, access),
    prepare: (audience, access) => node.prepare(audience, access),
    clear: (audience) => node.clear(audience),
    read: async () => words(await node.read()),
    sessionEnded: () => node.sessionEnded(),
  };
}
