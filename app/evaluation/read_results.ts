import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { differenceOf, shareOf, type Counted, type Estimate } from '#evaluation/intervals'
import {
  checkResultsRequest,
  type ResultPart,
  type ResultsRequest,
} from '#evaluation/results_request'
import type { Arm } from '#evaluation/visits_of_day'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { query } from '#storage/sql'

/** What came of the reminders of a group. */
export interface GroupResult {
  /** A message type, the code of a facility, a vaccine, or a vaccine and its dose; empty for all. */
  name: string
  reminded: Counted & { estimate: Estimate | null }
  heldOut: Counted & { estimate: Estimate | null }
  /** How many more of the reminded came. */
  difference: Estimate | null
}

export interface Results {
  /** The days of the reminders, `YYYY-MM-DD`, both included. */
  from: string
  to: string
  withinDays: number
  total: GroupResult
  groups: GroupResult[]
}

const COLUMNS: Record<ResultPart, (keyof Named)[]> = {
  type: ['message_type'],
  facility: ['facility'],
  vaccine: ['vaccine'],
  dose: ['vaccine', 'dose'],
}

type Named = Pick<Rows['visit_results'], 'message_type' | 'facility' | 'vaccine' | 'dose'>

type CountedRow = Partial<Named> & Counted & { arm: Arm }

/** Did it work? Doses given after reminders, from the days that are recorded. */
@inject()
export class ReadResults {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** @throws ResultsNotReadable */
  async run(request: ResultsRequest = {}): Promise<Results> {
    const today = this.clock.now().setZone(this.config.timezone)
    const { from, to, by } = checkResultsRequest(request, today)
    const { visitWithinDays: withinDays } = this.config.evaluation
    const columns = COLUMNS[by]
    const rows = await query<CountedRow>(
      this.db.connection(),
      `SELECT ${columns.join(', ')}, arm,
              CAST(SUM(reminders) AS BIGINT) AS reminders, CAST(SUM(visits) AS BIGINT) AS visits
       FROM visit_results WHERE day >= :from AND day <= :to AND within_days = :within
       GROUP BY ${columns.join(', ')}, arm ORDER BY ${columns.join(', ')}`,
      { from, to, within: withinDays }
    )
    const groups = Map.groupBy(rows, (row) => columns.map((column) => row[column]).join(' '))
    return {
      from,
      to,
      withinDays,
      total: resultOf('', rows),
      groups: [...groups].map(([name, ofGroup]) => resultOf(name, ofGroup)),
    }
  }
}

function resultOf(name: string, rows: (Counted & { arm: Arm })[]): GroupResult {
  const reminded = sumOf(rows.filter(({ arm }) => arm === 'reminded'))
  const heldOut = sumOf(rows.filter(({ arm }) => arm === 'held_out'))
  return {
    name,
    reminded: { ...reminded, estimate: shareOf(reminded) },
    heldOut: { ...heldOut, estimate: shareOf(heldOut) },
    difference: differenceOf(reminded, heldOut),
  }
}

function sumOf(rows: Counted[]): Counted {
  return rows.reduce(
    (sum, { reminders, visits }) => ({
      reminders: sum.reminders + reminders,
      visits: sum.visits + visits,
    }),
    { reminders: 0, visits: 0 }
  )
}
