import { NS_NICK } from '../ns';
import { PepNodeModule } from '../xep-0163-pep/module';
import { buildNickname, parseNickname } from './stanza';

/** User Nickname (XEP-0172): the own one; nicknames of others are not asked for. */
export class NicknameModule extends PepNodeModule<string> {
  override readonly name = 'XEP-0172';
  protected override readonly content = { node: NS_NICK, read: parseNickname, write: buildNickname };
}
