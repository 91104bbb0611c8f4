/** All protocol rooms of one account, put together; what each may know of the others is said here alone. */
import type { AutomaticSending } from '../contract/settings';
import type { Clock } from '../contract/ports';
import { APP_NAME } from './app-name';
import type { BareJid, FullJid } from './jid';
import type { XmppModule } from './module';
import {
  NS_CHAT_STATES,
  NS_CORRECT,
  NS_FALLBACK,
  NS_MARKERS,
  NS_REACTIONS,
  NS_RECEIPTS,
  NS_REPLY,
  NS_RETRACT,
  NS_STYLING,
} from './ns';
import { MessageModule } from './rfc6121-message/module';
import { createProfileModules, type ProfileModules } from './profile-modules';
import { PresenceModule } from './rfc6121-presence/module';
import { RosterModule } from './rfc6121-roster/module';
import { isFromOwnSide, type MayKnow } from './trust';
import { DiscoModule } from './xep-0030-disco/module';
import { VersionModule } from './xep-0092-version/module';
import { MoodModule } from './xep-0107-user-mood/module';
import { ActivityModule } from './xep-0108-user-activity/module';
import { CapsModule } from './xep-0115-caps/module';
import { TuneModule } from './xep-0118-user-tune/module';
import { NicknameModule } from './xep-0172-nickname/module';
import { BlockingModule } from './xep-0191-blocking/module';
import { PingModule } from './xep-0199-ping/module';
import { CarbonsModule } from './xep-0280-carbons/module';
import { ArchiveModule } from './xep-0313-mam/module';
import { ClientStateModule } from './xep-0352-csi/module';
import { DisplayedSyncModule } from './xep-0490-mds/module';

export interface ModuleDependencies {
  readonly account: BareJid;
  /** Whether this is a contact who may see our presence. Own server and own account need not be asked for. */
  readonly mayKnow: (from: BareJid | FullJid) => boolean;
  readonly appVersion: string;
  /** The user's switches as they are now. */
  readonly sending: () => AutomaticSending;
  /** Whether the user wants to know what others listen to. */
  readonly showsTunes: () => boolean;
  /** Whether the user wants to see pictures of others. */
  readonly showsPictures: () => boolean;
  readonly clock: Clock;
}

export interface Modules extends ProfileModules {
  readonly roster: RosterModule;
  readonly presence: PresenceModule;
  readonly messages: MessageModule;
  readonly disco: DiscoModule;
  readonly caps: CapsModule;
  readonly version: VersionModule;
  readonly blocking: BlockingModule;
  readonly ping: PingModule;
  readonly carbons: CarbonsModule;
  readonly archive: ArchiveModule;
  readonly clientState: ClientStateModule;
  readonly displayed: DisplayedSyncModule;
  readonly tune: TuneModule;
  readonly mood: MoodModule;
  readonly activity: ActivityModule;
  readonly nickname: NicknameModule;
  /** Every room, for the session to attach. */
  readonly all: readonly XmppModule[];
}

export function createModules(deps: ModuleDependencies): Modules {
  const mayKnow: MayKnow = (from) => from === undefined || isFromOwnSide(from, deps.account) || deps.mayKnow(from);
  const caps = new CapsModule(() => disco);
  const disco: DiscoModule = new DiscoModule({
    mayKnow,
    identity: { category: 'client', type: 'pc', name: APP_NAME, lang: '' },
    collectFeatures: () => all.flatMap((module) => module.features()),
    isOwnNode: (node) => caps.isOwnNode(node),
  });
  const rooms = {
    roster: new RosterModule(),
    presence: new PresenceModule(deps.clock, () => caps.own()),
    messages: new MessageModule(deps.account, deps.clock),
    disco,
    caps,
    version: new VersionModule({
      mayKnow,
      enabled: () => deps.sending().version,
      software: { name: APP_NAME, version: deps.appVersion },
    }),
    blocking: new BlockingModule(),
    ping: new PingModule(mayKnow),
    carbons: new CarbonsModule(),
    archive: new ArchiveModule(deps.account, deps.clock),
    clientState: new ClientStateModule(),
    displayed: new DisplayedSyncModule(deps.account),
    tune: new TuneModule(deps.showsTunes),
    mood: new MoodModule(),
    activity: new ActivityModule(),
    nickname: new NicknameModule(),
    ...createProfileModules(deps.showsPictures),
  };
  const all: readonly XmppModule[] = [...Object.values(rooms), ...payloadRooms(deps.sending)];
  return { ...rooms, all };
}

/**
 * Rooms that are only payloads of messages and presence: there is nothing to attach, but peers are
 * told that they are understood. What the user switched off is not announced (XEP-0184 §4,
 * XEP-0333 §4: announcing means answering).
 */
function payloadRooms(sending: () => AutomaticSending): readonly XmppModule[] {
  return [
    payloadRoom('XEP-0085', NS_CHAT_STATES, () => sending().typing),
    payloadRoom('XEP-0184', NS_RECEIPTS, () => sending().receipts),
    payloadRoom('XEP-0308', NS_CORRECT, () => true),
    payloadRoom('XEP-0333', NS_MARKERS, () => sending().readMarkers),
    payloadRoom('XEP-0393', NS_STYLING, () => true),
    payloadRoom('XEP-0424', NS_RETRACT, () => true),
    payloadRoom('XEP-0428', NS_FALLBACK, () => true),
    payloadRoom('XEP-0444', NS_REACTIONS, () => true),
    payloadRoom('XEP-0461', NS_REPLY, () => true),
  ];
}

function payloadRoom(name: string, feature: string, announced: () => boolean): XmppModule {
  return { name, features: () => (announced() ? [feature] : []), attach: () => () => undefined };
}
