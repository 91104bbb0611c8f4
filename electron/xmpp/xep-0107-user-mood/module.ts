import { NS_MOOD } from '../ns';
import { PepNodeModule } from '../xep-0163-pep/module';
import { buildMood, parseMood, type Mood } from './stanza';

/** User Mood (XEP-0107): the own one; moods of others are not asked for. */
export class MoodModule extends PepNodeModule<Mood | 'none'> {
  override readonly name = 'XEP-0107';
  protected override readonly content = { node: NS_MOOD, read: parseMood, write: buildMood };
}
