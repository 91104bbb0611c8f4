/** The commands about what a service keeps of an account. */
import * as v from 'valibot';
import { groups, inAccount, takes } from './command';
import { archivingChoices, chosenAudiences, type Inventory, type InventoryRow, type RowContents } from './inventory';

const accountArgs = v.strictObject(inAccount);
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
const rowArgs = v.strictObject({ ...inAccount, row: id });
const refreshArgs = v.strictObject({ ...inAccount, row: v.optional(id) });
const audienceArgs = v.strictObject({ ...inAccount, row: id, audience: v.picklist(chosenAudiences), groups });
const deleteArgs = v.strictObject({ ...inAccount, row: id, word: v.pipe(v.string(), v.maxLength(1023)) });
const archivingArgs = v.strictObject({ ...inAccount, archiving: v.picklist(archivingChoices) });
const sessionArgs = v.strictObject({ ...inAccount, session: id });
export const inventoryCommands = {
  /**
   * What is known already, with when it was seen; what is not is read, row by row, and told by
   * `inventoryChanged`. Nothing of it is asked before.
   */
  'inventory.open': takes(accountArgs).returns<Inventory>(),
  /** Reads one row again, or all. */
  'inventory.refresh': takes(refreshArgs).returns<null>(),
  /** Stops reading: rows that were not read say that they were cancelled. */
  'inventory.cancel': takes(accountArgs).returns<null>(),
  /** What stands in a row, read anew. */
  'inventory.view': takes(rowArgs).returns<RowContents>(),
  /**
   * Changes who may see a row and reads it back: `lastChange` of the row says what was then seen. `groups`
   * count for the audience "groups" alone. Tune, mood, activity and nickname keep to what `personal.setAudience`
   * was told: use that for them.
   */
  'inventory.setAudience': takes(audienceArgs).returns<InventoryRow>(),
  /**
   * Guarded by 'undo': the row says when it will be deleted (`deletesAt`), ten seconds from now; `word` is empty.
   * Guarded by 'typed-word': at once, if `word` is it, else 'invalid-argument'. `lastChange` then says what was seen.
   */
  'inventory.delete': takes(deleteArgs).returns<InventoryRow>(),
  /** Takes back a deletion that still waits; after that nothing can. */
  'inventory.undoDelete': takes(rowArgs).returns<InventoryRow>(),
  /** What the service is to archive from now on (XEP-0441); the row of the archive says what was then seen. */
  'inventory.setArchiving': takes(archivingArgs).returns<InventoryRow>(),
  /**
   * Ends another session, named as in `ContentEntry.session`; 'password-change-needed' where the service says
   * that only another password keeps it out.
   */
  'inventory.endSession': takes(sessionArgs).returns<InventoryRow>(),
} as const;
