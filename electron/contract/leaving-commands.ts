/** The commands about leaving a service with everything, and arriving at another. */
import * as v from 'valibot';
import { inAccount, takes } from './command';
import { importedParts, type ExportReport, type ImportPreview, type ImportReport, type Remains } from './leaving';

const accountArgs = v.strictObject(inAccount);
const importArgs = v.strictObject({
  ...inAccount,
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  parts: v.pipe(v.array(v.picklist(importedParts)), v.maxLength(importedParts.length)),
});

export const leavingCommands = {
  /** What stays with others, whatever is deleted. */
  'leaving.remains': takes(accountArgs).returns<readonly Remains[]>(),
  /** Stops an export or import; what was not finished is not there, what was imported already stays. */
  'leaving.cancel': takes(accountArgs).returns<null>(),
  /** Puts parts of the export that `desktop.openExport` read into this account; what is there already stays as it is. */
  'leaving.import': takes(importArgs).returns<ImportReport>(),

  /** Asks for a folder, and writes an export of everything into a new one in it; null where the user chose none. */
  'desktop.exportEverything': takes(accountArgs).returns<ExportReport | null>(),
  /** Asks for the XEP-0227 file of an export, and says what of it this account has not; null where the user chose none. */
  'desktop.openExport': takes(accountArgs).returns<ImportPreview | null>(),
} as const;
