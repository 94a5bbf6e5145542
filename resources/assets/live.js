/*
 * A page with #live asks for itself every few seconds, through htmx. The server answers 304 while
 * the page would say the same. What a person is at is left alone, and rows never move under a hand.
 */

const FIELDS = 'input, select, textarea'
const BUTTONS = 'main :is(a, button, summary, label)'

const live = () => document.getElementById('live')
const regions = () => document.querySelectorAll('[data-hold]')

/** Details and menus that the server sent open. */
let sentOpen
const rememberOpen = () => {
  sentOpen = new Set(document.querySelectorAll('details[open]'))
}

/** A person asked for the rows that are new. */
let isAsked = false

function renew() {
  live()?.dispatchEvent(new Event('renew'))
}

function isEdited(field) {
  if (field.type === 'checkbox' || field.type === 'radio')
    return field.checked !== field.defaultChecked
  if (field.tagName !== 'SELECT') return field.value !== field.defaultValue
  const sent = [...field.options].findIndex((option) => option.defaultSelected)
  return field.selectedIndex !== Math.max(sent, 0)
}

const isPointedAt = (element) => matchMedia('(hover: hover)').matches && element.matches(':hover')
const isInHand = (element) => isPointedAt(element) || element.contains(document.activeElement)

/** Anything that changes now would get in somebody's way. */
function isBusy() {
  return (
    document.hidden ||
    isPaused() ||
    document.activeElement?.matches(FIELDS) ||
    [...document.querySelectorAll(FIELDS)].some(isEdited) ||
    [...document.querySelectorAll('details')].some((one) => one.open !== sentOpen.has(one)) ||
    [...document.querySelectorAll(BUTTONS)].some(
      (button) => !button.closest('[data-hold]') && isPointedAt(button)
    )
  )
}

const rowsOf = (region) =>
  [...region.querySelectorAll('[data-row]')].map(({ dataset }) => dataset.row)

/** Keeps regions out of the coming change; false if one of them would go. */
function hold(fresh) {
  for (const region of regions()) {
    const next = fresh.querySelector(`#${region.id}`)
    const known = rowsOf(region)
    const rows = next ? rowsOf(next) : []
    const hasChanged = known.length > 0 && String(rows) !== String(known)
    if (isInHand(region) && !isAsked) {
      if (!next) return false
      region.setAttribute('hx-morph-skip', 'in hand')
    } else if (next && hasChanged && !isAsked) region.setAttribute('hx-morph-skip', 'moved')
    tellNews(region, hasChanged && !isAsked ? rows.filter((row) => !known.includes(row)) : null)
  }
  return true
}

function release() {
  for (const region of document.querySelectorAll('[data-hold][hx-morph-skip]')) {
    const isUnread = region.getAttribute('hx-morph-skip') === 'in hand'
    region.removeAttribute('hx-morph-skip')
    if (isUnread && live()) live().dataset.tag = ''
  }
}

/** Above a region: how many rows there would be more. `added`: null if all are shown. */
function tellNews(region, added) {
  const news = document.getElementById(`news-${region.id}`)
  if (!news) return
  news.replaceChildren()
  if (added === null) return
  const { one, many, changed } = news.dataset
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'btn'
  button.textContent =
    added.length === 0 ? changed : added.length === 1 ? one : many.replace('#', added.length)
  button.addEventListener('click', () => {
    isAsked = true
    renew()
  })
  news.append(button)
}

document.addEventListener('htmx:before:request', (event) => {
  if (isBusy() && !isAsked) return event.preventDefault()
  const { tag } = live().dataset
  if (tag && !isAsked) event.detail.ctx.request.headers['If-None-Match'] = `"${tag}"`
})

/** Errors leave the page as it is; the end of the session leads to the sign-in (HX-Redirect). */
document.addEventListener('htmx:before:response', (event) => {
  const { response, hx } = event.detail.ctx
  if (response.raw.redirected) location.assign(response.raw.url)
  if (response.raw.redirected || (response.status !== 200 && !hx.redirect)) event.preventDefault()
})

document.addEventListener('htmx:before:swap', (event) => {
  const isUnwanted = isBusy() && !isAsked
  if (isUnwanted || !hold(event.detail.tasks[0].fragment)) event.preventDefault()
})

document.addEventListener('htmx:finally:swap', () => {
  release()
  rememberOpen()
})

document.addEventListener('htmx:finally:request', () => {
  isAsked = false
})

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) renew()
})

/* Pausing, for as long as the tab is open. */

const pause = document.getElementById('pause')

function isPaused() {
  return sessionStorage.getItem('paused') === 'yes'
}

function tellPause() {
  pause.hidden = false
  pause.setAttribute('aria-pressed', String(isPaused()))
  pause.textContent = isPaused() ? pause.dataset.resume : pause.dataset.pause
}

pause.addEventListener('click', () => {
  if (isPaused()) sessionStorage.removeItem('paused')
  else sessionStorage.setItem('paused', 'yes')
  tellPause()
  if (!isPaused()) renew()
})

rememberOpen()
tellPause()
