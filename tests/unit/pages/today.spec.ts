import { test } from '@japa/runner'
import type { HealthReport } from '#monitoring/health/health_report'
import type { Today } from '#monitoring/today/read_today'
import { dayChart, monthChart } from '#app/pages/today/charts'
import { todayPage } from '#app/pages/today/today_page'
import { aReader } from '#tests/helpers/reader'

const TODAY: Today = {
  figures: {
    waiting: 597,
    sent: 1_204,
    delivered: 1_065,
    undelivered: 0,
    awaiting: 139,
    failed: 12,
    expired: 9,
    isCut: false,
  },
  needAttention: 448,
  units: { account: 'orange', units: 8_140, days: 6, perDay: 1_380, expiresAt: null },
  coming: { days: [], total: 0, isCut: false },
  month: [],
  hours: [],
  bundles: null,
  unitsPerReminder: 1,
  ratePerSecond: 5,
  openMinutes: 720,
  isEmpty: false,
}

/** Reminders of the two days that follow. */
const comingOf = (...totals: number[]): Today['coming'] => ({
  days: totals.map((total, index) => ({
    date: `2026-03-1${index + 1}`,
    byType: { '7_day_reminder': total, '1_day_reminder': 0 },
    total,
  })),
  total: totals.reduce((sum, one) => sum + one, 0),
  isCut: false,
})

const check = (name: string, status: any, output = 'as it is') =>
  ({ key: name, name, status, observedValue: 1, observedUnit: 'state', output }) as const

const reportOf = (...checks: ReturnType<typeof check>[]): HealthReport => ({
  status: 'warn',
  checkedAt: '',
  checks,
})

const page = (report: HealthReport, today: Partial<Today> = {}, language: 'fr' | 'en' = 'fr') =>
  todayPage(aReader(language), { ...TODAY, ...today }, report, { minimumDays: 7 })

test.group('Today', () => {
  test('begins with a sentence that says whether to worry', ({ assert }) => {
    const title = (...checks: ReturnType<typeof check>[]) => page(reportOf(...checks)).verdict.title
    assert.equal(title(), 'Tout fonctionne\u00A0: 1\u202F204 rappels sont partis depuis minuit.')
    assert.equal(title(check('balance', 'warn')), 'Une chose vous attend.')
    assert.equal(
      title(check('balance', 'warn'), check('scheduler', 'fail', 'none')),
      'Deux choses vous attendent.'
    )
    const paused = { ...check('pauses', 'warn'), observedValue: 'everything' }
    assert.equal(title(paused as any), 'Rien ne part\u00A0: tout est suspendu.')
    const empty = page(reportOf(), { isEmpty: true }, 'en')
    assert.equal(empty.verdict.title, 'No reminder is planned yet.')
  })

  test('gives each problem its next step, the worst first', ({ assert }) => {
    const { problems } = page(
      reportOf(
        check('dead_letters', 'warn', '448 dead letters'),
        check('database', 'fail', 'down'),
        check('kafka', 'unknown', 'no answer')
      ),
      {},
      'en'
    )
    assert.deepEqual(
      problems.map(({ look, title, action }) => [look, title, action.href]),
      [
        ['bad', 'The database does not answer well', '/system'],
        ['warn', 'A check did not answer', '/system'],
        ['warn', 'Some reminders need a decision', '/attention'],
      ]
    )
    assert.equal(problems[0].output, 'down')
  })

  test('warns by colour above 3 % of failures and below the least days of units', ({ assert }) => {
    const warnings = (today: Partial<Today>) =>
      page(reportOf(), today)
        .tiles.watch.filter(({ isWarning }) => isWarning)
        .map(({ label }) => label)
    assert.deepEqual(warnings({}), ['Unités restantes'])
    const figures = { ...TODAY.figures, failed: 52 }
    assert.deepEqual(warnings({ figures, units: null }), ['Pas partis'])
  })

  test('leads from every tile and every problem to a page', ({ assert }) => {
    const names = ['database', 'balance', 'pauses', 'languages', 'stuck', 'receipts', 'schedules']
    const { problems, tiles } = page(reportOf(...names.map((name) => check(name, 'warn', name))))
    for (const { label, href } of [...tiles.day, ...tiles.watch]) assert.match(href, /^\//, label)
    assert.deepEqual(
      problems.map(({ action }) => action.href),
      [
        '/system',
        '/system#balance',
        '/system#pauses',
        '/templates',
        '/messages?status=sending',
        '/messages?tab=sent',
        '/schedules',
      ]
    )
  })

  test('counts the week against what leaves in a second, and in a day', ({ assert }) => {
    const { week } = page(reportOf(), { coming: comingOf(300, 600) })
    assert.equal(
      week!.lead,
      'Au plus 900 rappels sont prévus. Le jour le plus chargé, jeu. 12 mars, part en 2 minutes à 5 SMS par seconde. En 12 h, 216\u202F000 SMS peuvent partir par jour.'
    )
    assert.deepEqual(week!.columns, ['7 jours avant', '1 jour avant'])
    assert.deepEqual(week!.rows[0], {
      day: 'mer. 11',
      counts: ['300', '0'],
      total: '300',
      isOver: false,
      width: 50,
    })
    assert.isNull(page(reportOf()).week)
  })

  test('marks days with more than can leave, below a line of what can', ({ assert }) => {
    const coming = comingOf(300, 600)
    const ofLimit = (openMinutes: number) =>
      page(reportOf(), { coming, ratePerSecond: 1, openMinutes }).week!
    const tight = ofLimit(8)
    assert.deepEqual(
      tight.rows.map(({ isOver }) => isOver),
      [false, true]
    )
    assert.match(tight.charts[0].chart.line, /^2,\S+ 6,/)
    assert.lengthOf(tight.charts[0].series, 2)
    const wide = ofLimit(600)
    assert.equal(wide.charts[0].chart.line, '')
    assert.lengthOf(wide.charts[0].series, 1)
  })

  test('says whether the units last for the week, and on which day they end', ({ assert }) => {
    const units = (bundles: Today['bundles'], unitsPerReminder = 1) =>
      page(reportOf(), { coming: comingOf(300, 600), bundles, unitsPerReminder }, 'en').week!.units
    assert.isNull(units(null))
    assert.deepEqual(units({ units: 8_140, expiresAt: null }, 1.5), {
      text: 'This takes about 1,350 of the 8,140 units left.',
      isShort: false,
    })
    assert.deepEqual(units({ units: 800, expiresAt: '2026-03-20 00:00:00' }), {
      text: 'The 800 units left end on Thu 12 Mar; about 900 are needed by Thu 12 Mar.',
      isShort: true,
    })
    assert.deepEqual(units({ units: 5_000, expiresAt: '2026-03-11 12:00:00' }), {
      text: 'The 5,000 units left expire on Wed 11 Mar; about 900 are needed by Thu 12 Mar.',
      isShort: true,
    })
  })

  test('draws the units that are needed below those that are left', ({ assert }) => {
    const bundles = { units: 1_000, expiresAt: '2026-03-11 12:00:00' }
    const { charts } = page(reportOf(), { coming: comingOf(300, 600), bundles }).week!
    assert.deepEqual(
      charts[1].chart.rows.map(({ counts }) => counts.map(({ value }) => value)),
      [
        [300, 1_000],
        [900, 0],
      ]
    )
  })
})

test.group('Charts', () => {
  test('stack the days on a scale of round numbers, with a table', ({ assert }) => {
    const chart = monthChart(aReader(), [
      { date: '2026-03-09', delivered: 1_000, sent: 500, failed: 100 },
      { date: '2026-03-10', delivered: 0, sent: 0, failed: 0 },
    ])
    assert.deepEqual(chart.scale, ['1\u202F600', '1\u202F200', '800', '400', '0'])
    assert.deepEqual(
      chart.bars.map(({ fill, y, height }) => [fill, y, height]),
      [
        ['f-ok', 37.5, 62.5],
        ['f-calm', 6.25, 31.25],
        ['f-bad', 0, 6.25],
      ]
    )
    assert.deepEqual(
      chart.rows.map(({ label }) => label),
      ['10 mars', '9 mars']
    )
  })

  test('show the hours that are used, and nothing where none is', ({ assert }) => {
    const hours = Array.from({ length: 24 }, (_, hour) => ({
      hour,
      tries: hour > 10 ? null : hour === 9 ? 8 : 0,
      usual: hour === 11 ? 4 : 0,
    }))
    const chart = dayChart(aReader(), hours)!
    assert.deepEqual(chart.labels, ['8 h', '14 h', '19 h'])
    assert.match(chart.line, /^2,100 6,100 10,100 14,50 18,100/)
    assert.deepEqual(chart.rows[3], {
      label: '11 h',
      counts: [
        { value: null, text: '–' },
        { value: 4, text: '4' },
      ],
    })
    assert.isNull(
      dayChart(
        aReader(),
        hours.map((hour) => ({ ...hour, tries: 0, usual: 0 }))
      )
    )
  })
})
