import type { DeliberateBug } from './deliberate_bug.js'

/** Mistakes about what a row of a file may change. */
export const IMPORT_BUGS: DeliberateBug[] = [
  {
    name: 'a rejected row protects nobody',
    harm: 'a caregiver who said no is written to, because the date beside it was wrong',
    file: 'app/imports/judged_rows.ts',
    edits: [{ find: 'else if (verdict.row.protection)', replace: 'else if (false as any)' }],
    specs: ['tests/unit/imports/protections.spec.ts'],
  },
  {
    name: 'another child is written over the one on record',
    harm: 'the reminder for one child goes to the caregiver of another',
    file: 'app/registry/identity.ts',
    edits: [{ find: 'return isCorrection ? [] : differing', replace: 'return []' }],
    specs: ['tests/unit/imports/identity_conflicts.spec.ts'],
  },
]
