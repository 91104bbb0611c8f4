import { NS_TUNE } from '../ns';
import { PepNodeModule } from '../xep-0163-pep/module';
import { buildTune, parseTune, type Tune } from './stanza';

/** User Tune (XEP-0118): what people listen to. */
export class TuneModule extends PepNodeModule<Tune> {
  override readonly name = 'XEP-0118';
  protected override readonly content = { node: NS_TUNE, read: parseTune, write: buildTune };
}
