import { AxeBuilder } from '@axe-core/playwright'
import type { Assert } from '@japa/assert'
import type { Browser, BrowserContextOptions, ConsoleMessage, Page } from 'playwright'
import { PASSWORD } from '#tests/helpers/users'

const urlOf = (path: string) => `http://${process.env.HOST}:${process.env.PORT}${path}`

/** Runs in the page. Tabs are a row that may scroll. */
function findOverflow(): string[] {
  const { document, getComputedStyle } = globalThis as any
  const { scrollWidth, clientWidth } = document.documentElement
  const beyond = scrollWidth - clientWidth
  const cut = [...document.querySelectorAll('main *:not(.hide, .tabs, input, select, textarea)')]
    .filter(
      (element) =>
        element.scrollWidth > element.clientWidth + 1 &&
        element.clientWidth > 1 &&
        getComputedStyle(element).overflowX !== 'visible'
    )
    .map((element) => `cut off: ${element.outerHTML.slice(0, 80)}`)
  return beyond > 0 ? [`scrolls ${beyond} px to the side`, ...cut] : cut
}

/** A window of a browser: everything that goes wrong in it is remembered. */
export class Screen {
  readonly faults: string[] = []

  private constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !this.#tellsStatus(message))
        this.faults.push(message.text())
    })
    page.on('pageerror', (error) => this.faults.push(error.message))
    page.on('dialog', (dialog) => {
      this.faults.push(`a dialog: ${dialog.message()}`)
      return dialog.dismiss()
    })
  }

  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<Screen> {
    const context = await browser.newContext({ locale: 'fr-CM', ...options })
    return new Screen(await context.newPage())
  }

  /** Returns the status of the answer. */
  async visit(path: string): Promise<number> {
    const response = await this.page.goto(path.startsWith('/') ? urlOf(path) : path)
    return response!.status()
  }

  /** Waits for the charts, which follow a moment later. */
  async resize(size: { width: number; height: number }): Promise<void> {
    await this.page.setViewportSize(size)
    const charts = this.page.locator('.plot.drawn')
    const fit = () =>
      charts.evaluateAll((all) => all.every((one) => one.scrollWidth <= one.clientWidth))
    for (let tries = 0; tries < 50 && !(await fit()); tries++) await this.page.waitForTimeout(50)
  }

  /** Through the page, with the keyboard. */
  async signIn(email: string, password = PASSWORD): Promise<void> {
    await this.visit('/sign-in?to=/account')
    await this.page.locator('#email').focus()
    await this.page.keyboard.type(email)
    await this.page.keyboard.press('Tab')
    await this.page.keyboard.type(password)
    await Promise.all([this.page.waitForNavigation(), this.page.keyboard.press('Enter')])
  }

  /**
   * What went wrong since it was last asked, whether the page scrolls to the side, and what of it is
   * cut off.
   */
  async takeFaults(): Promise<string[]> {
    return [...this.faults.splice(0), ...(await this.page.evaluate(findOverflow))]
  }

  /** In a window of this height, or as high as the page. */
  async picture(path: string, pixels?: number): Promise<void> {
    const { width, height } = this.page.viewportSize()!
    const whole = await this.page.evaluate<number>('document.documentElement.scrollHeight')
    await this.page.setViewportSize({ width, height: pixels ?? Math.max(height, whole) })
    await this.page.screenshot({ path })
    await this.page.setViewportSize({ width, height })
  }

  /** No error in the console, no serious finding of axe, and nothing to scroll to the side. */
  async assertSound(assert: Assert, what: string): Promise<void> {
    const faults = await this.takeFaults()
    const { violations } = await new AxeBuilder({ page: this.page }).analyze()
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    assert.deepEqual([...faults, ...serious], [], what)
  }

  async close(): Promise<void> {
    await this.page.context().close()
  }

  /** A form that was refused, or an error that was asked for: the page itself says it. */
  #tellsStatus(message: ConsoleMessage): boolean {
    return (
      message.location().url === this.page.url() &&
      /^Failed to load resource: the server responded with a status of [45]\d\d/.test(
        message.text()
      )
    )
  }
}
