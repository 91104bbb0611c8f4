import { NS_ACTIVITY } from '../ns';
import { PepNodeModule } from '../xep-0163-pep/module';
import { buildActivity, parseActivity, type Activity } from './stanza';

/** User Activity (XEP-0108): the own one; activities of others are not asked for. */
export class ActivityModule extends PepNodeModule<Activity | 'none'> {
  override readonly name = 'XEP-0108';
  protected override readonly content = { node: NS_ACTIVITY, read: parseActivity, write: buildActivity };
}
