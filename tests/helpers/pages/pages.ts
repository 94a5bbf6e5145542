import { PASSWORD } from '#tests/helpers/users'
import { WITH_SECOND_FACTOR } from '#tests/helpers/pages/whole_programme'
import { at, type PageOfList } from '#tests/helpers/pages/page_of_list'

const MAIN = 'main .btn.main'

/** Letters that need the dear encoding. */
const DEAR = 'N’oubliez pas {first_name} : {vaccine}, fête du {day} {at_facility}.'

const ASKED_OF_MESSAGES = {
  retry: 'failed',
  edit: 'failed',
  resolve: 'unknown',
  reject: 'failed',
  cancel: 'pending',
  reschedule: 'pending',
} as const

/**
 * Every page that can be opened, in the states it may be in. The pictures of all screens, the walks
 * of the browser suite, and the walk past hostile texts go through this list: a new page is one
 * entry here.
 */
export const PAGES: readonly PageOfList[] = [
  {
    name: 'sign-in',
    as: 'stranger',
    states: {
      full: at('/sign-in'),
      error: at('/sign-in', 'full', {
        fill: { '#email': 'rosine@example.org', '#password': 'not the password' },
        press: MAIN,
        status: 401,
      }),
      code: at('/sign-in', 'full', {
        fill: { '#email': WITH_SECOND_FACTOR, '#password': PASSWORD },
        press: MAIN,
        status: 200,
      }),
    },
  },
  {
    name: 'today',
    as: 'operator',
    states: { empty: at('/', 'empty'), full: at('/'), paused: at('/', 'paused') },
  },
  {
    name: 'start',
    as: 'operator',
    states: { empty: at('/start', 'empty'), full: at('/start') },
  },
  {
    name: 'start-test',
    as: 'operator',
    states: {
      full: at('/start/test'),
      error: at('/start/test', 'full', { fill: { '#number': '12' }, press: MAIN }),
    },
  },
  {
    name: 'forecast',
    as: 'operator',
    states: { empty: at('/forecast', 'empty'), full: at('/forecast') },
  },
  {
    name: 'results',
    as: 'operator',
    states: { empty: at('/results', 'empty'), full: at('/results') },
  },
  {
    name: 'messages',
    as: 'operator',
    states: {
      empty: at('/messages', 'empty'),
      full: at('/messages?tab=failed'),
      all: at('/messages'),
      none: at('/messages?q=nothing&reason=no_route'),
      error: at('/messages?from=yesterday'),
    },
  },
  {
    name: 'message',
    as: 'operator',
    states: {
      full: at((all) => `/messages/${all.message('failed')}`),
      delivered: at((all) => `/messages/${all.message('delivered')}`),
      pending: at((all) => `/messages/${all.message('pending')}`),
      unknown: at((all) => `/messages/${all.message('unknown')}`),
    },
  },
  ...Object.entries(ASKED_OF_MESSAGES).map(([action, status]): PageOfList => {
    const path = at((all) => `/messages/${all.message(status)}/${action}`)
    return { name: `message-${action}`, as: 'operator', states: { full: path } }
  }),
  {
    name: 'attention',
    as: 'operator',
    states: { empty: at('/attention', 'empty'), full: at('/attention') },
  },
  {
    name: 'batch-new',
    as: 'operator',
    states: {
      empty: at('/batches/new?do=retry&tab=attention', 'empty'),
      full: at('/batches/new?do=retry&tab=attention'),
    },
  },
  {
    name: 'batch',
    as: 'operator',
    states: { full: at(({ batch }) => `/batches/${batch}`) },
  },
  {
    name: 'patients',
    as: 'operator',
    states: {
      empty: at('/patients', 'empty'),
      full: at('/patients'),
      none: at('/patients?q=nobody'),
    },
  },
  {
    name: 'patient',
    as: 'operator',
    states: { full: at(({ patient }) => `/patients/${encodeURIComponent(patient)}`) },
  },
  ...['phone', 'status', 'consent'].map((what): PageOfList => {
    const path = at(({ patient }) => `/patients/${encodeURIComponent(patient)}/${what}`)
    return { name: `patient-${what}`, as: 'operator', states: { full: path } }
  }),
  {
    name: 'activity',
    as: 'operator',
    states: { empty: at('/activity', 'empty'), full: at('/activity') },
  },
  {
    name: 'imports',
    as: 'operator',
    states: { empty: at('/imports', 'empty') },
  },
  {
    name: 'schedules',
    as: 'operator',
    states: { empty: at('/schedules', 'empty'), full: at('/schedules') },
  },
  {
    name: 'schedule',
    as: 'operator',
    states: {
      full: at(({ schedule }) => `/schedules/${schedule}`),
      paused: at(({ pausedSchedule }) => `/schedules/${pausedSchedule}`),
    },
  },
  {
    name: 'schedule-new',
    as: 'operator',
    states: { full: at('/schedules/new') },
  },
  ...['run', 'pause', 'edit', 'delete'].map((action): PageOfList => {
    const path = at(({ schedule }) => `/schedules/${schedule}/${action}`)
    return { name: `schedule-${action}`, as: 'operator', states: { full: path } }
  }),
  {
    name: 'schedule-resume',
    as: 'operator',
    states: { full: at(({ pausedSchedule }) => `/schedules/${pausedSchedule}/resume`) },
  },
  {
    name: 'templates',
    as: 'operator',
    states: { full: at('/templates') },
  },
  {
    name: 'template',
    as: 'operator',
    states: {
      full: at('/templates/7_day_reminder/fr'),
      dear: at('/templates/7_day_reminder/fr', 'full', {
        fill: { '#body': DEAR },
        press: 'button[value=preview]',
        status: 200,
      }),
      error: at('/templates/7_day_reminder/fr', 'full', {
        fill: { '#body': 'Bonjour {nobody}' },
        press: 'button[value=save]',
      }),
    },
  },
  {
    name: 'template-remove',
    as: 'operator',
    states: { full: at('/templates/7_day_reminder/en/remove') },
  },
  {
    name: 'system',
    as: 'operator',
    states: {
      empty: at('/system', 'empty'),
      full: at('/system'),
      paused: at('/system', 'paused'),
    },
  },
  {
    name: 'pause',
    as: 'operator',
    states: {
      full: at('/system/pause?what=type:7_day_reminder'),
      error: at('/system/pause?what=everything', 'full', { press: MAIN }),
    },
  },
  {
    name: 'resume',
    as: 'operator',
    states: { full: at('/system/resume?what=everything', 'paused') },
  },
  {
    name: 'account',
    as: 'operator',
    states: {
      full: at('/account'),
      error: at('/account', 'full', {
        fill: { '#present': 'not the password', '#wanted': 'a new password of mine' },
        press: MAIN,
      }),
    },
  },
  {
    name: 'second-factor',
    as: 'operator',
    states: {
      full: at('/account/second-factor'),
      error: at('/account/second-factor', 'full', { fill: { '#code': '000000' }, press: MAIN }),
    },
  },
  {
    name: 'users',
    as: 'admin',
    states: {
      full: at('/users'),
      error: at('/users', 'full', { fill: { '#email': 'nobody' }, press: MAIN }),
    },
  },
  {
    name: 'user',
    as: 'admin',
    states: { full: at(({ user }) => `/users/${user}`) },
  },
  {
    name: 'tokens',
    as: 'admin',
    states: {
      empty: at('/tokens', 'empty'),
      full: at('/tokens'),
      error: at('/tokens', 'full', { press: MAIN }),
    },
  },
]
