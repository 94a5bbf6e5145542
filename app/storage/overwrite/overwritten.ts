export interface Overwritten {
  /** `incomplete`: the database was busy; do it again later. */
  outcome: 'done' | 'incomplete'
  /** The file or the tables that are too large to be rewritten while others write. */
  tooLarge: string[]
}
