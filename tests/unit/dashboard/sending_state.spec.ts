import { test } from '@japa/runner'
import i18nManager from '@adonisjs/i18n/services/main'
import { sendingStateInWords } from '#dashboard/sending_state_in_words'
import type { Pause, PauseOfPart } from '#delivery/pauses/pause'
import type { SendingState } from '#monitoring/read_sending_state'
import { now } from '#tests/helpers/test_clock'

const PAUSE: Pause = {
  scope: 'everything',
  subject: '',
  reason: 'Textes à relire',
  pausedBy: 'user:7',
  since: now.minus({ minutes: 110 }),
  until: null,
}

const OF_FACILITY = { ...PAUSE, scope: 'facility', subject: 'CSI-1' } as PauseOfPart

const inWords = (state: SendingState, language = 'fr') => {
  const { headline, rest, tone, last } = sendingStateInWords(state, {
    names: new Map([['user:7', 'Rosine Abena']]),
    now,
    timezone: 'Africa/Douala',
    i18n: i18nManager.locale(language),
  })
  return {
    tone,
    words: `${headline}${rest}${last ? ` ${last.words}` : ''}`.replaceAll(/[\u00a0\u202f]/g, ' '),
  }
}

test.group('The sending state in words', () => {
  const states: [SendingState, string, string][] = [
    [
      { state: 'running', lastSentAt: now.minus({ minutes: 2 }), parts: [] },
      'ok',
      'Envoi en marche, dernier SMS il y a 2 min',
    ],
    [{ state: 'running', lastSentAt: null, parts: [] }, 'ok', 'Envoi en marche'],
    [
      { state: 'running', lastSentAt: null, parts: [OF_FACILITY] },
      'warn',
      'Suspendu pour CSI-1, le reste part',
    ],
    [
      { state: 'paused', pause: PAUSE },
      'warn',
      'Rien ne part depuis 08:10 : Rosine Abena a tout suspendu. Raison : Textes à relire.',
    ],
    [
      {
        state: 'paused',
        pause: { ...PAUSE, reason: null, pausedBy: 'cli:root', until: now.plus({ hours: 3 }) },
      },
      'warn',
      'Rien ne part depuis 08:10 : root (ligne de commande) a tout suspendu. Jusqu’à 13:00.',
    ],
    [
      { state: 'paused', pause: { ...PAUSE, scope: 'restore_review' } },
      'warn',
      'Rien ne part depuis 08:10 : la base a été restaurée et attend d’être vérifiée.',
    ],
    [
      { state: 'stopped', accounts: [{ name: 'orange', reason: 'credentials' }] },
      'warn',
      'Rien ne part : le compte orange est arrêté.',
    ],
    [{ state: 'idle' }, 'warn', 'Rien ne part : aucun processus d’envoi n’est en marche.'],
    [{ state: 'dry_run' }, 'calm', 'Rien n’est envoyé : les messages sont écrits dans le journal.'],
  ]
  for (const [state, tone, words] of states) {
    test(`is "${words}"`, ({ assert }) => {
      assert.deepEqual(inWords(state), { tone, words })
    })
  }

  test('says the day of what did not happen today, and speaks English', ({ assert }) => {
    const pause = { ...PAUSE, since: now.minus({ days: 2 }) }
    const { words } = inWords({ state: 'paused', pause }, 'en')
    assert.match(words, /^Nothing has left since Mar 8, 10:00 AM: Rosine Abena paused everything/)
  })
})
