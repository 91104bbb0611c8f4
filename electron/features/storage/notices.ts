/**
 * What the user has to be told about files of the profile. What was kept aside is told until it is dismissed, over
 * restarts: the window may not have been open in the run that found it. The rest belongs to its run.
 */
import type { EventHub } from '../../contract/event-hub';
import { keptNoticeKinds, type Notice } from '../../contract/storage';
import type { Log } from '../../contract/ports';
import type { ProfileFile, StoredNotice } from '../../store/profile-file';
import { reasonOf } from '../errors';

export class Notices {
  readonly #profile: ProfileFile;
  readonly #hub: EventHub;
  readonly #log: Log;
  #all: readonly Notice[];

  /** `found`: what this start has to tell. */
  constructor(
    profile: ProfileFile,
    { hub, log }: { readonly hub: EventHub; readonly log: Log },
    found: readonly Notice[],
  ) {
    this.#profile = profile;
    this.#hub = hub;
    this.#log = log;
    this.#all = [...(profile.profile.notices ?? []), ...found];
    if (found.length > 0) this.#keep();
  }

  get all(): readonly Notice[] {
    return this.#all;
  }

  raise(notice: Notice): void {
    this.#all = [...this.#all, notice];
    this.#keep();
    this.#hub.emit('noticeRaised', { notice });
  }

  /** What is not among them is passed over. */
  dismiss({ kind, file }: Pick<Notice, 'kind' | 'file'>): void {
    this.#all = this.#all.filter((one) => one.kind !== kind || one.file !== file);
    this.#keep();
  }

  #keep(): void {
    const kept = this.#all.filter(isKept);
    try {
      this.#profile.update({ notices: kept.length === 0 ? undefined : kept });
    } catch (error) {
      // They are told in this run all the same, and written with the next change of the profile.
      this.#log.warn('storage', `notices: ${reasonOf(error)}`);
    }
  }
}

function isKept(notice: Notice): notice is StoredNotice {
  return keptNoticeKinds.some((kind) => kind === notice.kind);
}
