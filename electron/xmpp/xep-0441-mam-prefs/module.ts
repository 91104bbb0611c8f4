import { ModuleBase } from '../module-base';
import { buildPreferencesGet, buildPreferencesSet, parsePreferences, type ArchivePreferences } from './stanza';

/** What the server archives from now on (XEP-0441). Every method rejects with `StanzaError` or `ConnectionError`. */
export class ArchivePreferencesModule extends ModuleBase {
  override readonly name = 'XEP-0441';

  /** Undefined where the answer is none. */
  async get(): Promise<ArchivePreferences | undefined> {
    return parsePreferences(await this.session.request(buildPreferencesGet()));
  }

  /** The server may make something else of it (§2.1): ask again. */
  async set(preferences: ArchivePreferences): Promise<void> {
    await this.session.request(buildPreferencesSet(preferences));
  }
}
