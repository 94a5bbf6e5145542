import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { CronExpression } from '#schedules/cron_expression'
import { runsByTheMinute, runsOf } from '#tests/helpers/cron_oracle'
import { withoutDatabase } from '#tests/helpers/without_database'

const utc = (text: string) => DateTime.fromISO(text, { zone: 'utc' })

test.group('A cron expression where clocks change', (group) => {
  withoutDatabase(group)
  const cases: [
    title: string,
    cron: string,
    zone: string,
    from: string,
    to: string,
    runs: string[],
  ][] = [
    [
      'a time in the gap runs at the first instant after it',
      '30 2 * * *',
      'Europe/Paris',
      '2026-03-29T00:00:00Z',
      '2026-03-30T12:00:00Z',
      ['2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
    ],
    [
      'several times in the gap run once',
      '*/10 2 * * *',
      'Europe/Paris',
      '2026-03-29T00:00:00Z',
      '2026-03-29T12:00:00Z',
      ['2026-03-29T01:00:00Z'],
    ],
    [
      'a time that occurs twice runs the first time',
      '30 2 * * *',
      'Europe/Paris',
      '2026-10-25T00:00:00Z',
      '2026-10-25T12:00:00Z',
      ['2026-10-25T00:30:00Z'],
    ],
    [
      'likewise where only the minutes have a wildcard',
      '*/30 2 * * *',
      'Europe/Paris',
      '2026-10-25T00:00:00Z',
      '2026-10-25T12:00:00Z',
      ['2026-10-25T00:00:00Z', '2026-10-25T00:30:00Z'],
    ],
    [
      'every hour is every hour that passes, in autumn',
      '30 * * * *',
      'Europe/Paris',
      '2026-10-25T00:00:00Z',
      '2026-10-25T03:00:00Z',
      ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T02:30:00Z'],
    ],
    [
      'and in spring',
      '30 * * * *',
      'Europe/Paris',
      '2026-03-29T00:00:00Z',
      '2026-03-29T03:00:00Z',
      ['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z', '2026-03-29T02:30:00Z'],
    ],
    [
      'a gap of half an hour',
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-03T12:00:00Z',
      '2026-10-04T16:00:00Z',
      ['2026-10-03T15:30:00Z', '2026-10-04T15:15:00Z'],
    ],
    [
      'half an hour twice',
      '45 1 * * *',
      'Australia/Lord_Howe',
      '2026-04-04T12:00:00Z',
      '2026-04-05T16:00:00Z',
      ['2026-04-04T14:45:00Z', '2026-04-05T15:15:00Z'],
    ],
    [
      'a midnight that is skipped',
      '0 0 * * *',
      'Asia/Beirut',
      '2026-03-28T12:00:00Z',
      '2026-03-29T23:00:00Z',
      ['2026-03-28T22:00:00Z', '2026-03-29T21:00:00Z'],
    ],
  ]
  for (const [title, cron, zone, from, to, runs] of cases) {
    test(`${title}: "${cron}" in ${zone}`, ({ assert }) => {
      assert.deepEqual(runsOf(cron, zone, from, to), runs)
    })
  }

  const changes = [
    ['Europe/Paris', '2026-03-28', '2026-10-24'],
    ['Australia/Lord_Howe', '2026-04-03', '2026-10-02'],
    ['Africa/Casablanca', '2026-02-14', '2026-03-21'],
    ['Africa/Cairo', '2026-04-23', '2026-10-28'],
    ['America/Santiago', '2026-04-04', '2026-09-05'],
  ]
  for (const [zone, ...days] of changes) {
    test(`the minutes around it have none twice and none missing in ${zone}`, ({ assert }) => {
      for (const day of days) {
        const [from, to] = [utc(day), utc(day).plus({ days: 3 })]
        for (const cron of ['*/15 * * * *', '30 2 * * *', '*/20 1-3 * * *', '0 0,12 * * *']) {
          const runs = runsOf(cron, zone, from.toISO()!, to.toISO()!)
          assert.deepEqual(runs, runsByTheMinute(cron, zone, from, to), `"${cron}" from ${day}`)
        }
      }
    })
  }
})

test.group('A cron expression and the calendar', (group) => {
  withoutDatabase(group)
  test('the 31st is left out in months that have none', ({ assert }) => {
    const months = runsOf('0 9 31 * *', 'UTC', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')
    assert.deepEqual(
      months.map((run) => run.slice(5, 7)),
      ['01', '03', '05', '07', '08', '10', '12']
    )
  })

  test('29 February comes every four years, and not in 2100', ({ assert }) => {
    const years = runsOf('0 9 29 2 *', 'UTC', '2092-01-01T00:00:00Z', '2109-01-01T00:00:00Z')
    assert.deepEqual(
      years.map((run) => run.slice(0, 4)),
      ['2092', '2096', '2104', '2108']
    )
  })

  test('a day of the month and a weekday: either will do, with + both are needed', ({ assert }) => {
    const daysOf = (cron: string) =>
      runsOf(cron, 'UTC', '2026-03-01T00:00:00Z', '2026-03-22T00:00:00Z').map((run) =>
        run.slice(8, 10)
      )
    assert.deepEqual(daysOf('0 9 15 * 5'), ['06', '13', '15', '20'])
    assert.deepEqual(daysOf('0 9 13 * +5'), ['13'])
  })

  test('30 February never comes', ({ assert }) => {
    assert.isNull(new CronExpression('0 9 30 2 *', 'UTC').next(utc('2026-01-01T00:00:00Z')))
  })

  test('presets are understood', ({ assert }) => {
    assert.deepEqual(
      runsOf('@daily', 'Africa/Douala', '2026-03-10T00:00:00Z', '2026-03-12T00:00:00Z'),
      ['2026-03-10T23:00:00Z', '2026-03-11T23:00:00Z']
    )
  })

  test('the latest run is the last that is not after an instant', ({ assert }) => {
    const expression = new CronExpression('0 6 * * *', 'Africa/Douala')
    const latest = (at: string) => expression.latest(utc(at))!.toISO()
    assert.equal(latest('2026-03-10T05:00:00Z'), '2026-03-10T05:00:00.000Z')
    assert.equal(latest('2026-03-10T04:59:59Z'), '2026-03-09T05:00:00.000Z')
  })

  for (const [wrong, why] of [
    ['', /: it has 0 fields\. Five/],
    ['every day', /: it has 2 fields\. Five/],
    ['@reboot', /: it has 1 field\. Five/],
    ['61 * * * *', /: Invalid value for minute: 61\. Five/],
    ['* * * *', /: it has 4 fields\. Five/],
    ['* * * * * *', /: it has 6 fields\. Five/],
    ['0 25 * * *', /: Invalid value for hour: 25\. Five/],
    ['0 9 * 13 *', /: Invalid value for month: 13\. Five/],
    ['0 9 * 0 *', /: Invalid value for month: 0\. Five/],
    ['a b c d e', /: configuration entry 1 \(a\) contains illegal characters\. Five/],
  ] as const) {
    test(`"${wrong}" is refused with what is wrong`, ({ assert }) => {
      assert.throws(() => new CronExpression(wrong, 'UTC'), why)
    })
  }
})
