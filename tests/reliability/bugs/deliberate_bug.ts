/** One mistake that an engineer could make, as text to find and to put in its place. */
export interface DeliberateBug {
  name: string
  /** What goes wrong in life. */
  harm: string
  file: string
  edits: { find: string; replace: string }[]
  /** Specs of which one at least must fail. */
  specs: string[]
  /** Where it shows; SQLite unless it says so. */
  database?: 'pg'
}
