/* What a page says of time goes on while the page stays the same, by the clock of the server. */

const { lang } = document.documentElement
const locale = lang === 'en' ? 'en-GB' : lang
const { at, zone } = document.getElementById('live').dataset
const aheadMs = Date.parse(at) - Date.now()

/** As app/pages/reader.ts writes it. */
const distances = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
const clock = new Intl.DateTimeFormat(locale, {
  timeZone: zone,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

function ago(seconds) {
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  return distances.format(Math.trunc(seconds / size), unit)
}

function tellAges() {
  const now = Date.now() + aheadMs
  for (const time of document.querySelectorAll('time[data-ago]'))
    time.textContent = ago(Math.round((Date.parse(time.dateTime) - now) / 1_000))
}

setInterval(tellAges, 30_000)

/** The server has just said that the page still holds. */
document.addEventListener('htmx:before:response', (event) => {
  if (event.detail.ctx.response.status !== 304) return
  for (const time of document.querySelectorAll('time[data-now]'))
    time.textContent = clock.format(Date.now() + aheadMs)
})
