/** The renderer over the fake bridge, with the records that the address names: `?scene=chats&theme=dark`. */
import { transportOf } from '../support/fake-bridge';
import { scenes } from './scenes';

const query = new URLSearchParams(location.search);
const scene = scenes[query.get('scene') ?? 'chats'];
if (scene === undefined) throw new Error('There is no such scene.');
const bridge = scene({ theme: query.get('theme') ?? 'light', locale: query.get('locale') ?? 'en-GB' });
Object.assign(window, { candor: transportOf(bridge), bridge });
await import('../../renderer/main');
