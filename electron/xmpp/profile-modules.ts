/** The rooms of cards and pictures alone, for a session that does nothing but look at somebody's. */
import { VcardTempModule } from './xep-0054-vcard-temp/module';
import { AvatarDataModule, AvatarMetadataModule } from './xep-0084-user-avatar/module';
import { Vcard4Module } from './xep-0292-vcard4/module';

export interface ProfileModules {
  readonly vcardTemp: VcardTempModule;
  readonly vcard4: Vcard4Module;
  readonly avatar: AvatarMetadataModule;
  readonly avatarData: AvatarDataModule;
}

/** `showsPictures`: whether events of others' pictures are asked for. */
export function createProfileModules(showsPictures: () => boolean = () => false): ProfileModules {
  return {
    vcardTemp: new VcardTempModule(),
    vcard4: new Vcard4Module(),
    avatar: new AvatarMetadataModule(showsPictures),
    avatarData: new AvatarDataModule(),
  };
}
