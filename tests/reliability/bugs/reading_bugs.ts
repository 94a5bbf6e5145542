import type { DeliberateBug } from './deliberate_bug.js'

const NUMBERS = 'tests/unit/values/plain_number.spec.ts'
const INSTANTS = 'tests/unit/values/read_instant.spec.ts'

/** Mistakes where plain values are read without the libraries. */
export const READING_BUGS: DeliberateBug[] = [
  {
    name: 'a number is plain whatever the numbers of its country look like',
    harm: 'messages are planned for numbers that do not exist',
    file: 'app/values/plain_number.ts',
    edits: [{ find: 'return number.test(national) && !prefix', replace: 'return !prefix' }],
    specs: [NUMBERS],
  },
  {
    name: 'a day on which clocks are changed has the offset of its beginning',
    harm: 'what is asked for that day is done an hour early or late',
    file: 'app/values/zone_offset.ts',
    edits: [
      {
        find: 'return offset === zone.offset(beginsAt + DAY_MS) ? offset : Number.NaN',
        replace: 'return offset',
      },
    ],
    specs: [INSTANTS],
  },
  {
    name: 'a day that does not exist is taken for the one that it would be',
    harm: 'a wrong date is not refused, and the job runs on another day',
    file: 'app/values/as_if_utc.ts',
    edits: [{ find: 'return exists ? millis : undefined', replace: 'return millis' }],
    specs: [INSTANTS],
  },
]
