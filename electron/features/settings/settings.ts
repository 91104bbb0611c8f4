/** Settings of the profile: read, changed, told. */
import type { CommandArgs } from '../../contract/commands';
import type { EventHub } from '../../contract/event-hub';
import type { Settings } from '../../contract/settings';
import type { ProfileFile } from '../../store/profile-file';

export class SettingsRoom {
  readonly #profile: ProfileFile;
  readonly #hub: EventHub;
  readonly #onChange: (now: Settings, before: Settings) => void;

  constructor(profile: ProfileFile, hub: EventHub, onChange: (now: Settings, before: Settings) => void) {
    this.#profile = profile;
    this.#hub = hub;
    this.#onChange = onChange;
  }

  get current(): Settings {
    return this.#profile.profile.settings;
  }

  /** On disk when it returns. A member that is absent stays as it is. */
  change(patch: CommandArgs<'settings.change'>): Settings {
    const before = this.#profile.profile.settings;
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    this.#profile.update({ settings: { ...before, ...given } });
    this.#hub.emit('settingsChanged', { settings: this.current });
    this.#onChange(this.current, before);
    return this.current;
  }
}
