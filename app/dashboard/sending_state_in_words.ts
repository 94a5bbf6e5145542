import type { I18n } from '@adonisjs/i18n'
import type { DateTime } from 'luxon'
import { actorInWords } from '#dashboard/actor_in_words'
import type { Pause } from '#delivery/pauses/pause'
import type { SendingState } from '#monitoring/read_sending_state'

interface Context {
  /** Of actors, from NameActors. */
  names: Map<string, string>
  now: DateTime
  /** The programme's. */
  timezone: string
  i18n: I18n
}

/** For the line above every page: the icon, its colour, the sentence, and what follows it. */
export interface SendingStateInWords {
  icon: 'play' | 'pause'
  tone: 'ok' | 'warn' | 'calm'
  headline: string
  rest: string
  /** Of the last SMS that left, after everything else. */
  last?: { at: string; words: string }
}

export function sendingStateInWords(state: SendingState, context: Context): SendingStateInWords {
  const { i18n } = context
  const words = (key: string, data?: object) => i18n.t(`frame.sending_${key}`, { ...data })
  switch (state.state) {
    case 'paused':
      return {
        icon: 'pause',
        tone: 'warn',
        headline: words('paused', { since: momentOf(state.pause.since, context) }),
        rest: pauseInWords(state.pause, context),
      }
    case 'stopped':
      return {
        icon: 'pause',
        tone: 'warn',
        headline: words('stopped'),
        rest: words('stopped_accounts', {
          accounts: state.accounts.map(({ name }) => name).join(', '),
        }),
      }
    case 'idle':
      return { icon: 'pause', tone: 'warn', headline: words('idle'), rest: words('idle_rest') }
    case 'dry_run':
      return {
        icon: 'pause',
        tone: 'calm',
        headline: words('dry_run'),
        rest: words('dry_run_rest'),
      }
    case 'running':
      return runningInWords(state, context)
    default:
      return state satisfies never
  }
}

function runningInWords(
  { lastSentAt, parts }: Extract<SendingState, { state: 'running' }>,
  context: Context
): SendingStateInWords {
  const { i18n, now } = context
  if (parts.length > 0) {
    const subjects = parts.map(({ subject }) => subject).join(', ')
    const headline = i18n.t('frame.sending_partly', { count: parts.length, subjects })
    return { icon: 'pause', tone: 'warn', headline, rest: i18n.t('frame.sending_partly_rest') }
  }
  const words = lastSentAt?.setLocale(i18n.locale).toRelative({ base: now, style: 'short' })
  return {
    icon: 'play',
    tone: 'ok',
    headline: i18n.t('frame.sending_running'),
    rest: lastSentAt ? i18n.t('frame.sending_last') : '',
    ...(lastSentAt && words && { last: { at: lastSentAt.toISO(), words } }),
  }
}

/** Who, why, and until when. */
function pauseInWords(pause: Pause, context: Context): string {
  const { i18n, names } = context
  if (pause.scope === 'restore_review') return i18n.t('frame.sending_review')
  return [
    i18n.t('frame.sending_paused_by', { name: actorInWords(pause.pausedBy, names, i18n) }),
    pause.reason && i18n.t('frame.sending_reason', { reason: pause.reason.replace(/\.$/, '') }),
    pause.until && i18n.t('frame.sending_until', { until: momentOf(pause.until, context) }),
  ]
    .filter(Boolean)
    .join(' ')
}

/** The time today, with the day for any other. */
function momentOf(instant: DateTime, { i18n, now, timezone }: Context): string {
  const local = instant.setZone(timezone).setLocale(i18n.locale)
  const isToday = local.hasSame(now.setZone(timezone), 'day')
  const time = { hour: '2-digit', minute: '2-digit' } as const
  return local.toLocaleString(isToday ? time : { day: 'numeric', month: 'short', ...time })
}
