import { PERSONAL_COLUMNS } from './personal_columns.js'

/** Tables that an erasure deletes from or redacts. */
export const PERSONAL_TABLES = Object.entries(PERSONAL_COLUMNS)
  .filter(([, lists]) => 'own' in lists || 'searched' in lists)
  .map(([table]) => table)
