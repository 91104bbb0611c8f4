/** Commands about cards and pictures. What is behind them is loaded when the first one comes. */
import type { CommandName } from '../../contract/commands';
import { FeatureError } from '../errors';
import type { FeatureHandlers } from '../types';

export type ProfileHandlers = Pick<FeatureHandlers, Extract<CommandName, `profile.${string}`>>;

export function makeProfileHandlers(): ProfileHandlers {
  const notOffered = (): never => {
    throw new FeatureError('not-offered');
  };
  return {
    'profile.read': notOffered,
    'profile.previewSave': notOffered,
    'profile.saveCard': notOffered,
    'profile.deleteCard': notOffered,
    'profile.setAudience': notOffered,
    'profile.setPicture': notOffered,
    'profile.removePicture': notOffered,
    'profile.strangerView': notOffered,
    'profile.contactAbout': notOffered,
    'profile.contactCards': notOffered,
    'profile.clientSoftware': notOffered,
    'profile.report': notOffered,
    'profile.contactPictures': () => [],
    'profile.pictures': () => [],
    'profile.rejectPicture': () => null,
  };
}
