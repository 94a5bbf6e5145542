/* Pages work without this; it saves people a click or an accident. */

/** The menu closes on Escape and on a click elsewhere. */
const menu = document.querySelector('details.menu')
const closeMenu = () => menu?.removeAttribute('open')
document.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape' || !menu?.open) return
  closeMenu()
  menu.querySelector('summary').focus()
})
document.addEventListener('click', ({ target }) => {
  if (menu && !menu.contains(target)) closeMenu()
})

/** A form is sent once, however often its button is clicked. Coming back to the page allows it again. */
document.addEventListener('submit', (event) => {
  if (event.target.dataset.sent) event.preventDefault()
  else event.target.dataset.sent = 'yes'
})
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent
})

/** A text is tried while it is typed: the answer has the parts that it names, by their ids. */
for (const field of document.querySelectorAll('[data-live]:not([readonly])')) {
  let timer
  let last
  field.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => void tryText(), 600)
  })
  const tryText = async () => {
    last?.abort()
    last = new AbortController()
    const body = new URLSearchParams(new FormData(field.form))
    body.set('do', 'preview')
    try {
      const address = field.form.getAttribute('action')
      const answer = await fetch(address, { method: 'POST', body, signal: last.signal })
      if (!answer.ok) return
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      for (const id of field.dataset.live.split(' '))
        document.getElementById(id)?.replaceWith(page.getElementById(id) ?? '')
    } catch {
      /** Asked anew, or no network: the button still does it. */
    }
  }
}
