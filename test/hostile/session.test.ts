/** The table against Candor's own session in a process of its own. */
import { hostileCases } from './cases/all';
import { archiveCases } from './cases/archive';
import { ChildClient } from './clients/child-protocol';
import { playTable } from './play-table';

playTable(
  [...hostileCases, ...archiveCases],
  (caFile) => new ChildClient({ name: 'session', program: './session-client.ts', explains: true, caFile }),
);
