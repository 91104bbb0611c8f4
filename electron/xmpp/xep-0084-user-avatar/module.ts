import { NS_AVATAR_DATA, NS_AVATAR_METADATA } from '../ns';
import { PepNodeModule } from '../xep-0163-pep/module';
import {
  buildAvatarData,
  buildMetadata,
  parseAvatarData,
  parseMetadata,
  type AvatarData,
  type AvatarMetadata,
} from './stanza';

/** More bytes of one picture are not taken, whosever it is. */
export const MAX_AVATAR_BYTES = 1024 * 1024;

/** User Avatar (XEP-0084), what the pictures are. */
export class AvatarMetadataModule extends PepNodeModule<AvatarMetadata> {
  override readonly name = 'XEP-0084';
  protected override readonly content = { node: NS_AVATAR_METADATA, read: parseMetadata, write: buildMetadata };
}

/** User Avatar (XEP-0084), the pictures themselves: each is fetched by its hash, once. */
export class AvatarDataModule extends PepNodeModule<AvatarData> {
  override readonly name = 'XEP-0084 data';
  protected override readonly content = {
    node: NS_AVATAR_DATA,
    read: (item: Parameters<typeof parseAvatarData>[0]) => parseAvatarData(item, MAX_AVATAR_BYTES),
    write: buildAvatarData,
  };
}
