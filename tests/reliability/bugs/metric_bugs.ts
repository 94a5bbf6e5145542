import type { DeliberateBug } from './deliberate_bug.js'

const COUNTERS = 'tests/unit/messages/counters.spec.ts'
const FIGURES = 'tests/unit/messages/figures.spec.ts'

/** Mistakes about what is counted: metrics and statistics. */
export const METRIC_BUGS: DeliberateBug[] = [
  {
    name: 'every message type has a series',
    harm: 'a program that names each campaign fills the memory of Prometheus',
    file: 'app/messages/counters/read_counters.ts',
    edits: [{ find: 'toldApart.has(type) ? type : OTHER_TYPES', replace: 'type' }],
    specs: [COUNTERS],
  },
  {
    name: 'cleanup deletes days that nobody recorded',
    harm: 'after a month without a scheduler the statistics of that month are zero',
    file: 'app/retention/clean_up.ts',
    edits: [
      {
        find: 'await recordFinishedDays(client, { now: this.clock.now(), timezone })',
        replace: '',
      },
    ],
    specs: [FIGURES],
  },
  {
    name: 'the report of midnight is final',
    harm: 'what was sent in the last second of a day is in no statistics',
    file: 'app/messages/figures/daily_figures.ts',
    edits: [{ find: 'SETTLED_AFTER_MINUTES = 60', replace: 'SETTLED_AFTER_MINUTES = 0' }],
    specs: [FIGURES],
  },
  {
    name: 'what an SMS carries counts as an SMS',
    harm: 'the statistics say that four times as many SMS were sent as the operator bills',
    file: 'app/messages/figures/read_figures.ts',
    edits: [
      {
        find: 'COUNT(CASE WHEN carried_by IS NULL THEN 1 END) AS sms',
        replace: 'COUNT(*) AS sms',
      },
    ],
    specs: [FIGURES],
  },
]
