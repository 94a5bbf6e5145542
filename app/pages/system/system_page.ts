import type { Incident } from '#alerts/list_incidents'
import type { ListedAccount } from '#delivery/accounts/list_accounts'
import type { Pause } from '#delivery/pauses/pause'
import type { HealthReport } from '#monitoring/health/health_report'
import type { PartitionIntake } from '#monitoring/system/read_intake'
import type { SeenProcess, SystemState } from '#monitoring/system/read_system'
import type { ListedJob } from '#timetable/list_jobs'
import { instantOf } from '#app/pages/schedules/schedule_in_words'
import { agoOf } from '#app/pages/ago_of'
import type { Reader } from '#app/pages/reader'
import { balanceChart } from '#app/pages/today/charts'
import { typeInWords } from '#app/pages/type_in_words'
import { intakeOnPage } from './intake.js'
import { checksOf } from './checks.js'
import { incidentsOf } from './incidents.js'
import { addressOfTarget } from './pause_address.js'
import { targetInWords } from './target_in_words.js'

interface SystemParts {
  report: HealthReport
  system: SystemState
  incidents: Incident[]
  accounts: ListedAccount[]
  jobs: ListedJob[]
  /** Null without Kafka. */
  intake: PartitionIntake[] | null
  /** Names by code. */
  facilities: ReadonlyMap<string, string>
  nameOf: (actor: string) => string
  mayAct: boolean
}

/** Everything that the template of System writes down. */
export function systemPage(reader: Reader, parts: SystemParts) {
  const { report, system, incidents, accounts, jobs, facilities, mayAct } = parts
  const { t } = reader
  const checkedAt = reader.time(instantOf(report.checkedAt))
  const { everything, facilities: ofFacilities, types } = system.pauses
  const pauses = [...(everything ? [everything] : []), ...ofFacilities.values(), ...types.values()]
  const stopped = accounts.filter(({ found }) => found?.state === 'paused')
  return {
    small: t('system.small'),
    title: titleOf(reader, parts),
    lead: t('system.lead', { time: checkedAt }),
    checkedAt,
    ...checksOf(reader, report),
    incidents: incidentsOf(reader, incidents, parts),
    pauses: pauses.map((pause) => pauseOnPage(reader, pause, parts)),
    /** Accounts that a fault stopped start again with everything. */
    restart: mayAct && stopped.length > 0 && !everything ? resumeHref('everything') : null,
    choices: choicesOf(reader, facilities),
    accounts: accounts.map((account) => accountOnPage(reader, account)),
    processes: system.processes.map((one) => processOnPage(reader, one)),
    noWorker: !system.processes.some(({ isAlive }) => isAlive) ? t('system.nobody') : null,
    jobs: jobs.map((job) => jobOnPage(reader, job)),
    intake: parts.intake && intakeOnPage(reader, parts.intake),
    balances: system.balances.map(({ account, days }) => ({
      account,
      chart: balanceChart(reader, days),
    })),
    mayAct,
  }
}

function titleOf({ t }: Reader, { report, system }: SystemParts): string {
  if (system.pauses.everything) return t('system.titles.paused')
  const bad = report.checks.filter(({ status }) => status === 'fail').length
  if (bad > 0) return t('system.titles.fail', { count: bad })
  const watched = report.checks.filter(({ status }) => status !== 'pass').length
  return watched > 0 ? t('system.titles.warn', { count: watched }) : t('system.titles.well')
}

function pauseOnPage(reader: Reader, pause: Pause, { facilities, nameOf, mayAct }: SystemParts) {
  const { t } = reader
  const isReview = pause.scope === 'restore_review'
  return {
    title: t('system.paused', { what: targetInWords(reader, pause, facilities) }),
    text: isReview
      ? t('system.review')
      : [
          t('system.paused_by', { name: nameOf(pause.pausedBy), time: reader.moment(pause.since) }),
          pause.until && t('system.until', { time: reader.moment(pause.until) }),
          pause.reason && t('system.quote', { text: pause.reason }),
        ]
          .filter(Boolean)
          .join(' '),
    href: isReview || !mayAct ? null : resumeHref(addressOfTarget(pause)),
  }
}

const resumeHref = (what: string) => `/system/resume?${new URLSearchParams({ what })}`

function choicesOf(reader: Reader, facilities: ReadonlyMap<string, string>) {
  return {
    facilities: [...facilities].map(([code, name]) => ({ value: `facility:${code}`, label: name })),
    types: reader.rules.map(({ type }) => ({
      value: `type:${type}`,
      label: typeInWords(reader, type),
    })),
  }
}

const ACCOUNT_LOOKS = {
  active: ['sent', 'ok'],
  paused: ['pause', 'bad'],
  circuit_open: ['failed', 'bad'],
  probing: ['unknown', 'warn'],
} as const

function accountOnPage(reader: Reader, { name, gateway, ratePerSecond, found }: ListedAccount) {
  const { t } = reader
  const state = (found?.state ?? 'active') as keyof typeof ACCOUNT_LOOKS
  const [icon, look] = ACCOUNT_LOOKS[state]
  const since = found?.state_since && state !== 'active' ? agoOf(reader, found.state_since) : null
  return {
    name,
    chip: { icon, look, word: t(`system.accounts.${state}`) },
    since,
    detail: state === 'active' ? null : (found?.detail ?? found?.reason ?? null),
    rate: t('system.rate', { rate: ratePerSecond, share: found?.rate_percent ?? 100 }),
    units:
      gateway === 'log'
        ? t('system.no_operator')
        : found?.units === null || found?.units === undefined
          ? t('system.not_polled')
          : t('system.units', { count: found.units, total: reader.number(found.units) }),
    polled: found?.balance_polled_at ? reader.moment(found.balance_polled_at) : '',
    /** The last poll did not come to an end. */
    isUnread: Boolean(found?.balance_error),
  }
}

function processOnPage(reader: Reader, { role, host, ...process }: SeenProcess) {
  const state = !process.isAlive ? 'silent' : process.draining_since ? 'ending' : 'alive'
  return {
    name: reader.t(`system.roles.${role}`, {}, role),
    host,
    /** Of one that is alive it would change with each look. */
    heard: state === 'silent' ? agoOf(reader, process.heartbeat_at) : null,
    chip: {
      icon: state === 'silent' ? 'failed' : state === 'ending' ? 'pending' : 'sent',
      look: state === 'silent' ? 'bad' : state === 'ending' ? '' : 'ok',
      word: reader.t(`system.processes.${state}`),
    },
  }
}

const RUN_LOOKS: Readonly<Record<string, readonly [icon: string, look: string]>> = {
  ok: ['sent', 'ok'],
  running: ['sending', ''],
  failed: ['failed', 'bad'],
  lost: ['unknown', 'warn'],
}

function jobOnPage(reader: Reader, { job, lastRun, nextRun }: ListedJob) {
  const { t } = reader
  const [icon, look] = RUN_LOOKS[lastRun?.outcome ?? ''] ?? (['expired', 'off'] as const)
  return {
    name: t(`system.jobs.${job}`),
    last: lastRun && {
      when: reader.moment(instantOf(lastRun.startedAt)),
      chip: { icon, look, word: t(`system.runs.${lastRun.outcome}`, {}, lastRun.outcome) },
      error: lastRun.error,
    },
    next: reader.moment(instantOf(nextRun)),
  }
}
