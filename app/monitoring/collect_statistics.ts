import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import { Clock } from '#app/clock'
import { averageOf } from '#messages/figures/times'
import type { Figures, FiguresByPart } from '#messages/figures/figures'
import { figuresBetween } from '#monitoring/figures_between'
import {
  outcomesOf,
  successRateOf,
  summaryOf,
  totalOf,
  type FiguresSummary,
} from '#monitoring/figures_summary'
import { countMessages as countWaiting } from '#monitoring/health/capped_count'
import { oldestDueSeconds } from '#monitoring/oldest_due'
import { readPeriod } from '#monitoring/read_period'
import {
  isTimeframe,
  MOST_DAYS,
  PeriodNotUsable,
  UnknownTimeframe,
  type Statistics,
  type StatisticsRequest,
  type WrittenPeriod,
} from '#monitoring/statistics'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'

export type { Statistics, Timeframe } from '#monitoring/statistics'

/** The most pending messages counted. */
const COUNT_AT_MOST = 100_000

/** Naming all priorities restricts it to the index. */
const PENDING = `${along('sms_messages_due')} AND priority IN (1, 2, 3)`

/** The first instant, and the first that is not in it. */
interface Span {
  from: DateTime<true>
  to: DateTime<true>
}

/**
 * Statistics of the last hour, day (24 hours) or week (7 days), or of a period. Finished days come
 * from their records, the rest from the history; no other rows are read.
 */
@inject()
export class CollectStatistics {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** @throws UnknownTimeframe, PeriodNotUsable */
  async run(period: StatisticsRequest): Promise<Statistics> {
    if (typeof period !== 'string') return this.#collect('period', this.#spanOf(period))
    if (!isTimeframe(period)) throw new UnknownTimeframe(period)
    const to = this.clock.now()
    return this.#collect(period, { from: to.minus({ [period]: 1 }), to })
  }

  #spanOf(written: WrittenPeriod): Span {
    const now = this.clock.now()
    const { timezone } = this.config
    const { from, to } = readPeriod(written, { timezone, now: toSqlInstant(now) })
    const span = { from: fromSqlInstant(from), to: fromSqlInstant(to) }
    if (span.from > now) throw new PeriodNotUsable('the period begins in the future')
    if (span.to < span.from) throw new PeriodNotUsable('the period ends before it begins')
    if (span.to.diff(span.from).as('days') > MOST_DAYS)
      throw new PeriodNotUsable(`the period is longer than ${MOST_DAYS} days`)
    return { ...span, to: span.to < now ? span.to : now }
  }

  async #collect(timeframe: Statistics['timeframe'], { from, to }: Span): Promise<Statistics> {
    const client = this.db.connection()
    /** Includes the whole last second. */
    const period = { start: toSqlInstant(from), end: toSqlInstant(to.plus({ seconds: 1 })) }
    const parts = await figuresBetween(client, period, this.config.timezone)
    const total = parts.total.get('')!
    return {
      timeframe,
      from: from.toISO(),
      to: to.toISO(),
      messages: messagesOf(parts, total),
      attempts: attemptsOf(total),
      successRate: successRateOf(total),
      averageDeliveryTime: averageOf(total.delivery),
      pending: await countPending(client),
      segmentsSent: total.segments,
      oldestDueAgeSeconds: await oldestDueSeconds(client, this.clock.now()),
      smsPerHour: perHour(total.sms, { from, to }),
      total: summaryOf(total),
      byType: summariesOf(parts.type),
      byFacility: summariesOf(parts.facility),
      byLanguage: summariesOf(parts.language),
      byAccount: summariesOf(parts.account),
    }
  }
}

function messagesOf(parts: FiguresByPart, total: Figures): Statistics['messages'] {
  const byStatus = outcomesOf(total)
  const byType = [...parts.type].map(([type, figures]) => [type, outcomesOf(figures)] as const)
  const some = byType.filter(([, counts]) => totalOf(counts) > 0)
  return { total: totalOf(byStatus), byStatus, byType: Object.fromEntries(inOrder(some)) }
}

function attemptsOf({ attempts, awaited, retried }: Figures): Statistics['attempts'] {
  return {
    total: totalOf(attempts) + awaited,
    byOutcome: attempts,
    awaited,
    retries: retried,
  }
}

function summariesOf(figures: Map<string, Figures>): Record<string, FiguresSummary> {
  return Object.fromEntries(
    inOrder([...figures].map(([name, ofName]) => [name, summaryOf(ofName)] as const))
  )
}

function inOrder<Entry extends readonly [string, unknown]>(entries: Entry[]): Entry[] {
  return entries.toSorted(([one], [other]) => (one < other ? -1 : 1))
}

function perHour(count: number, { from, to }: Span): number {
  const hours = Math.max(to.diff(from).as('hours'), 1 / 3_600)
  return Math.round((count / hours) * 10) / 10
}

async function countPending(client: QueryClientContract): Promise<number> {
  const { value } = await countWaiting(client, PENDING, { cap: COUNT_AT_MOST })
  return value
}
